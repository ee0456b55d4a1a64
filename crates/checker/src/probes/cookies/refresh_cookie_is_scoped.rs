//! Row 43: a refresh token that is in a cookie goes to the renewal route alone.
//!
//! Innocent: an encrypted one, which a page may need to renew by itself.

use practices::REFRESH_COOKIE_IS_SCOPED;

use super::{own, shown, token_of};
use crate::probe::{broken, does_not_apply, holds};
use crate::stage::TokenKind;
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let jar = &stage.journey().await?.jar;
    let own: Vec<_> = own(stage, jar).collect();
    let readable = own.iter().find(|cookie| token_of(stage, cookie) == Some(TokenKind::Refresh));
    let Some(cookie) = readable else {
        let why = "no cookie has a refresh token that can be read";
        return Ok(vec![does_not_apply(&REFRESH_COOKIE_IS_SCOPED, why)]);
    };
    let page = stage.best()?.url.path();
    let goes_along = page.starts_with(&cookie.path);
    Ok(vec![if goes_along {
        let what = format!(
            "{} has a refresh token in it, and goes with every request of {page}",
            cookie.name
        );
        // Pages that renew by themselves need it there, so it is no fault by itself.
        broken(&REFRESH_COOKIE_IS_SCOPED, what).with([shown(cookie)]).as_advice()
    } else {
        holds(&REFRESH_COOKIE_IS_SCOPED)
    }])
}

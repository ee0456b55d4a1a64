//! Row 61: a refresh token that was refused is not sent again.
//!
//! Innocent: a cookie that is left in the browser and that the server knows nothing of.

use practices::DEAD_TOKEN_IS_DROPPED;

use super::Trial;
use crate::probe::{broken, control, holds};
use crate::{Stage, Visitor};

/// Pages that are opened after the session at Scalekit was revoked.
const PAGES: usize = 3;

pub(super) async fn run(stage: &Stage, (visitor, session): &mut (Visitor, String)) -> Trial {
    stage.fake.revoke_session(session).await?;
    let mark = stage.fake.last_exchange().await?;
    let mut is_out = false;
    for _ in 0..PAGES {
        is_out = stage.sees(visitor).await?.is_out();
    }
    let renewals = stage.renewals(mark).await?;
    let refused = renewals.iter().filter(|one| one.error() == Some("invalid_grant")).count();
    control(refused > 0, "no renewal was refused when the session at Scalekit was revoked")?;
    control(is_out, "the revoked session goes on: see remote-logout-is-noticed")?;
    Ok(if refused > 1 {
        let what =
            format!("{PAGES} pages sent {refused} renewals with a refresh token that is dead");
        broken(&DEAD_TOKEN_IS_DROPPED, what)
    } else {
        holds(&DEAD_TOKEN_IS_DROPPED)
    })
}

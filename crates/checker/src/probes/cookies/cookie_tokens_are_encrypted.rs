//! Row 45: a token in a cookie cannot be read there.
//!
//! It is decoded as anybody can: percent signs and base64, of the whole and of its parts.

use practices::COOKIE_TOKENS_ARE_ENCRYPTED;

use super::{own, shown, token_of};
use crate::probe::{broken, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let jar = &stage.journey().await?.jar;
    let readable = own(stage, jar).filter_map(|cookie| Some((cookie, token_of(stage, cookie)?)));
    let readable: Vec<_> = readable.collect();
    let places =
        readable.iter().map(|(cookie, kind)| format!("{} has {} in it", cookie.name, kind.noun()));
    let places = places.collect::<Vec<_>>().join("; ");
    Ok(vec![if readable.is_empty() {
        holds(&COOKIE_TOKENS_ARE_ENCRYPTED)
    } else {
        let evidence = readable.iter().map(|(cookie, _)| shown(cookie));
        broken(&COOKIE_TOKENS_ARE_ENCRYPTED, format!("{places}, for everybody to read"))
            .with(evidence)
    }])
}

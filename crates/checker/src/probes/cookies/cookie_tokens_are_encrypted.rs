//! Row 45: a token in a cookie cannot be read there.
//!
//! It is decoded as anybody can: percent signs and base64, of the whole and of its parts.

use practices::COOKIE_TOKENS_ARE_ENCRYPTED;

use super::{own, shown, token_of};
use crate::probe::{broken, does_not_apply, holds};
use crate::{Stage, Tried};

/// The fewest characters of a value that may have a token in it, sealed: an identifier of a session is shorter.
const SHORTEST_SEALED: usize = 100;

pub(super) async fn run(stage: &Stage) -> Tried {
    let jar = &stage.journey().await?.jar;
    let readable = own(stage, jar).filter_map(|cookie| Some((cookie, token_of(stage, cookie)?)));
    let readable: Vec<_> = readable.collect();
    let places =
        readable.iter().map(|(cookie, kind)| format!("{} has {} in it", cookie.name, kind.noun()));
    let places = places.collect::<Vec<_>>().join("; ");
    let has_room = own(stage, jar).any(|cookie| cookie.value.len() >= SHORTEST_SEALED);
    Ok(vec![if readable.is_empty() && has_room {
        holds(&COOKIE_TOKENS_ARE_ENCRYPTED)
    } else if readable.is_empty() {
        let why = "the application keeps no tokens in cookies: no cookie is long enough for one";
        does_not_apply(&COOKIE_TOKENS_ARE_ENCRYPTED, why)
    } else {
        let evidence = readable.iter().map(|(cookie, _)| shown(cookie));
        broken(&COOKIE_TOKENS_ARE_ENCRYPTED, format!("{places}, for everybody to read"))
            .with(evidence)
    }])
}

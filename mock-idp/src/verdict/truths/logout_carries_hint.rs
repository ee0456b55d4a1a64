//! Row 77: a logout carries the ID token of the session as `id_token_hint`.
//!
//! Innocent: those of [`missing_hint`]; an ID token of an environment that was started anew since, at another address or
//! with other keys; the made-up token of a session that a test put into the application, with which nobody is signed in here;
//! an address that somebody typed, or that a page of another site has.

use super::{Record, Sight, missing_hint, page};
use crate::exchange::{Cause, CredentialKind, Exchange};

/// Characters of an RS256 signature in base64url: what is shorter is no token at all, but a word like `undefined`.
const SHORTEST_TOKEN: u32 = 342;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    match exchange.answer.cause {
        Some(Cause::HintIsAccessToken) => {
            let what = "the id_token_hint is an access token: the logout was refused, and nobody signed out";
            Some(in_session(exchange, weighed(exchange, past, what)))
        }
        Some(Cause::HintInvalid) => invalid(exchange, past),
        _ => {
            let missing = missing_hint::find(exchange, past)?;
            (!missing.is_by_renewal()).then(|| missing.sight())
        }
    }
}

fn invalid(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let characters = exchange.parameter("id_token_hint")?.characters;
    if characters >= SHORTEST_TOKEN {
        let what = "the id_token_hint is no ID token of this environment: the logout was refused, and nobody signed \
            out; if the environment was started anew since the sign-in, all is well";
        return Some(Sight::doubt(what).of_application());
    }
    let what = format!(
        "the id_token_hint has {characters} characters and is no token: the logout was refused, and nobody signed out"
    );
    let sight = if exchange.session.is_some() {
        weighed(exchange, past, &what)
    } else {
        Sight::doubt(format!(
            "{what}; if a test made up the session of the application, all is well"
        ))
    };
    Some(in_session(exchange, sight))
}

/// Weighs what speaks against the application unless somebody else wrote the address.
fn weighed(exchange: &Exchange, past: &Record, what: &str) -> Sight {
    match page::other_writer(exchange, past) {
        Some(story) => Sight::doubt(format!("{what}; {story}")),
        None => Sight::fault(what.to_owned()),
    }
}

/// Says that the application wrote what was seen, unless it was a program without the cookie, which may be a test of the
/// environment itself.
fn in_session(exchange: &Exchange, sight: Sight) -> Sight {
    let is_in_session = exchange.shows(CredentialKind::SessionCookie).is_some();
    if is_in_session { sight.of_application() } else { sight }
}

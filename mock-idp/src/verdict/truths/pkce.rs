//! Row 15: a code is bound to its application by PKCE, with S256 and a new verifier each time.
//!
//! Innocent: a client with a secret may do without (RFC 9700 §2.1.1 recommends it), so its absence is advice; a public
//! client's is refused, and so is `plain`. And a person who reloads, goes back or follows a link twice ([`repeated`]).
//!
//! A doubt: the very same request once more, whose first callback may have got no answer; a test client that signs in without
//! a browser and may have written the request itself, with the verifier of the RFC; `plain` in an address that somebody typed,
//! or that a page of another site has.

use super::{Record, Sight, protection, repeated};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "code_challenge") {
        let what = "the code_challenge is that of an earlier sign-in: its verifier is not new";
        let sight = weighed(what, repeated.story);
        return Some(sight.with(repeated.earlier.number).with(repeated.request.number));
    }
    if exchange.is_authorization_request() && !exchange.has("code_challenge") {
        let what = "the authorization request has no code_challenge";
        return Some(Sight::advice(what).of_application());
    }
    let method = exchange.parameter("code_challenge_method");
    let is_plain = method.is_some_and(|method| method.words.contains("plain"));
    let what = "the code_challenge is plain: it is the verifier itself";
    is_plain.then(|| weighed(what, protection::other_writer(exchange, past)))
}

/// Weighs what speaks against the application unless there is an innocent story.
fn weighed(what: &'static str, story: Option<&'static str>) -> Sight {
    let sight = match story {
        Some(story) => Sight::doubt(format!("{what}; {story}")),
        None => Sight::fault(what),
    };
    sight.of_application()
}

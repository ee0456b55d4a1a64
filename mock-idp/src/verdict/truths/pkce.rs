//! Row 15: a code is bound to its application by PKCE, with S256 and a new verifier each time.
//!
//! Innocent: a client with a secret may do without (RFC 9700 §2.1.1 recommends it), so its absence is advice; a public
//! client's is refused, and so is `plain`, which a test may try by hand. And a person who reloads, goes back or follows a
//! link twice ([`repeated`]). A test client that signs in without a browser may have written the request itself, with the
//! verifier of the RFC: a doubt.

use super::protection::BY_TEST_CLIENT;
use super::{Record, Sight, protection, repeated};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "code_challenge") {
        let what = "the code_challenge is that of an earlier sign-in: its verifier is not new";
        let sight = if protection::is_of_program(repeated.request) {
            Sight::doubt(format!("{what}; {BY_TEST_CLIENT}"))
        } else {
            Sight::fault(what)
        };
        let sight = sight.with(repeated.earlier.number).with(repeated.request.number);
        return Some(sight.of_application());
    }
    if exchange.is_authorization_request() && !exchange.has("code_challenge") {
        let what = "the authorization request has no code_challenge";
        return Some(Sight::advice(what).of_application());
    }
    let method = exchange.parameter("code_challenge_method");
    let is_plain = method.is_some_and(|method| method.words.contains("plain"));
    is_plain.then(|| Sight::fault("the code_challenge is plain: it is the verifier itself"))
}

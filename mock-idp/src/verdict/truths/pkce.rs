//! Row 15: a code is bound to its application by PKCE, with S256 and a new verifier each time.
//!
//! Innocent: a client with a secret may do without (RFC 9700 §2.1.1 recommends it), so its absence is advice; a public
//! client's is refused, and so is `plain`, which a test may try by hand. And a person who reloads, goes back or follows a
//! link twice ([`repeated`]).

use super::{Record, Sight, repeated};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "code_challenge") {
        let sight = Sight::fault(
            "the code_challenge is that of an earlier sign-in: its verifier is not new",
        );
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

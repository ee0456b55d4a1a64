//! Row 16: each sign-in has a `nonce` that is new.
//!
//! The row recommends it, and Scalekit's SDKs do not send one by themselves: its absence is advice. Where neither PKCE nor a
//! `state` protects the request either (RFC 9700 §2.1), that is the fault of [`state_is_new`](super::state_is_new), and this
//! follows from it: either of the two would do. A nonce that comes again is a fault there, because it was to protect.
//!
//! Innocent: a person who reloads, goes back or follows a link twice ([`repeated`]). A test client that signs in without a
//! browser may have written the request itself, and the very same request once more may follow a callback without an answer:
//! a doubt.

use super::{Record, Sight, protection, repeated};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "nonce") {
        let sight = of_earlier(repeated.request, repeated.story);
        return Some(sight.with(repeated.earlier.number).with(repeated.request.number));
    }
    let is_absent = exchange.is_authorization_request() && !exchange.has("nonce");
    is_absent.then(|| of_none(exchange))
}

fn of_earlier(request: &Exchange, story: Option<&'static str>) -> Sight {
    let what = "the nonce is that of an earlier sign-in, so it proves nothing about the ID token";
    let sight = if protection::is_by_pkce(request) {
        Sight::advice(format!("{what}; PKCE protects this sign-in"))
    } else if protection::is_by_state(request) {
        Sight::doubt(format!("{what}; all is well if the application compares the state"))
    } else {
        match story {
            Some(story) => Sight::doubt(format!("{what}; {story}")),
            None => Sight::fault(what),
        }
    };
    sight.of_application()
}

fn of_none(request: &Exchange) -> Sight {
    let what = "the authorization request has no nonce";
    let sight = if protection::is_by_pkce(request) || protection::is_by_state(request) {
        Sight::advice(what)
    } else {
        let what = format!("{what}, which would protect this sign-in where state and PKCE do not");
        Sight::advice(what).because_of(&practices::STATE_IS_NEW)
    };
    sight.of_application()
}

//! Row 16: each sign-in has a `nonce` that is new.
//!
//! The row recommends it, and Scalekit's SDKs do not send one by themselves: its absence is advice, and a fault only where
//! neither PKCE nor a `state` protects the request either (RFC 9700 §2.1).
//!
//! Innocent: a person who reloads, goes back or follows a link twice ([`repeated`]). A test client that signs in without a
//! browser may have written the request itself: a doubt.

use std::borrow::Cow;

use super::protection::BY_TEST_CLIENT;
use super::{Record, Sight, protection, repeated};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "nonce") {
        let sight = of_earlier(repeated.request);
        return Some(sight.with(repeated.earlier.number).with(repeated.request.number));
    }
    let is_absent = exchange.is_authorization_request() && !exchange.has("nonce");
    is_absent.then(|| of_none(exchange))
}

fn of_earlier(request: &Exchange) -> Sight {
    let what = "the nonce is that of an earlier sign-in, so it proves nothing about the ID token";
    let sight = if protection::is_by_pkce(request) {
        Sight::advice(format!("{what}; PKCE protects this sign-in"))
    } else if protection::is_by_state(request) {
        Sight::doubt(format!("{what}; all is well if the application compares the state"))
    } else {
        unprotected(request, what)
    };
    sight.of_application()
}

fn of_none(request: &Exchange) -> Sight {
    let what = "the authorization request has no nonce";
    let sight = if protection::is_by_pkce(request) || protection::is_by_state(request) {
        Sight::advice(what)
    } else {
        unprotected(request, format!("{what}, and neither PKCE nor a state protects this sign-in"))
    };
    sight.of_application()
}

/// Weighs a request that nothing protects.
fn unprotected(request: &Exchange, what: impl Into<Cow<'static, str>>) -> Sight {
    let what = what.into();
    if protection::is_of_program(request) {
        Sight::doubt(format!("{what}; {BY_TEST_CLIENT}"))
    } else {
        Sight::fault(what)
    }
}

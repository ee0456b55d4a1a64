//! Row 11: each sign-in has a `state` that is new and cannot be foretold.
//!
//! It is a fault where nothing else protects the request (RFC 9700 §2.1), advice where PKCE does, and a doubt where there is
//! a nonce: only the application knows whether it compares that.
//!
//! Innocent: a person who reloads, goes back or follows a link twice ([`repeated`]); a page to return to beside something
//! random; 12 random letters and digits, which are few and not foretellable. A test client that signs in without a browser
//! may have written the request itself: a doubt.

use super::protection::BY_TEST_CLIENT;
use super::{Record, Sight, protection, repeated};
use crate::exchange::{Exchange, Looks};
use crate::verdict::Weight;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "state") {
        let sight =
            weighed(repeated.request, Weight::Fault, "the state is that of an earlier sign-in");
        return Some(sight.with(repeated.earlier.number).with(repeated.request.number));
    }
    if !exchange.is_authorization_request() {
        return None;
    }
    let Some(state) = exchange.parameter("state") else {
        return Some(weighed(exchange, Weight::Fault, "the authorization request has no state"));
    };
    let looks = state.looks?;
    let weight = if protection::is_long_enough(state) { Weight::Doubt } else { Weight::Fault };
    Some(weighed(exchange, weight, describe(looks)))
}

/// Weighs what is wrong with the state of a request, at most as `heaviest`.
fn weighed(request: &Exchange, heaviest: Weight, what: &str) -> Sight {
    let sight = if protection::is_by_pkce(request) {
        Sight::advice(format!("{what}; PKCE protects this sign-in"))
    } else if request.has("nonce") {
        Sight::doubt(format!(
            "{what}; all is well if the application compares the nonce with that of the ID token"
        ))
    } else if heaviest == Weight::Doubt {
        Sight::doubt(format!("{what}; that is enough if all of them are random"))
    } else {
        let what = format!("{what}, and neither PKCE nor a nonce protects this sign-in");
        if protection::is_of_program(request) {
            Sight::doubt(format!("{what}; {BY_TEST_CLIENT}"))
        } else {
            Sight::fault(what)
        }
    };
    sight.of_application()
}

fn describe(looks: Looks) -> &'static str {
    match looks {
        Looks::Json => "the state can be foretold: it is JSON without anything random",
        Looks::Number => "the state can be foretold: it is a number",
        Looks::Email => "the state can be foretold: it is an e-mail address",
        Looks::Url => "the state can be foretold: it is a URL or a path",
        Looks::Short => "the state is shorter than 22 characters",
    }
}

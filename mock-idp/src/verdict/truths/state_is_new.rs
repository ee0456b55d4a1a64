//! Row 11: each sign-in has a `state` that is new and cannot be foretold.
//!
//! It is a fault where nothing else protects the request (RFC 9700 §2.1), advice where PKCE does, and a doubt where there is
//! a nonce: only the application knows whether it compares that.
//!
//! Innocent: a person who reloads, goes back or follows a link twice ([`repeated`]); a page to return to beside something
//! random; 12 random letters and digits, which are few and not foretellable.
//!
//! A doubt: the very same request once more, whose first callback may have got no answer; a request that a test client may
//! have written, or whoever typed its address, or a page of another site, until the client signed people in without any
//! protection twice before.

use super::{Record, Sight, protection, repeated};
use crate::exchange::{Exchange, Looks};

/// Sign-ins of a client that nothing protected, after which one more is its own way, wherever its address stood.
const HABIT: usize = 2;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(repeated) = repeated::find(exchange, past, "state") {
        let what = "the state is that of an earlier sign-in";
        let sight = weighed(repeated.request, false, what, repeated.story);
        return Some(sight.with(repeated.earlier.number).with(repeated.request.number));
    }
    if !exchange.is_authorization_request() {
        return None;
    }
    let state = exchange.parameter("state");
    let (what, is_long) = match state {
        Some(state) => (describe(state.looks?), protection::is_long_enough(state)),
        None => ("the authorization request has no state", false),
    };
    let story = protection::other_writer(exchange, past);
    let story = story.filter(|_| !exchange.sender.is_browser() || !is_usual(exchange, past));
    Some(weighed(exchange, is_long, what, story))
}

/// Whether the client redeemed the codes of sign-ins before that nothing protected, and sent no other request.
fn is_usual(request: &Exchange, past: &Record) -> bool {
    let Some(client) = &request.client else { return false };
    let is_bare = |other: &Exchange| {
        !protection::is_by_pkce(other) && !other.has("nonce") && !protection::is_by_state(other)
    };
    let mut redeemed = 0;
    for other in past.of_client(client).filter(|other| other.is_authorization_request()) {
        if !is_bare(other) {
            return false;
        }
        redeemed += usize::from(past.redemption_for(other).is_some());
    }
    redeemed >= HABIT
}

/// Weighs what is wrong with the state of a request, which may be short and long enough, and may have an innocent story.
fn weighed(request: &Exchange, is_long: bool, what: &str, story: Option<&'static str>) -> Sight {
    let sight = if protection::is_by_pkce(request) {
        Sight::advice(format!("{what}; PKCE protects this sign-in"))
    } else if request.has("nonce") {
        Sight::doubt(format!(
            "{what}; all is well if the application compares the nonce with that of the ID token"
        ))
    } else if is_long {
        Sight::doubt(format!("{what}; that is enough if all of them are random"))
    } else {
        let what = format!("{what}, and neither PKCE nor a nonce protects this sign-in");
        match story {
            Some(story) => Sight::doubt(format!("{what}; {story}")),
            None => Sight::fault(what),
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

//! Row 4: a process has one client, which keeps its token and what it discovered.
//!
//! It is a doubt: nobody but the process knows how many clients it has, and a test may make one for itself.
//!
//! Innocent: tokens of several processes, or of an application that each test starts anew, which come over connections of
//! their own; tokens for different scopes; a token after one that expired. Where connections prove nothing, as they are not
//! kept, a token that is fetched between a code and its exchange shows a client that the callback makes for itself: at its
//! start an application fetches one before anybody signs in.

use super::keys_are_cached::{NEEDED, fetched_before};
use super::{Record, Sight};
use crate::environment::GrantId;
use crate::exchange::Exchange;
use crate::wire::Endpoint;

/// Tokens that live at the same time, or sign-ins with a token of their own, that are a pattern.
const PATTERN: usize = 3;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    // What was seen, the exchanges that show it, and how many of them are enough.
    let (what, shown, enough) = if exchange.is_at(Endpoint::Discovery) {
        let what = "the discovery document was fetched for every token or two";
        (what, fetched_before(exchange, past), NEEDED)
    } else if is_own_token(exchange) {
        let what = "the client fetched a token of its own again while others of it live";
        (what, living(exchange, past), PATTERN - 1)
    } else if exchange.caused("authorization_code.redeemed") {
        let what = "each sign-in fetched a token of the client's own before its code was exchanged";
        (what, between_code_and_exchange(exchange, past), PATTERN)
    } else {
        return None;
    };
    (shown.len() >= enough).then(|| {
        let what = format!(
            "{what}: it looks like a client for each request; if each test has a client of its own, all is well"
        );
        Sight::doubt(what).with_all(shown)
    })
}

fn is_own_token(exchange: &Exchange) -> bool {
    exchange.caused("client_token.issued")
}

/// Whether a client's own token lives when `exchange` comes, and nothing spoiled the answer that gave it.
fn lives(token: &Exchange, exchange: &Exchange, past: &Record) -> bool {
    let has_life = token.token_expires_at().is_some_and(|end| end > exchange.at);
    is_own_token(token) && has_life && !token.is_disturbed() && !past.has_aged_since(token)
}

/// Returns the earlier tokens that the same process fetched for the same scopes, and that still live.
fn living(exchange: &Exchange, past: &Record) -> Vec<u64> {
    if exchange.forwarded {
        return Vec::new();
    }
    let of_connection = past.of_connection(exchange.connection);
    of_connection
        .filter(|other| other.client == exchange.client && lives(other, exchange, past))
        .filter(|other| other.parameter("scope") == exchange.parameter("scope"))
        .take(PATTERN)
        .map(|other| other.number)
        .collect()
}

/// Returns the tokens, the latest first, that were fetched between the code of a sign-in and its exchange.
fn between_code_and_exchange(exchange: &Exchange, past: &Record) -> Vec<u64> {
    let mut tokens = Vec::new();
    let Some(client) = exchange.client.as_ref().filter(|client| past.has_own_token(client)) else {
        return tokens;
    };
    let mut grant: Option<&GrantId> = exchange.grant.as_ref();
    let mut token = None;
    for earlier in past.of_client(client) {
        if earlier.caused("authorization_code.redeemed") {
            grant = earlier.grant.as_ref();
            token = None;
        } else if lives(earlier, exchange, past) {
            token = token.or(Some(earlier.number));
        } else if earlier.caused("authorization_code.issued")
            && grant.is_some()
            && earlier.grant.as_ref() == grant
        {
            tokens.extend(token.take());
            grant = None;
        }
    }
    tokens.truncate(PATTERN);
    tokens
}

//! Row 55: the key set is cached.
//!
//! What proves that it is not: one process fetches it again and again, each time after a token or two. A connection of token
//! requests is one process.
//!
//! Innocent: a fetch at the start, one for a `kid` that is not known, one when the cache ran out; fetches by processes of
//! their own, or by an application that each test starts anew, which come over connections of their own; a fetch after the
//! keys were rotated, or after one that a planned fault spoiled. In one process each test may make a client of its own, so it
//! is a doubt.

use super::{Record, Sight};
use crate::exchange::Exchange;
use crate::wire::Endpoint;

/// Fetches in a row, this one included, that a cache may need: at the start, for an unknown `kid`, when it ran out.
pub(super) const NEEDED: usize = 3;

/// Tokens between one fetch and the next that are a pattern: those of a sign-in, and its first renewal.
const MOST_TOKENS: usize = 2;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let fetched = fetched_before(exchange, past);
    let what = "the key set was fetched for every token or two, by one process; if each test has a client of its own, \
        all is well";
    (fetched.len() >= NEEDED).then(|| Sight::doubt(what).with_all(fetched))
}

/// Returns the earlier exchanges at the endpoint of this one over the same connection, the latest first, as far as no
/// more than a few tokens were issued over it between one and the next.
pub(super) fn fetched_before(exchange: &Exchange, past: &Record) -> Vec<u64> {
    let mut fetched = Vec::new();
    let mut tokens = 0;
    if past.server_request(exchange).is_none() {
        return fetched;
    }
    for earlier in past.of_connection(exchange.connection) {
        if earlier.endpoint == exchange.endpoint {
            let is_same = !earlier.is_disturbed() && !past.keys_changed_since(earlier);
            if tokens > MOST_TOKENS || !is_same {
                break;
            }
            tokens = 0;
            fetched.push(earlier.number);
        } else if earlier.is_at(Endpoint::Token) && earlier.answer.is_success() {
            tokens += 1;
        }
    }
    fetched.truncate(NEEDED);
    fetched
}

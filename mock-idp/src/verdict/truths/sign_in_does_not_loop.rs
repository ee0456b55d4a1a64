//! Row 28: a sign-in that failed ends on a page, after one retry at most.
//!
//! Innocent: a person who presses “try again” ([`unattended`]); different errors one after another; a frame that looks in
//! silence from time to time whether somebody is signed in. Whoever forbids the referrer cannot be told from a redirect, so
//! this is a doubt.

use super::unattended::{follows, is_unattended};
use super::{Record, Sight};
use crate::exchange::Exchange;
use crate::wire::Endpoint;

/// Errors in a row after which the next request is one too many: that of the sign-in, and those of two retries.
const MOST_ERRORS: usize = 3;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !is_unattended(exchange) {
        return None;
    }
    let before = past.of_connection(exchange.connection);
    let errors: Vec<&Exchange> =
        before.take_while(|other| is_error(other)).take(MOST_ERRORS).collect();
    let first = errors.last().filter(|_| errors.len() == MOST_ERRORS)?;
    let is_one_loop = errors
        .iter()
        .all(|other| other.answer.error == first.answer.error && other.client == exchange.client);
    let retries = errors.iter().take(MOST_ERRORS - 1);
    if !is_one_loop || !follows(exchange, first) || !retries.copied().all(is_unattended) {
        return None;
    }
    let error = first.answer.error?;
    let what = format!(
        "the callback answered {error} with another sign-in, {MOST_ERRORS} times in a row; all is well if somebody tried \
         again each time"
    );
    Some(errors.iter().rev().fold(Sight::doubt(what), |sight, error| sight.with(error.number)))
}

/// Whether an authorization request was answered with an error, to the client.
fn is_error(exchange: &Exchange) -> bool {
    exchange.is_at(Endpoint::Authorize)
        && exchange.answer.error.is_some()
        && exchange.answer.to.is_some()
}

//! Row 62: tokens are renewed shortly before the access token expires.
//!
//! A renewal is early while the access token has more than half its life and more than 90 seconds left, by the
//! environment's clock: margins of a minute are common, and a test may let tokens live for seconds.
//!
//! Innocent: one early renewal, for new roles say; one after an answer that a planned fault spoiled, or after a test made
//! everything older.
//!
//! It is a doubt, however many there are: whoever presses the application's renewal again and again, by hand or in a loop of
//! a test, looks like it.

use jiff::SignedDuration;

use super::one_renewal::RETRIED;
use super::{Record, Sight};
use crate::exchange::Exchange;

/// The longest margin before the expiry that nobody is accused for.
const LONGEST_MARGIN: SignedDuration = SignedDuration::from_secs(90);

/// Early renewals in a row that are overlooked.
const OVERLOOKED: usize = 1;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !is_renewal(exchange) {
        return None;
    }
    let answers = past.of_grant(exchange.grant.as_ref()?);
    let answers = answers.filter(|other| other.token_seconds.is_some() && !other.caused(RETRIED));
    let mut early = Vec::new();
    let mut renewal = exchange;
    for before in answers {
        if !is_renewal(renewal) || !is_early(renewal, before, past) {
            break;
        }
        early.push(renewal.number);
        renewal = before;
    }
    let count = early.len();
    if count <= OVERLOOKED {
        return None;
    }
    let what = format!(
        "{count} times running, tokens were renewed while the access token had more than half its life left; if somebody \
         renewed by hand, all is well"
    );
    Some(Sight::doubt(what).with_all(early.get(1).copied()))
}

fn is_renewal(exchange: &Exchange) -> bool {
    exchange.caused("refresh_token.rotated")
}

/// Whether a renewal came early for the token of the answer before it.
fn is_early(renewal: &Exchange, before: &Exchange, past: &Record) -> bool {
    let Some(expires_at) = before.token_expires_at() else { return false };
    let life = expires_at.duration_since(before.at);
    let left = expires_at.duration_since(renewal.at);
    let is_known = !before.is_disturbed() && !past.has_aged_since(before);
    is_known && left > LONGEST_MARGIN && left * 2 > life
}

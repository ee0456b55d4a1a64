//! Row 59: all requests that find the access token expired share one renewal.
//!
//! It looks at answers that a planned fault made late, too: a client that lost its patience hung up, and
//! got no answer. Such a delay is how a race is made visible at all.
//!
//! Innocent: one retry of a lost answer; retries of answers that a planned fault lost. Retries one after the other are a
//! doubt: requests that wait for one connection look like them, and so does a test that sends one cookie again and again.

use super::{Record, Sight};
use crate::exchange::{CredentialKind, Exchange};
use crate::wire::Endpoint;

/// The name of a renewal with a token that was used before, within its grace.
pub(super) const RETRIED: &str = "refresh_token.retried";

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let earlier = || {
        let showings = past.showings(exchange, CredentialKind::RefreshToken);
        showings.filter(|other| other.is_at(Endpoint::Token) && other.is_delivered())
    };
    if let Some(other) = earlier().find(|other| other.overlaps(exchange)) {
        let what = "two renewals with one refresh token were under way at the same time";
        return Some(Sight::fault(what).with(other.number));
    }
    let retried =
        earlier().find(|other| other.caused(RETRIED)).filter(|_| exchange.caused(RETRIED))?;
    let what = "one refresh token was sent three times or more, each time with an answer: requests do not share their \
        renewal, or the answer is not stored; if a test sends an old cookie again, the application cannot know";
    Some(Sight::doubt(what).with(retried.number))
}

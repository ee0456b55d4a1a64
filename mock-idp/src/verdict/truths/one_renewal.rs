//! Row 59: all requests that find the access token expired share one renewal.
//!
//! It looks at answers that a planned fault made late, too: a client that lost its patience hung up, and
//! got no answer. Such a delay is how a race is made visible at all.
//!
//! Innocent: one retry of a lost answer; retries of answers that a planned fault lost.
//!
//! It is a doubt: two connections may be those of two processes, and nothing shows that they are of one. Several instances of
//! an application, behind one address or none, may rely on the grace (row 59), also where one of them was refused: a request
//! that waits for long, a grace of no time and an environment that a test makes older meanwhile take it from them. Retries one
//! after the other look like requests that wait for one connection, and like a test that sends one cookie again and again.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange};
use crate::wire::Endpoint;

/// The name of a renewal with a token that was used before, within its grace.
pub(super) const RETRIED: &str = "refresh_token.retried";

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let earlier = || {
        let showings = past.showings(exchange, CredentialKind::RefreshToken);
        showings.filter(|other| other.is_at(Endpoint::Token) && other.is_delivered())
    };
    if let Some(sight) = at_once(exchange, earlier().filter(|other| other.overlaps(exchange))) {
        return Some(sight);
    }
    let retried =
        earlier().find(|other| other.caused(RETRIED)).filter(|_| exchange.caused(RETRIED))?;
    let what = "one refresh token was sent three times or more, each time with an answer: requests do not share their \
        renewal, or the answer is not stored; if a test sends an old cookie again, the application cannot know";
    Some(Sight::doubt(what).with(retried.number))
}

/// Weighs renewals with the same token as `exchange`, of which all were under way at the same time as it.
fn at_once<'a>(exchange: &Exchange, others: impl Iterator<Item = &'a Exchange>) -> Option<Sight> {
    let what = "two renewals with one refresh token were under way at the same time";
    let is_lost_to = |loser: &Exchange, winner: &Exchange| {
        loser.answer.cause == Some(Cause::RefreshReused)
            && winner.gives(CredentialKind::AccessToken)
    };
    let others: Vec<&Exchange> = others.collect();
    let mut rivals = others.iter();
    let rival = rivals.find(|other| is_lost_to(exchange, other) || is_lost_to(other, exchange));
    let refused = rival.map_or("", |_| ", and one of them was refused");
    let other = rival.or(others.first())?;
    let what = format!(
        "{what}{refused}; if several instances of the application rely on the time in which Scalekit repeats its answer, or a test sent one cookie twice, all is well"
    );
    Some(Sight::doubt(what).with(other.number))
}

//! Row 61: a refresh token that was refused is never sent again.
//!
//! Innocent: requests that were under way when the refusal came; one attempt more; an outage by a planned fault; the session
//! that the application itself ended, which is [`no_renewal_after_logout`](super::no_renewal_after_logout)'s. A test that
//! sends a kept cookie to several routes lets an application that keeps its tokens in cookies send a dead one each time, so
//! a few times are a doubt.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange};
use crate::wire::Endpoint;

/// Refusals before this one that are overlooked.
const OVERLOOKED: usize = 1;

/// Refusals before this one that a test with a kept cookie can cause: a page, a route of the API, the renewal and the
/// sign-out are tried with it.
const OF_A_KEPT_COOKIE: usize = 4;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !is_refused(exchange) {
        return None;
    }
    let showings = past.showings(exchange, CredentialKind::RefreshToken);
    let refused: Vec<u64> = showings
        .filter(|other| is_refused(other) && other.is_before(exchange))
        .map(|other| other.number)
        .collect();
    let what = "a refresh token that was refused is sent again and again";
    if refused.len() <= OVERLOOKED {
        return None;
    }
    let sight = if refused.len() <= OF_A_KEPT_COOKIE {
        Sight::doubt(format!(
            "{what}; if a test sends a kept cookie several times, the application cannot know"
        ))
    } else {
        Sight::fault(what)
    };
    Some(sight.with_all(refused.last().copied()))
}

fn is_refused(exchange: &Exchange) -> bool {
    let causes = [Cause::RefreshDead, Cause::RefreshReused, Cause::SessionOver];
    exchange.is_at(Endpoint::Token)
        && !exchange.is_disturbed()
        && exchange.answer.cause.is_some_and(|cause| causes.contains(&cause))
}

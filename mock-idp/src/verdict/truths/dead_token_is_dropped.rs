//! Row 61: a refresh token that was refused is never sent again.
//!
//! Innocent: requests that were under way when the refusal came; one attempt more; an outage by a planned fault; the session
//! that the application itself ended, which is [`no_renewal_after_logout`](super::no_renewal_after_logout)'s.
//!
//! It is a doubt, however often the token comes: a test, a crawler or a load test that sends a kept cookie lets an application
//! that keeps its tokens in cookies send a dead one each time.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange};
use crate::wire::Endpoint;

/// Refusals before this one that are overlooked.
const OVERLOOKED: usize = 1;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !is_refused(exchange) {
        return None;
    }
    let showings = past.showings(exchange, CredentialKind::RefreshToken);
    let refused: Vec<u64> = showings
        .filter(|other| is_refused(other) && other.is_before(exchange))
        .map(|other| other.number)
        .collect();
    if refused.len() <= OVERLOOKED {
        return None;
    }
    let what = "a refresh token that was refused is sent again and again; if a test sends a kept cookie several times, an \
        application that keeps its tokens in it cannot know";
    Some(Sight::doubt(what).with_all(refused.last().copied()))
}

fn is_refused(exchange: &Exchange) -> bool {
    let causes = [Cause::RefreshDead, Cause::RefreshReused, Cause::SessionOver];
    exchange.is_at(Endpoint::Token)
        && !exchange.is_disturbed()
        && exchange.answer.cause.is_some_and(|cause| causes.contains(&cause))
}

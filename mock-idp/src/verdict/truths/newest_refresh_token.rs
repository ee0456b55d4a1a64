//! Row 57: the refresh token of each renewal is stored, and presented next.
//!
//! Innocent: a retry within the grace, which is answered; a token whose successor never arrived, because a planned fault
//! lost the answer or the client had hung up; requests at the same time, which are [`one_renewal`](super::one_renewal)'s.
//!
//! It is a doubt: an application that keeps its tokens in the browser's cookies cannot know that a test, or a person, put
//! back the cookies of an hour ago, as suites do that sign in once and begin each test with what was stored then.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.answer.cause != Some(Cause::RefreshReused) {
        return None;
    }
    let earlier = || past.showings(exchange, CredentialKind::RefreshToken);
    if earlier().any(|other| other.overlaps(exchange)) {
        return None;
    }
    let renewed =
        earlier().find(|other| other.gives(CredentialKind::AccessToken) && other.is_delivered())?;
    let what = "a refresh token came back that was replaced: the new one of the answer was not stored; if a test put back \
        older cookies, an application that keeps its tokens in them cannot know";
    Some(Sight::doubt(what).with(renewed.number))
}

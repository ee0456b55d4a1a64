//! Row 31: a code is exchanged once.
//!
//! A person who reloads the callback later is no excuse: the attempt is over when its code was redeemed (row 13), so the
//! application has nothing to send a second time. It is a doubt while the first exchange is under way: an application that
//! keeps its attempts in cookies deletes them by its answer alone, and a person can reload before that comes.
//!
//! Innocent: an exchange after one whose answer was lost, by a planned fault or with its connection; a code that a test redeemed by the control API.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.answer.cause != Some(Cause::CodeReplayed) {
        return None;
    }
    let earlier = past.showings(exchange, CredentialKind::Code).next()?;
    if earlier.is_disturbed() {
        return None;
    }
    let sight = if exchange.overlaps(earlier) {
        Sight::doubt(
            "the same code was sent twice at the same time: its callback ran twice; if a person reloaded it, an application \
             that keeps its attempts in cookies cannot know",
        )
    } else {
        Sight::fault("a code was sent again that was sent before")
    };
    Some(sight.with(earlier.number))
}

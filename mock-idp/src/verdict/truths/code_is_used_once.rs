//! Row 31: a code is exchanged once.
//!
//! A person who reloads the callback is no excuse: the attempt is over when its callback came (row 13), so the application
//! has nothing to send a second time.
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
    let what = if exchange.overlaps(earlier) {
        "the same code was sent twice at the same time: its callback ran twice"
    } else {
        "a code was sent again that was sent before"
    };
    Some(Sight::fault(what).with(earlier.number))
}

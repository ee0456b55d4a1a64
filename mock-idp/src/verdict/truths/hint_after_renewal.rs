//! Row 50: the ID token of the sign-in is kept through every renewal.
//!
//! Innocent: those of [`missing_hint`]; a renewal whose answer had an ID token of its own; an application that sent no hint
//! without a renewal either, of which row 77 speaks.

use super::{Record, Sight, missing_hint};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let missing = missing_hint::find(exchange, past)?;
    missing.is_by_renewal().then(|| missing.sight())
}

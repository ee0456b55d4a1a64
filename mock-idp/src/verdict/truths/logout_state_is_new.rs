//! Row 88: a logout has a `state` that is new, or none.
//!
//! Innocent: a second click, a reload and a way back send the same URL, which ends one session at most. A `state` that only
//! says where the person goes on may well be the same each time, so this is a doubt.

use std::iter::successors;

use super::{Record, Sight};
use crate::exchange::{Exchange, LOOKED_BACK};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !exchange.caused("user.logout") {
        return None;
    }
    let before = |other: &Exchange| past.get(other.parameter("state")?.same_as?);
    let client = past.client_of(exchange);
    let earlier =
        successors(before(exchange), |other| before(other)).take(LOOKED_BACK).find(|other| {
            other.caused("user.logout")
                && other.session != exchange.session
                && past.client_of(other) == client
        })?;
    let what = "the state of a logout is that of an earlier one, so it proves nothing about the return; if it only says \
        where the person goes on, all is well";
    Some(Sight::doubt(what).with(earlier.number).of_application())
}

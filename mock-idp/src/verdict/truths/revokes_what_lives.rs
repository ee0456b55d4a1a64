//! A client revokes tokens that it holds.
//!
//! It is a doubt: the environment forgets at a reset what an application may still have in a cookie.
//!
//! Innocent: a token that was revoked, replaced or expired before (RFC 7009 §2.2).

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let is_found =
        exchange.answer.cause == Some(Cause::NeverIssued) && exchange.answer.is_success();
    is_found.then(|| {
        Sight::doubt(
            "a token was to be revoked that was never issued, so nothing was revoked; a token from before a reset of the \
             environment looks like it",
        )
    })
}

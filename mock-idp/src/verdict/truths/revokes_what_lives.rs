//! A client revokes tokens that it holds, and that can be revoked: access tokens and refresh tokens (RFC 7009 §2.1).
//!
//! An ID token is a fault: it opens nothing, and no revocation ends it. A token that was never issued is a doubt: the
//! environment forgets at a reset what an application may still have in a cookie.
//!
//! Innocent: a token that was revoked, replaced or expired before (RFC 7009 §2.2).

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let cause = exchange.answer.cause.filter(|_| exchange.answer.is_success());
    match cause? {
        Cause::IdTokenRevoked => Some(Sight::fault(
            "an ID token was sent to be revoked, and no ID token can be: nothing was revoked",
        )),
        Cause::NeverIssued => Some(Sight::doubt(
            "a token was sent to be revoked that this environment never issued, so nothing was revoked; if it is from before \
             a reset of the environment, all is well",
        )),
        _ => None,
    }
}

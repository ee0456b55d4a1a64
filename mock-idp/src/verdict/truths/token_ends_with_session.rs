//! An access token is forgotten when its session ends.
//!
//! It is a doubt: who tests a sign-out tries what the token still opens.
//!
//! Innocent: a resource server that introspects the token, which is how it learns; a session that ended elsewhere, of which
//! nobody told the application.

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    // By the policy, a token whose session has ended is refused there or let pass.
    let is_refused = exchange.answer.cause == Some(Cause::SignedOut);
    if !is_refused && !exchange.caused("access_token.outlived") {
        return None;
    }
    let sign_out = past.own_sign_out(exchange)?;
    let what = "an access token was used after the application had signed its session out; if a test tried what the token \
        still opens, it did right";
    Some(Sight::doubt(what).with(sign_out.number))
}

//! Row 92: no session is renewed that the application signed out itself.
//!
//! Innocent: a session that ended elsewhere, which an application learns by this very refusal: by another application of the
//! environment, at `/oidc/logout` itself, by an administrator; a renewal that was under way when the person signed out.
//!
//! It is a doubt: who tests a sign-out sends a kept cookie afterwards, and an application that keeps its tokens in it learns
//! by this refusal that they are worth nothing.

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.answer.cause != Some(Cause::SignedOut) {
        return None;
    }
    let sign_out = past.own_sign_out(exchange)?;
    let what = "the application tried to renew a session that it had signed out; if a test sent a kept cookie with the \
        tokens in it, and was turned away, all is well";
    Some(Sight::doubt(what).with(sign_out.number))
}

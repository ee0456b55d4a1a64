//! Row 9: the `redirect_uri` is one that the client registered, letter for letter.
//!
//! Innocent: an application whose address the seed does not have, or a test of the refusal. So it is a doubt: the person
//! sees an error page, which nobody overlooks.

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let what = match exchange.answer.cause? {
        Cause::RedirectUnregistered => {
            "the redirect_uri is not registered, so the person got an error page; if it is right, register it in the seed"
        }
        Cause::RedirectMissing => {
            "the authorization request has no redirect_uri, so the person got an error page; if a test checks the refusal, \
             all is well"
        }
        _ => return None,
    };
    Some(Sight::doubt(what))
}

//! A client introspects its own tokens.
//!
//! It is a doubt: a resource server that gets a stranger's token, and refuses it after this answer, did right.
//!
//! Innocent: a token that the environment never issued, which whoever introspects cannot know.

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let is_found =
        exchange.answer.cause == Some(Cause::OtherClient) && exchange.answer.is_success();
    is_found.then(|| {
        Sight::doubt(
            "a token of another client was introspected, and the answer is that it is not active; if somebody sent it to the \
             application, which refused it then, all is well",
        )
    })
}

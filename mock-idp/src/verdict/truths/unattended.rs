//! Requests of a browser that nobody set off: it followed redirects, or a script of the page moved on.
//!
//! The answers of the environment forbid the referrer, and redirects keep that: a request that follows one has none, and a
//! click on a page of the application has its origin. Both say `Sec-Fetch-User: ?1`, if a click began the chain. An
//! application whose pages forbid the referrer hides the difference, which is why nothing but a doubt is made of it.

use jiff::SignedDuration;

use crate::exchange::{Destination, Exchange, Sender};

/// How long after an answer a browser or a script still goes on by itself, by the environment's clock.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(10);

/// Whether nobody seems to have set the request off.
pub(super) fn is_unattended(exchange: &Exchange) -> bool {
    match &exchange.sender {
        Sender::Browser { destination: Destination::Document, by_person, .. } => {
            exchange.from.is_none() || !by_person
        }
        Sender::Browser { .. } => false,
        Sender::Client { .. } | Sender::Unknown { .. } => true,
    }
}

/// Whether the request came over the connection of an earlier one, and soon after it.
pub(super) fn follows(exchange: &Exchange, earlier: &Exchange) -> bool {
    exchange.connection == earlier.connection
        && !exchange.forwarded
        && exchange.at.duration_since(earlier.at) <= AT_ONCE
}

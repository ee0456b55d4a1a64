//! Whose page sent a browser here, as far as its origin and its credentials say.
//!
//! Any page of the web can load an address of the application, whose redirect leads on to the environment: a page of another
//! site speaks against nobody. Nor does what sends an `Origin` and no Fetch Metadata, as test clients do that play a browser.

use super::Record;
use crate::environment::ClientId;
use crate::exchange::{CredentialKind, Exchange, Sender};

/// Whether a page of the application sent the request: one at an origin of the application, or one that forbids the referrer
/// and has the ID token.
pub(super) fn is_of_application(exchange: &Exchange, past: &Record) -> bool {
    let has_metadata = matches!(exchange.sender, Sender::Browser { site: Some(_), .. });
    has_metadata
        && match (&exchange.from, &exchange.client) {
            (None, _) => exchange.hinted.is_some(),
            (Some(_), None) => past.is_of_client_page(exchange),
            (Some(origin), Some(client)) => is_at_callback(origin, client, past),
        }
}

/// Whether a page at another origin than the application's sent the request.
pub(super) fn is_foreign(exchange: &Exchange, past: &Record) -> bool {
    exchange.from.is_some() && !is_of_application(exchange, past)
}

/// Whether a page sent the request that is at no origin of the application, and at none at which its client registered an
/// address. Before the first sign-in only the registered ones are known.
fn is_elsewhere(exchange: &Exchange, past: &Record) -> bool {
    is_foreign(exchange, past) && !exchange.is_from_registered()
}

/// Returns how somebody else than the application may have written the address to which a browser went, if that may be:
/// whoever typed it, or a page that is none of the application's.
pub(super) fn other_writer(exchange: &Exchange, past: &Record) -> Option<&'static str> {
    if exchange.is_typed() {
        Some("if a person or a test typed the address, all is well")
    } else if is_elsewhere(exchange, past) {
        Some("if the page that led there is not the application's, all is well")
    } else {
        None
    }
}

/// Whether codes of the client went to an address at this origin.
fn is_at_callback(origin: &str, client: &ClientId, past: &Record) -> bool {
    let is_there = |address: &str| {
        address.strip_prefix(origin).is_some_and(|path| path.is_empty() || path.starts_with('/'))
    };
    past.of_client(client).any(|other| {
        other.gives(CredentialKind::Code) && other.answer.to.as_deref().is_some_and(is_there)
    })
}

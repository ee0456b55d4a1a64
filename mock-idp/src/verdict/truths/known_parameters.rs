//! A client sends names and words that the endpoint knows: what it does not know is ignored, and nothing says so.
//!
//! Innocent: the names that the specifications have and Scalekit does not; the scopes of a client's own token and those of
//! a resource (RFC 8707), which are the application's words.

use super::{Record, Sight};
use crate::exchange::{Exchange, Unknown};
use crate::wire::Endpoint;

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let endpoint = exchange.endpoint?;
    let has_own_scopes = exchange.has("resource") || is_of_machine(exchange);
    let unknown = exchange.unknown.iter().filter(|one| one.of != Some("scope") || !has_own_scopes);
    let unknown: Vec<String> = unknown.map(describe).collect();
    if unknown.is_empty() {
        return None;
    }
    let what = format!("{} does not know {}", endpoint.path(), unknown.join(", nor "));
    Some(Sight::advice(what).of_application())
}

/// Whether a client requests a token for itself.
fn is_of_machine(exchange: &Exchange) -> bool {
    let grant_type = exchange.parameter("grant_type");
    exchange.is_at(Endpoint::Token)
        && grant_type.is_some_and(|grant_type| grant_type.words.contains("client_credentials"))
}

fn describe(unknown: &Unknown) -> String {
    let Unknown { of, quoted, meant } = unknown;
    let meant = meant.map_or_else(String::new, |meant| format!(" (did you mean `{meant}`?)"));
    match of {
        Some(of) => format!("`{quoted}` as {of}{meant}"),
        None => format!("the parameter `{quoted}`{meant}"),
    }
}

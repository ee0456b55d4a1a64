//! Row 30: the server exchanges the code, by a form in a `POST`, with the redirect URI of the sign-in; the secret is in no
//! URL.
//!
//! Innocent: a public client, which has no secret and exchanges its code in the browser; the preflight before that; a
//! person or a monitor that opens the endpoint's address and sends no parameter. A proxy that adds the secret passes the
//! headers of the page on, so what a proxy forwarded is a doubt.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange, Place};
use crate::wire::Endpoint;

/// Parameters that make a request to the token endpoint a token request.
const OF_A_TOKEN_REQUEST: [&str; 3] = ["grant_type", "code", "refresh_token"];

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(sight) = secret_in_url(exchange) {
        return Some(sight);
    }
    if !exchange.is_at(Endpoint::Token) {
        return None;
    }
    if exchange.method == "GET" && OF_A_TOKEN_REQUEST.iter().any(|name| exchange.has(name)) {
        return Some(Sight::fault("the token request is a GET, so what it carries is in its URL"));
    }
    if exchange.sender.is_browser() && exchange.shows(CredentialKind::ClientSecret).is_some() {
        return Some(of_page(exchange));
    }
    if exchange.answer.cause == Some(Cause::RedirectChanged) {
        let sight = Sight::fault("the redirect_uri is not that of the authorization request");
        let mut of_grant = past.of_grant(exchange.grant.as_ref()?);
        let issued = of_grant.find(|other| other.caused("authorization_code.issued"));
        return Some(sight.with_all(issued.map(|issued| issued.number)));
    }
    None
}

fn secret_in_url(exchange: &Exchange) -> Option<Sight> {
    let mut parameters = exchange.parameters.iter();
    let is_there = parameters.any(|one| one.name == "client_secret" && one.place == Place::Query);
    let path = exchange.endpoint?.path();
    is_there
        .then(|| Sight::fault(format!("the client secret is in a URL, at {path}")).of_application())
}

fn of_page(exchange: &Exchange) -> Sight {
    let what = "a page in a browser sent a token request with the client's secret";
    if exchange.forwarded {
        Sight::doubt(format!(
            "{what}, or a proxy that adds the secret passed on the headers of a page"
        ))
    } else {
        Sight::fault(what)
    }
}

//! Row 30: the server exchanges the code, by a form in a `POST`, with the redirect URI of the sign-in; the secret is in no
//! URL.
//!
//! Innocent: a public client, which has no secret and exchanges its code in the browser; the preflight before that; a
//! person or a monitor that opens the endpoint's address and sends no parameter.
//!
//! Innocent too is whatever became of a code that a test got by the control API.
//!
//! A doubt: a secret in an address that somebody typed, or that a page of another site has; a proxy that adds the secret and passes the headers of the page on, at the page's own origin or by its own word; a
//! page that is none of the application's, such as a tool for calling APIs; a scanner, or a person with a command line, that
//! is not proven to be the application's server.

use super::{Record, Sight, page};
use crate::exchange::{
    Cause, CredentialKind, Destination, Exchange, Method, Place, Sender, SiteRelation,
};
use crate::wire::Endpoint;

/// Parameters that make a request to the token endpoint a token request.
const OF_A_TOKEN_REQUEST: [&str; 3] = ["grant_type", "code", "refresh_token"];

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if let Some(sight) = secret_in_url(exchange, past) {
        return Some(sight);
    }
    if !exchange.is_at(Endpoint::Token) {
        return None;
    }
    if exchange.method == Method::Get && OF_A_TOKEN_REQUEST.iter().any(|name| exchange.has(name)) {
        let what = "the token request is a GET, so what it carries is in its URL";
        return Some(match server(exchange, past) {
            Some(server) => Sight::fault(what).with(server.number),
            None => Sight::doubt(format!("{what}; if somebody tried it by hand, all is well")),
        });
    }
    if exchange.sender.is_browser() && exchange.shows(CredentialKind::ClientSecret).is_some() {
        return Some(of_page(exchange, past));
    }
    if exchange.answer.cause == Some(Cause::RedirectChanged) && exchange.has_code_of_exchange() {
        let sight = Sight::fault("the redirect_uri is not that of the authorization request");
        let mut of_grant = past.of_grant(exchange.grant.as_ref()?);
        let issued = of_grant.find(|other| other.caused("authorization_code.issued"));
        return Some(sight.with_all(issued.map(|issued| issued.number)));
    }
    None
}

/// Returns a token request that was right and came over the same connection.
fn server<'a>(exchange: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    past.server_request(exchange).filter(|server| server.answer.is_success())
}

fn secret_in_url(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let mut parameters = exchange.parameters.iter();
    if !parameters.any(|one| one.name == "client_secret" && one.place == Place::Query) {
        return None;
    }
    let what = format!("the client secret is in a URL, at {}", exchange.endpoint?.path());
    let is_by_window = exchange.sender.destination() == Some(Destination::Document);
    let server = server(exchange, past);
    let sight = match page::other_writer(exchange, past) {
        Some(story) if is_by_window => Sight::doubt(format!("{what}; {story}")),
        None if is_by_window => Sight::fault(what),
        _ if server.is_some() => Sight::fault(what),
        _ => {
            Sight::doubt(format!("{what}; if a scanner or a person tried it by hand, all is well"))
        }
    };
    Some(sight.with_all(server.map(|server| server.number)).of_application())
}

fn of_page(exchange: &Exchange, past: &Record) -> Sight {
    let what = "a page in a browser sent a token request with the client's secret";
    let is_by_proxy = exchange.forwarded || is_same_origin(&exchange.sender);
    if is_by_proxy || !page::is_of_application(exchange, past) {
        Sight::doubt(format!(
            "{what}, or a proxy that adds the secret passed on the headers of a page; if the page is a tool for calling \
             APIs, all is well"
        ))
    } else {
        Sight::fault(what)
    }
}

/// Whether a page sent it to its own origin, as it says.
fn is_same_origin(sender: &Sender) -> bool {
    matches!(sender, Sender::Browser { site: Some(SiteRelation::SameOrigin), .. })
}

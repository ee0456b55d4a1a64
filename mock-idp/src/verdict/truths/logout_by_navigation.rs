//! Row 79: the browser itself goes to `/oidc/logout`.
//!
//! The session at the environment is found by the browser's cookie, which only the browser has, and only a navigation of
//! its window carries to another site.
//!
//! Innocent: a second click, of a test client that keeps cookies too; a typed address; a browser whose session ended here;
//! a browser's own guess. A doubt: a page that is none of the
//! application's; an application that is shown in a frame as a whole, as some test runners do; a prefetch, after which the
//! person may go there; a test client that keeps no cookies, unless it is proven to be the application's server.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Destination, Exchange, Part, Sender};
use crate::wire::Endpoint;

const ENDED_NOTHING: &str = "nobody was signed out at Scalekit";

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let what = match exchange.sender.destination() {
        Some(Destination::Document | Destination::CrossOriginPost) => return None,
        Some(Destination::Script) => "a script requested /oidc/logout".to_owned(),
        Some(Destination::Frame) => return Some(of_frame(exchange, past)),
        Some(Destination::Subresource) => {
            let name = exchange.sender.part().map_or("part", Part::as_str);
            format!("a page loaded /oidc/logout as a part of itself ({name})")
        }
        Some(Destination::Prefetch) => return of_prefetch(exchange),
        None => return of_program(exchange, past),
    };
    Some(of_page(exchange, past, format!("{what}: {ENDED_NOTHING}")))
}

/// Weighs what a page did: only the application's own page speaks against it.
fn of_page(exchange: &Exchange, past: &Record, what: String) -> Sight {
    if past.is_of_client_page(exchange) {
        Sight::fault(what)
    } else {
        Sight::doubt(format!("{what}; if the page is none of the application's, all is well"))
    }
}

fn of_frame(exchange: &Exchange, past: &Record) -> Sight {
    let what = format!("a frame requested /oidc/logout: {ENDED_NOTHING}");
    let client = past.client_of(exchange);
    let framed = client.as_ref().and_then(|client| {
        past.of_client(client).find(|other| {
            let is_silent = |other: &Exchange| {
                other.parameter("prompt").is_some_and(|it| it.words.contains("none"))
            };
            other.is_at(Endpoint::Authorize)
                && other.sender.destination() == Some(Destination::Frame)
                && !is_silent(other)
        })
    });
    match framed {
        Some(sign_in) => Sight::doubt(format!(
            "{what}; if the application is shown in a frame as a whole, by a test runner for instance, let that show it \
             in a window"
        ))
        .with(sign_in.number),
        None => of_page(exchange, past, what),
    }
}

/// A browser's own guess, of what a person types, is nobody's fault.
fn of_prefetch(exchange: &Exchange) -> Option<Sight> {
    (!exchange.is_typed()).then(|| {
        Sight::doubt(format!(
            "a page let the browser prefetch or prerender /oidc/logout: {ENDED_NOTHING}; if the person goes there \
             afterwards, all is well"
        ))
    })
}

fn of_program(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let shows_cookie = |other: &Exchange| other.shows(CredentialKind::SessionCookie).is_some();
    let keeps_cookies =
        shows_cookie(exchange) || past.of_connection(exchange.connection).any(shows_cookie);
    if keeps_cookies || exchange.answer.cause != Some(Cause::NoCookie) {
        return None;
    }
    if let Some(server) = past.server_request(exchange) {
        let what = "over the connection of a token request";
        if plays_the_browser(exchange, past) {
            let what = format!(
                "a program requested /oidc/logout {what} without the session's cookie: {ENDED_NOTHING}; if it is a test \
                 client that also signs in, let it keep cookies"
            );
            return Some(Sight::doubt(what).with(server.number));
        }
        let what =
            format!("the application's server requested /oidc/logout {what}: {ENDED_NOTHING}");
        return Some(Sight::fault(what).with(server.number));
    }
    if let Some(server) = server_by_agent(exchange, past) {
        let what = format!(
            "the application's server requested /oidc/logout, with the User-Agent of its token requests: {ENDED_NOTHING}"
        );
        return Some(Sight::fault(what).with(server.number).of_application());
    }
    let what = format!(
        "a program without the session's cookie requested /oidc/logout: {ENDED_NOTHING}; if it is a test client that \
         keeps no cookies, let it keep them"
    );
    Some(Sight::doubt(what).of_unknown_sender())
}

/// Whether the program of a connection also signs people in as a browser does: over the same connection, or over another
/// one that it uses for both.
fn plays_the_browser(exchange: &Exchange, past: &Record) -> bool {
    let is_sign_in =
        |other: &Exchange| other.is_at(Endpoint::Authorize) || other.is_at(Endpoint::Login);
    let is_server = |other: &Exchange| matches!(other.sender, Sender::Client { .. });
    let carries_both = |connection: u64| {
        past.of_connection(connection).any(is_sign_in)
            && past.of_connection(connection).any(is_server)
    };
    let sign_in = past.client_of(exchange).and_then(|client| {
        past.of_client(&client).find(|other| is_sign_in(other) && !other.sender.is_browser())
    });
    carries_both(exchange.connection)
        || sign_in.is_some_and(|sign_in| carries_both(sign_in.connection))
}

/// Returns a token request with the same `User-Agent`, if another one signed the hinted session in: a program that does
/// both is a test client.
fn server_by_agent<'a>(exchange: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    let agent = exchange.sender.agent().filter(|_| !exchange.forwarded)?;
    let mut of_session = past.of_session(exchange.hinted.as_ref()?);
    let sign_in = of_session.find(|other| other.gives(CredentialKind::Code))?;
    if sign_in.sender.agent() == Some(agent) {
        return None;
    }
    past.of_client(exchange.client.as_ref()?).find(|other| {
        matches!(&other.sender, Sender::Client { agent: Some(known) } if known == agent)
            && !other.forwarded
    })
}

//! Row 79: the browser itself goes to `/oidc/logout`.
//!
//! The session at the environment is found by the browser's cookie, which only the browser has, and only a navigation of
//! its window carries to another site.
//!
//! Innocent: a second click, of a test client that keeps cookies too; a typed address; a browser whose session ended here;
//! a browser's own guess; a preflight, which asks whether a script may send the request.
//!
//! A doubt: a page that is none of the application's; a router that fetches a link at the click, or ahead of it, and lets the
//! window go there; an application that is shown in a frame as a whole, as Cypress does also after a sign-in by the window; a
//! prefetch, after which the person may go there; a program without cookies, unless it is proven to be the application's
//! server. Three facts prove that, and each only where another one signed in the session whose ID token it brings: the
//! connection of a token request, its `User-Agent`, or that it is Node's `fetch` and the application's SDK is Node's. A program
//! that does both is a test client. So is one that steers the fake over the same connection, and so may be one of the same name:
//! test and application share a library, or a suite has several processes. One that brings no ID token may be a monitor, or a
//! test that cleans up.
//!
//! Node's `fetch` opens a connection of its own and names itself `node`, whatever the SDK does. It speaks against the server
//! only where the person signed in with a browser's window, and still is signed in there. A person with a command line, a link
//! checker and the `request` of Playwright name themselves otherwise.

use super::{Record, Sight, page};
use crate::exchange::{Agent, Cause, CredentialKind, Destination, Exchange, Method, Part, Sender};
use crate::wire::Endpoint;

const ENDED_NOTHING: &str = "nobody was signed out at Scalekit";

/// What Node's `fetch` calls itself: the one that Node has, and the package.
const FETCH_OF_NODE: [&str; 2] = ["node", "undici"];

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.method == Method::Options {
        return None;
    }
    match exchange.sender.destination() {
        Some(Destination::Document | Destination::CrossOriginPost) => None,
        Some(Destination::Script) => Some(Sight::doubt(format!(
            "a script requested /oidc/logout: {ENDED_NOTHING} by this request; if the page fetches its links before anybody \
             clicks them, as Next.js and Turbo do, or sends the window there afterwards, all is well"
        ))),
        Some(Destination::Frame) => Some(of_frame(exchange, past)),
        Some(Destination::Subresource) => Some(of_part(exchange, past)),
        Some(Destination::Prefetch) => of_prefetch(exchange),
        None => of_program(exchange, past),
    }
}

/// Weighs what a part of a page did: only the application's own page speaks against it.
fn of_part(exchange: &Exchange, past: &Record) -> Sight {
    let name = exchange.sender.part().map_or("part", Part::as_str);
    let what = format!("a page loaded /oidc/logout as a part of itself ({name}): {ENDED_NOTHING}");
    if page::is_of_application(exchange, past) {
        Sight::fault(what)
    } else {
        Sight::doubt(format!("{what}; if the page is not the application's, all is well"))
    }
}

/// Weighs what a frame did: the application may be shown in it as a whole.
fn of_frame(exchange: &Exchange, past: &Record) -> Sight {
    Sight::doubt(format!(
        "a frame requested /oidc/logout: {ENDED_NOTHING}; if a test runner shows the whole application in a frame, let it use \
         a window; Cypress behaves like one with experimentalModifyObstructiveThirdPartyCode"
    ))
    .with_all(sign_in(exchange, past).map(|sign_in| sign_in.number))
}

/// Returns the exchange that signed in the session of the ID token, or let the application in the last time.
fn sign_in<'a>(exchange: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    past.of_session(exchange.hinted.as_ref()?).find(|other| other.gives(CredentialKind::Code))
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
    let is_of_test = exchange.is_of_test() || plays_the_browser(exchange, past);
    let is_another = signed_in_by_another(exchange, past) && !is_of_test;
    let of_connection = past.server_request(exchange).filter(|server| server.answer.is_success());
    if let Some(server) = of_connection.filter(|_| is_another) {
        let what = "the application's server itself requested /oidc/logout, on the connection of its token requests";
        return Some(Sight::fault(format!("{what}: {ENDED_NOTHING}")).with(server.number));
    }
    if let Some(server) = server_by_agent(exchange, past).filter(|_| is_another) {
        let what = "the application's server requested /oidc/logout, with the User-Agent of its token requests";
        let sight = Sight::fault(format!("{what}: {ENDED_NOTHING}")).with(server.number);
        return Some(sight.of_application());
    }
    if let Some(sign_in) = sign_in_before_fetch(exchange, past).filter(|_| is_another) {
        let what = "the application's server, which runs on Node, requested /oidc/logout by fetch, with the ID token of a \
            browser's sign-in and without its cookie";
        let sight = Sight::fault(format!("{what}: {ENDED_NOTHING}")).with(sign_in.number);
        return Some(sight.of_application());
    }
    let over =
        of_connection.map_or("", |_| " on the connection of an application's token requests");
    let story = if exchange.parameters.is_empty() {
        "if it only checks that the address answers, all is well; a test that is to sign somebody out has to send the \
         browser's cookies"
    } else {
        "if it is the application's server, let it redirect the browser there; if it is a test that plays the browser, let \
         it send the browser's cookies"
    };
    let what = format!(
        "a program without the session's cookie requested /oidc/logout{over}: {ENDED_NOTHING}; {story}"
    );
    let sight = Sight::doubt(what).with_all(of_connection.map(|server| server.number));
    Some(sight.of_unknown_sender())
}

/// Whether the session of the ID token was signed in by somebody else: a browser or a program that calls itself otherwise.
fn signed_in_by_another(exchange: &Exchange, past: &Record) -> bool {
    let is_another = |other: &Exchange| {
        other.connection != exchange.connection && other.sender.agent() != exchange.sender.agent()
    };
    sign_in(exchange, past).is_some_and(|sign_in| {
        is_another(sign_in) && past.authorization_request(sign_in).is_none_or(is_another)
    })
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

/// Returns the sign-in whose ID token Node's `fetch` brings, if the window of a browser signed in, still is signed in, and the
/// application's SDK is Node's.
fn sign_in_before_fetch<'a>(exchange: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    let is_fetch = exchange
        .sender
        .agent()
        .is_some_and(|agent| FETCH_OF_NODE.iter().any(|fetch| agent.is(fetch)));
    let is_on_node = exchange.client.as_ref().is_some_and(|client| past.uses(client, "node"));
    if !is_fetch || !is_on_node || exchange.forwarded {
        return None;
    }
    let mut of_session = past.of_session(exchange.hinted.as_ref()?);
    let is_over = of_session.any(|other| other.caused("user.logout"));
    let sign_in = sign_in(exchange, past).filter(|sign_in| !is_over && is_of_window(sign_in))?;
    past.authorization_request(sign_in).is_some_and(is_of_window).then_some(sign_in)
}

/// Whether the window of a browser sent the request, which says all that a browser says of itself, and got the answer.
fn is_of_window(exchange: &Exchange) -> bool {
    let Sender::Browser { destination, site, agent, .. } = &exchange.sender else { return false };
    *destination == Destination::Document
        && site.is_some()
        && agent.as_ref().is_some_and(Agent::is_any_browser)
        && !exchange.is_disturbed()
}

/// Returns a token request with the same `User-Agent`.
fn server_by_agent<'a>(exchange: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    let agent = exchange.sender.agent().filter(|_| !exchange.forwarded)?;
    past.of_client(exchange.client.as_ref()?).find(|other| {
        matches!(&other.sender, Sender::Client { agent: Some(known) } if known == agent)
            && other.answer.is_success()
            && !other.forwarded
    })
}

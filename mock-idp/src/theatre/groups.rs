//! Exchanges that belong together, and what is said of them: a person signs in, an application renews tokens.

use std::sync::Arc;

use theatre::Group;

use super::Recorded;
use super::lanes::{BROWSER, Lanes};
use crate::exchange::{Agent, CredentialKind, Exchange, Sender};
use crate::wire::Endpoint;

/// What begins with an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    SignIn,
    SignOut,
    Renewal,
    Management,
}

/// Returns the exchanges in groups: a new one begins where a browser goes to Scalekit by itself, where a client renews,
/// and where a test takes a note.
pub(super) fn of<'r>(recorded: &'r Recorded, lanes: &Lanes<'r>) -> Vec<Vec<&'r Exchange>> {
    let mut groups: Vec<Vec<&Exchange>> = Vec::new();
    let mut open: Option<Beginning> = None;
    for exchange in recorded.exchanges.iter().map(|exchange| &**exchange) {
        let begins = beginning(exchange, lanes);
        let goes_on = match (groups.last().and_then(|group| group.last()), begins) {
            (Some(last), _) if !is_same_note(recorded, last, exchange) => false,
            (Some(_), None) => true,
            (None, _) | (Some(_), Some(Beginning::SignIn | Beginning::SignOut)) => false,
            (Some(_), Some(one)) => open == Some(one),
        };
        match groups.last_mut() {
            Some(group) if goes_on => group.push(exchange),
            _ => {
                open = begins;
                groups.push(vec![exchange]);
            }
        }
    }
    groups
}

fn is_same_note(recorded: &Recorded, one: &Exchange, other: &Exchange) -> bool {
    match (recorded.note(one), recorded.note(other)) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

fn beginning(exchange: &Exchange, lanes: &Lanes<'_>) -> Option<Beginning> {
    let is_of_browser = lanes.sender(exchange) == BROWSER;
    match exchange.endpoint? {
        Endpoint::Authorize if is_of_browser => Some(Beginning::SignIn),
        Endpoint::Logout => Some(Beginning::SignOut),
        Endpoint::Token if is_renewal(exchange) => Some(Beginning::Renewal),
        Endpoint::Management => Some(Beginning::Management),
        _ => None,
    }
}

/// Whether an exchange renews tokens, or tries to.
fn is_renewal(exchange: &Exchange) -> bool {
    exchange.is_at(Endpoint::Token) && exchange.shows(CredentialKind::RefreshToken).is_some()
}

/// Whether a program that is known, as `curl` is, followed a redirect to the sign-in and got no further than its page, which is
/// for browsers.
fn is_led(exchanges: &[&Exchange]) -> bool {
    exchanges.iter().all(|exchange| {
        let agent = match &exchange.sender {
            Sender::Unknown { agent } => agent.as_ref(),
            Sender::Browser { .. } | Sender::Client { .. } => None,
        };
        let is_forbidden = exchange.is_at(Endpoint::Login)
            && exchange.answer.status.is_some_and(|status| status.get() == 403);
        agent.is_some_and(Agent::is_known) && (exchange.answer.error.is_none() || is_forbidden)
    })
}

/// Returns the group of these exchanges, without its messages, with the time of the first.
pub(super) fn begun(
    recorded: &Recorded,
    exchanges: &[&Exchange],
    time: impl FnOnce(&Exchange) -> String,
) -> Group {
    let first = exchanges.first();
    Group {
        title: title(recorded, exchanges),
        chapter: first.and_then(|first| recorded.note(first)).map(ToString::to_string),
        at: first.map(|first| time(first)),
        messages: Vec::new(),
    }
}

fn title(recorded: &Recorded, exchanges: &[&Exchange]) -> String {
    let any = |is: &dyn Fn(&Exchange) -> bool| exchanges.iter().any(|exchange| is(exchange));
    let at = |endpoint| any(&|exchange| exchange.is_at(endpoint));
    let person = exchanges.iter().find_map(|exchange| recorded.person(exchange));
    let who = person.unwrap_or("Somebody");
    if at(Endpoint::Logout) {
        return if any(&|exchange| exchange.caused("user.logout")) {
            format!("{who} signs out")
        } else {
            "A sign-out that ends nothing".to_owned()
        };
    }
    if at(Endpoint::Authorize) {
        let is_silent = |exchange: &Exchange| {
            exchange.is_at(Endpoint::Authorize) && exchange.gives(CredentialKind::Code)
        };
        return if any(&|exchange| exchange.gives(CredentialKind::SessionCookie)) {
            format!("{who} signs in")
        } else if any(&is_silent) {
            format!("{who} is signed in without a question")
        } else if any(&|exchange| exchange.gives(CredentialKind::Code)) {
            format!("{who} signs in again")
        } else if is_led(exchanges) {
            "A program was led to the sign-in".to_owned()
        } else if any(&|exchange| exchange.answer.error.is_some()) {
            "A sign-in that is refused".to_owned()
        } else {
            "A sign-in begins".to_owned()
        };
    }
    if any(&is_renewal) {
        let is_renewed = |exchange: &Exchange| {
            is_renewal(exchange) && exchange.gives(CredentialKind::AccessToken)
        };
        return match (any(&is_renewed), person) {
            (true, Some(person)) => format!("The tokens of {person} are renewed"),
            (true, None) => "Tokens are renewed".to_owned(),
            (false, _) => "A renewal that is refused".to_owned(),
        };
    }
    if at(Endpoint::Management) {
        return "Calls of the management API".to_owned();
    }
    "Other requests".to_owned()
}

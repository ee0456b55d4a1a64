//! Row 17: `prompt=login` comes where a person must prove again who they are, and at no ordinary sign-in.
//!
//! Innocent: an application that wants the proof each time, for example because people share its computers, which is why
//! this is a doubt; a person who proves again who they are, however often, after an ordinary sign-in; a sign-in that nobody
//! finished, and its reload.

use super::{Record, Sight};
use crate::exchange::{CredentialKind, Exchange};

/// Sign-ins that were finished, each with `prompt=login`, before the next one makes it a habit.
const HABIT: usize = 2;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !exchange.is_authorization_request() || !has_prompt_login(exchange) {
        return None;
    }
    let earlier = past.of_client(exchange.client.as_ref()?);
    let mut finished = Vec::new();
    let mut is_ordinary = is_of_nobody(exchange);
    for request in earlier.filter(|other| other.is_authorization_request()) {
        if !has_prompt_login(request) {
            return None;
        }
        is_ordinary |= is_of_nobody(request);
        if finished.len() < HABIT && past.code_for(request).is_some() {
            finished.push(request.number);
        }
    }
    if finished.len() < HABIT || !is_ordinary {
        return None;
    }
    let sight = Sight::doubt(
        "every sign-in has prompt=login, so people type their password again and again; all is well if the application \
         wants a proof each time",
    );
    let sight = finished.into_iter().rev().fold(sight, Sight::with);
    Some(sight.of_application())
}

fn has_prompt_login(request: &Exchange) -> bool {
    request.parameter("prompt").is_some_and(|prompt| prompt.words.contains("login"))
}

/// Whether the browser had no session: who is not signed in does not prove again who they are.
fn is_of_nobody(request: &Exchange) -> bool {
    request.shows(CredentialKind::SessionCookie).is_none()
}

//! Values that are to be new at each sign-in and come a second time.
//!
//! Whoever reloads, goes back or follows a link twice sends the same request again, and an application that knows its
//! attempts refuses what comes of it. So a value is that of an earlier sign-in only where the application redeemed the
//! code of the earlier one before the request came, and then redeemed the code of this one.
//!
//! An application that keeps its attempts in cookies deletes them by the answer to the callback, and cannot know that it was
//! lost with a process or a connection. So the very same request of the same session has an innocent story, until it came at
//! three sign-ins. Another request with the same value has none: another `state` with the same challenge, the same `state` in
//! another browser or for another person.

use super::Record;
use super::protection::{self, BY_TEST_CLIENT};
use crate::exchange::{CredentialKind, Exchange, LOOKED_BACK};

/// Earlier sign-ins by the very same request, after which one more is a habit.
const HABIT: usize = 2;

/// Values that are compared between requests.
const COMPARED: [&str; 3] = ["state", "nonce", "code_challenge"];

/// What `sight` says of a request that was sent before.
const SENT_AGAIN: &str = "if the answer to the earlier callback was lost, because a process ended or a connection broke, and \
    the person went back, the application cannot know";

/// An authorization request with a value of an earlier sign-in. Both signed somebody in.
pub(super) struct Repeated<'a> {
    pub(super) request: &'a Exchange,
    pub(super) earlier: &'a Exchange,
    /// The innocent story, if there is one.
    pub(super) story: Option<&'static str>,
}

/// Looks for the authorization request whose code `redemption` redeemed, and for an earlier one with the same value of the
/// parameter `name`.
pub(super) fn find<'a>(
    redemption: &Exchange,
    past: &'a Record,
    name: &'static str,
) -> Option<Repeated<'a>> {
    if !redemption.caused("authorization_code.redeemed") {
        return None;
    }
    let answer = past.get(redemption.shows(CredentialKind::Code)?.given_in?)?;
    let request = past.authorization_request(answer)?;
    let was_before = |other: &Exchange| other.number < request.number;
    let sign_ins: Vec<&Exchange> = with_same(request, name, past)
        .filter(|earlier| earlier.client == request.client)
        .filter(|earlier| past.redemption_for(earlier).is_some_and(was_before))
        .collect();
    let other = sign_ins.iter().find(|earlier| !is_same_request(request, earlier, past));
    let story = if protection::is_of_program(request) {
        Some(BY_TEST_CLIENT)
    } else if other.is_none() && sign_ins.len() < HABIT {
        Some(SENT_AGAIN)
    } else {
        None
    };
    let earlier = other.or(sign_ins.first())?;
    Some(Repeated { request, earlier, story })
}

/// Returns the requests before with the same value of the parameter `name`, the latest first. Each may be a reload, or a
/// sign-in that nobody finished.
fn with_same<'a>(
    request: &Exchange,
    name: &'static str,
    past: &'a Record,
) -> impl Iterator<Item = &'a Exchange> {
    let before = move |request: &Exchange| request.parameter(name)?.same_as;
    let mut next = before(request);
    std::iter::from_fn(move || {
        let earlier = past.get(next?)?;
        next = before(earlier);
        Some(earlier)
    })
    .take(LOOKED_BACK)
}

/// Whether a request is an earlier one once more, as far as their shapes say, in the same session of the same person.
fn is_same_request(request: &Exchange, earlier: &Exchange, past: &Record) -> bool {
    let is_like = request.parameters.len() == earlier.parameters.len()
        && request.parameters.iter().all(|one| {
            earlier.parameter(one.name.as_str()).is_some_and(|other| {
                (one.place, one.characters, one.words)
                    == (other.place, other.characters, other.words)
            })
        });
    let is_same = |name: &&'static str| {
        !request.has(name) || with_same(request, name, past).any(|it| it.number == earlier.number)
    };
    is_like && COMPARED.iter().all(is_same) && is_of_same_session(request, earlier, past)
}

/// Whether both signed the same person in, in one session of a browser. A browser whose session ended has another.
fn is_of_same_session(request: &Exchange, earlier: &Exchange, past: &Record) -> bool {
    let (Some(one), Some(other)) = (past.code_for(request), past.code_for(earlier)) else {
        return true;
    };
    let is_over = || {
        let mut of_session = other.session.iter().flat_map(|session| past.of_session(session));
        of_session.any(|exchange| exchange.caused("user.logout"))
    };
    one.user == other.user && (one.session == other.session || is_over())
}

//! Rows 77 and 50, what they share: a logout without `id_token_hint` by an application that had the ID token.
//!
//! That the application still had it when the logout came, hardly an exchange shows: it may have been restarted, or its own
//! session may have been over, while its tokens were good. So such a logout is a doubt, however often it comes. It is a fault as
//! a habit where a hint was possible: three logouts of three sessions, each right after the application revoked a token of the
//! session, and none with a hint.
//!
//! Innocent: a logout that ended nothing, because the application may have had no session either; a sign-in whose tokens
//! never arrived; an application that did not take part in the session.
//!
//! A doubt, also as a habit: where the application has sent hints before; where somebody typed the address, or a test that
//! cleans up went there by itself, with a browser or without; where a page of another site led there; and of several
//! applications nobody knows which it was.

use super::{Record, Sight, page};
use crate::environment::{ClientId, SessionId};
use crate::exchange::{CredentialKind, Exchange};
use crate::wire::Endpoint;

/// Earlier logouts of other sessions without a hint, after which one more is a habit.
const HABIT: usize = 2;

/// A logout without a hint.
pub(super) struct MissingHint<'a> {
    logout: &'a Exchange,
    /// The exchange that gave the ID token.
    given: &'a Exchange,
    /// The renewal by which the application lost it, if it did not lack hints before.
    renewal: Option<&'a Exchange>,
    /// The innocent story, if there is one.
    story: Option<&'static str>,
    /// Earlier logouts that lacked the hint in the same way.
    habit: Vec<u64>,
}

/// Returns what is missing, if the application had it.
pub(super) fn find<'a>(logout: &'a Exchange, past: &'a Record) -> Option<MissingHint<'a>> {
    if !is_without(logout) {
        return None;
    }
    let client = past.client_of(logout);
    let given = id_token(logout.session.as_ref()?, client.as_ref(), past)?;
    let renewal = renewal(given, logout, past);
    let before = client.iter().flat_map(|client| logouts(client, past));
    let (lacking, hinted): (Vec<_>, Vec<_>) = before.partition(|other| is_without(other));
    let is_usual = lacking.first().is_some_and(|other| !is_after_renewal(other, past));
    let renewal = renewal.filter(|_| !is_usual);
    let sends_hints = hinted.iter().any(|other| renewal.is_none() || is_after_renewal(other, past));
    let habit = habit(logout, &lacking, past);
    let may_be_over = sends_hints || habit.len() < HABIT || !is_after_revocation(logout, past);
    let story = match sent_by(logout, past) {
        Some(story) => Some(story),
        None if client.is_none() => {
            Some("several applications share the session, and any of them may have sent it")
        }
        None if may_be_over => Some(
            "if the application's own session was over by then, because it was restarted or its cookie ran out, all is well",
        ),
        None => None,
    };
    Some(MissingHint { logout, given, renewal, story, habit })
}

fn is_without(logout: &Exchange) -> bool {
    logout.is_at(Endpoint::Logout) && logout.caused("user.logout") && !logout.has("id_token_hint")
}

/// Returns who may have sent the browser here in the application's place.
fn sent_by(logout: &Exchange, past: &Record) -> Option<&'static str> {
    if logout.is_typed() {
        Some("if a person or a test typed the address, all is well")
    } else if !logout.sender.is_browser() {
        Some("if a test client went there by itself, all is well")
    } else if page::is_foreign(logout, past) && logout.client.is_none() {
        Some("if the page that led there is not the application's, all is well")
    } else {
        None
    }
}

/// Returns the earlier logouts without a hint, one of each session, that only the application can have caused.
fn habit(logout: &Exchange, lacking: &[&Exchange], past: &Record) -> Vec<u64> {
    let mut sessions = vec![logout.session.as_ref()];
    let mut habit = Vec::new();
    for other in lacking {
        let session = other.session.as_ref();
        let is_sign = sent_by(other, past).is_none() && is_after_revocation(other, past);
        if is_sign && !sessions.contains(&session) && habit.len() < HABIT {
            sessions.push(session);
            habit.push(other.number);
        }
    }
    habit
}

/// Returns the exchange that gave the ID token of a session to a client, or to any if it is not known which.
fn id_token<'a>(
    session: &SessionId,
    client: Option<&ClientId>,
    past: &'a Record,
) -> Option<&'a Exchange> {
    past.of_session(session)
        .filter(|other| client.is_none_or(|client| other.client.as_ref() == Some(client)))
        .find(|other| other.gives(CredentialKind::IdToken) && other.is_delivered())
}

/// Whether the last that came of the session before a logout is that its application revoked a token of it, which it so had.
fn is_after_revocation(logout: &Exchange, past: &Record) -> bool {
    let mut of_session = logout.session.iter().flat_map(|session| past.of_session(session));
    of_session.find(|other| other.number < logout.number).is_some_and(|other| {
        other.is_at(Endpoint::Revoke) && other.answer.is_success() && other.is_before(logout)
    })
}

/// Returns a renewal between the exchange that gave the ID token and the logout.
fn renewal<'a>(given: &Exchange, logout: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    past.of_grant(given.grant.as_ref()?).find(|other| {
        (given.number..logout.number).contains(&other.number)
            && other.shows(CredentialKind::RefreshToken).is_some()
            && other.answer.is_success()
    })
}

/// Returns the client's earlier logouts that ended a session, the latest first.
fn logouts<'a>(client: &ClientId, past: &'a Record) -> impl Iterator<Item = &'a Exchange> {
    past.latest().filter(move |other| {
        other.is_at(Endpoint::Logout)
            && other.caused("user.logout")
            && past.client_of(other).as_ref() == Some(client)
    })
}

/// Whether the tokens had been renewed when the logout came.
fn is_after_renewal(logout: &Exchange, past: &Record) -> bool {
    let session = logout.session.as_ref();
    let given = session.and_then(|session| id_token(session, None, past));
    given.is_some_and(|given| renewal(given, logout, past).is_some())
}

impl MissingHint<'_> {
    /// Whether the application lost the ID token by a renewal.
    pub(super) fn is_by_renewal(&self) -> bool {
        self.renewal.is_some()
    }

    /// Returns the sight.
    pub(super) fn sight(&self) -> Sight {
        let what = match self.renewal {
            None => {
                "a logout came without id_token_hint, although the sign-in had returned an ID token"
            }
            Some(_) => {
                "a logout after a renewal came without id_token_hint: the ID token of the sign-in was lost"
            }
        };
        let sight = match self.story {
            Some(story) => Sight::doubt(format!("{what}; {story}")).with(self.given.number),
            None => Sight::fault(format!("{what}, three times running"))
                .with_all(self.habit.iter().rev().copied())
                .with(self.given.number),
        };
        let sight = sight.with_all(self.renewal.iter().map(|renewal| renewal.number));
        if self.logout.parameters.is_empty() { sight } else { sight.of_application() }
    }
}

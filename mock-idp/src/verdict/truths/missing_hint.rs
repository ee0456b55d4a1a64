//! Rows 77 and 50, what they share: a logout without `id_token_hint` by an application that had the ID token.
//!
//! Innocent: a logout that ended nothing, because the application may have had no session either; a sign-in whose tokens
//! never arrived; an application that did not take part in the session.
//!
//! A doubt: where the access token had expired, or where the application has sent hints before, its own session may have
//! been over; a bare address may have been typed, or be a test's that cleans up; and of several applications nobody knows
//! which it was.

use super::{Record, Sight};
use crate::environment::{ClientId, SessionId};
use crate::exchange::{CredentialKind, Exchange};
use crate::wire::Endpoint;

/// A logout without a hint.
pub(super) struct MissingHint<'a> {
    logout: &'a Exchange,
    client: Option<ClientId>,
    /// The exchange that gave the ID token.
    given: &'a Exchange,
    /// The renewal by which the application lost it, if it did not lack hints before.
    renewal: Option<&'a Exchange>,
    /// Whether the application's own session may have been over: its access token had expired, or it sends hints otherwise.
    may_be_over: bool,
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
    let mut tokens = past.of_grant(given.grant.as_ref()?);
    let newest = tokens.find(|other| other.gives(CredentialKind::AccessToken));
    let newest = newest.filter(|newest| !past.has_aged_since(newest));
    let expires_at = newest.and_then(|newest| newest.token_expires_at);
    Some(MissingHint {
        logout,
        client,
        given,
        renewal,
        may_be_over: sends_hints || expires_at.is_none_or(|end| end <= logout.at),
    })
}

fn is_without(logout: &Exchange) -> bool {
    logout.is_at(Endpoint::Logout) && logout.caused("user.logout") && !logout.has("id_token_hint")
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
        let is_bare = self.logout.parameters.is_empty();
        let sight = if is_bare && self.logout.is_typed() {
            Sight::doubt(format!("{what}; if a person or a test typed the address, all is well"))
        } else if self.client.is_none() {
            Sight::doubt(format!(
                "{what}; several applications share the session, and it may be any"
            ))
        } else if self.may_be_over {
            Sight::doubt(format!(
                "{what}; if the application's own session was over by then, all is well"
            ))
        } else {
            Sight::fault(what)
        };
        let sight = self
            .renewal
            .iter()
            .fold(sight.with(self.given.number), |sight, renewal| sight.with(renewal.number));
        if is_bare { sight } else { sight.of_application() }
    }
}

//! Row 99: “sign out” and “sign out everywhere” are two actions, and the second ends the application's own sessions too.
//!
//! The fake sees two signs of the contrary, each with an innocent story, so both are doubts: every sign-out revokes all
//! sessions of the person first; and a session that the client revoked with all others is still renewed by the client.
//!
//! Innocent: one sign-out everywhere beside others; a revocation of another person's sessions; a renewal that was under way.

use super::super::ground::REVOKE_ALL;
use super::{Record, Sight};
use crate::environment::{ClientId, SessionId};
use crate::exchange::{Cause, CredentialKind, Exchange};
use crate::wire::Endpoint;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.answer.cause != Some(Cause::SessionOver) {
        return None;
    }
    if exchange.is_at(Endpoint::Logout) {
        every_time(exchange, past)
    } else {
        renewed(exchange, past)
    }
}

/// Looks at a logout whose session was over.
fn every_time(logout: &Exchange, past: &Record) -> Option<Sight> {
    let client = past.client_of(logout)?;
    let revocation = revocation(logout, &client, past)?;
    let of_client = || {
        let logouts = past.latest().filter(|other| other.is_at(Endpoint::Logout));
        logouts.filter(|other| past.client_of(other).as_ref() == Some(&client))
    };
    if of_client().any(|other| other.caused("user.logout")) {
        return None;
    }
    let earlier = of_client().find(|other| {
        other.session != logout.session && self::revocation(other, &client, past).is_some()
    })?;
    let what = "each sign-out revokes all sessions of the person, on every device; if each was a “sign out everywhere”, \
        all is well";
    Some(Sight::doubt(what).with(earlier.number).with(revocation.number))
}

/// Looks at a renewal whose session was over.
fn renewed(renewal: &Exchange, past: &Record) -> Option<Sight> {
    renewal.shows(CredentialKind::RefreshToken)?;
    let revocation = revocation(renewal, renewal.client.as_ref()?, past)?;
    let was_refused = past
        .of_grant(renewal.grant.as_ref()?)
        .any(|other| other.number > revocation.number && other.answer.error.is_some());
    let what = "the client renewed a session that it had revoked itself, with all others of the person: its own session \
        went on; if the renewal was under way by then, all is well";
    (!was_refused && !revocation.overlaps(renewal))
        .then(|| Sight::doubt(what).with(revocation.number))
}

/// Returns the client's call that ended the session of an exchange with all others of the person.
fn revocation<'a>(
    exchange: &Exchange,
    client: &ClientId,
    past: &'a Record,
) -> Option<&'a Exchange> {
    let session = exchange.session.as_ref()?;
    let began = past.of_session(session).last()?.number;
    let owner = |session: &SessionId| past.owner(session);
    past.of_client(client).find(|other| {
        (began..exchange.number).contains(&other.number)
            && other.operation.is_some_and(|operation| operation.as_str() == REVOKE_ALL)
            && other.session.as_ref().and_then(owner) == owner(session)
    })
}

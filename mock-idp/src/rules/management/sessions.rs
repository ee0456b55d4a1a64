//! Sessions: seen and revoked by an application's server (`behaviours.md` 4.2).

use super::page::List;
use super::{Failure, Service, known};
use crate::environment::{
    EndedBy, Environment, Event, Id as _, Session, SessionEvent, SessionId, User,
};
use crate::ids::Ids;
use crate::rules::{Granted, Ruling};
use crate::wire::management::sessions::{
    Filter, GetSession, ListSessions, RevokeAll, RevokeSession, Revoked, RevokedAll, RevokedOne,
    SessionDetails, Sessions,
};

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.sessions.SessionService")
        .serve("GetSession", get)
        .serve("GetUserSessions", list)
        .serve("RevokeSession", revoke)
        .serve("RevokeAllUserSessions", revoke_all)
}

fn get(
    environment: &Environment,
    _: &mut Ids,
    ask: &GetSession,
) -> Ruling<SessionDetails, Failure> {
    let session = session(environment, &ask.session_id)?;
    Ok(Granted::plainly(SessionDetails::of(session, environment.now())))
}

/// The newest first.
fn list(environment: &Environment, _: &mut Ids, ask: &ListSessions) -> Ruling<Sessions, Failure> {
    let user = user(environment, &ask.user_id)?;
    let now = environment.now();
    let sessions = environment
        .numbered_sessions()
        .filter(|(_, session)| session.user == user.id)
        .filter(|(_, session)| admits(&ask.filter, session, session.status(now).as_str()));
    let page = List::newest_first(sessions).page(ask.page_size, &ask.page_token)?;
    Ok(Granted::plainly(Sessions {
        sessions: page.items.into_iter().map(|session| SessionDetails::of(session, now)).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}

/// Any of the statuses, in either case; created within the two times.
fn admits(filter: &Filter, session: &Session, status: &str) -> bool {
    let in_status = filter.status.is_empty()
        || filter.status.iter().any(|wanted| wanted.eq_ignore_ascii_case(status));
    let begun = filter.start_time.is_none_or(|start| start <= session.created_at);
    let over = filter.end_time.is_none_or(|end| session.created_at <= end);
    in_status && begun && over
}

/// A session that is over already stays as it is.
fn revoke(
    environment: &Environment,
    _: &mut Ids,
    ask: &RevokeSession,
) -> Ruling<RevokedOne, Failure> {
    let session = session(environment, &ask.session_id)?;
    let live = session.is_active(environment.now());
    Ok(Granted {
        reply: RevokedOne { revoked_session: Revoked::of(session, environment.now()) },
        events: live.then(|| revoked(session)).into_iter().collect(),
    })
}

/// All or none: it is one transaction.
fn revoke_all(
    environment: &Environment,
    _: &mut Ids,
    ask: &RevokeAll,
) -> Ruling<RevokedAll, Failure> {
    let user = user(environment, &ask.user_id)?;
    let now = environment.now();
    let live: Vec<&Session> = environment
        .sessions()
        .filter(|session| session.user == user.id && session.is_active(now))
        .collect();
    let revoked_sessions: Vec<Revoked> =
        live.iter().map(|session| Revoked::of(session, now)).collect();
    Ok(Granted {
        reply: RevokedAll {
            total_revoked: u32::try_from(revoked_sessions.len()).unwrap_or(u32::MAX),
            revoked_sessions,
        },
        events: live.into_iter().map(revoked).collect(),
    })
}

fn revoked(session: &Session) -> Event {
    Event::from(SessionEvent::Ended {
        session: session.id.clone(),
        by: EndedBy::Revocation,
        hinted: None,
    })
}

fn session<'a>(environment: &'a Environment, asked: &str) -> Result<&'a Session, Failure> {
    environment
        .session(&SessionId::named(asked))
        .ok_or_else(|| Failure::not_found("session", asked))
}

fn user<'a>(environment: &'a Environment, asked: &str) -> Result<&'a User, Failure> {
    known::user(environment, asked)
}

#[cfg(test)]
mod tests;

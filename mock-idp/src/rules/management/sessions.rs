//! Sessions: seen and revoked by an application's server (`behaviours.md` 4.2).

use super::page::List;
use super::{Failure, Service, known};
use crate::environment::{
    EndedBy, Environment, Event, Id as _, Session, SessionEvent, SessionId, User,
};
use crate::rules::{Desk, Granted, Ruling};
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

fn get(desk: &mut Desk<'_>, ask: &GetSession) -> Ruling<SessionDetails, Failure> {
    let session = session(desk.env, &ask.session_id)?;
    Ok(Granted::plainly(SessionDetails::of(session, desk.env.now())))
}

/// The newest first.
fn list(desk: &mut Desk<'_>, ask: &ListSessions) -> Ruling<Sessions, Failure> {
    let user = user(desk.env, &ask.user_id)?;
    let now = desk.env.now();
    let sessions = desk
        .env
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
fn revoke(desk: &mut Desk<'_>, ask: &RevokeSession) -> Ruling<RevokedOne, Failure> {
    let session = session(desk.env, &ask.session_id)?;
    let live = session.is_active(desk.env.now());
    Ok(Granted {
        reply: RevokedOne { revoked_session: Revoked::of(session, desk.env.now()) },
        events: live.then(|| revoked(session)).into_iter().collect(),
    })
}

/// All or none: it is one transaction.
fn revoke_all(desk: &mut Desk<'_>, ask: &RevokeAll) -> Ruling<RevokedAll, Failure> {
    let user = user(desk.env, &ask.user_id)?;
    let now = desk.env.now();
    let live: Vec<&Session> = desk
        .env
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

fn session<'a>(env: &'a Environment, asked: &str) -> Result<&'a Session, Failure> {
    env.session(&SessionId::named(asked)).ok_or_else(|| Failure::not_found("session", asked))
}

fn user<'a>(env: &'a Environment, asked: &str) -> Result<&'a User, Failure> {
    known::user(env, asked)
}

#[cfg(test)]
mod tests;

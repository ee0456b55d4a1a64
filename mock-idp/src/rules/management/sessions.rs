//! Sessions: read and revoked by an application's server (`docs/sessions.md#session-objects`).

pub(crate) mod view;

use super::page::{List, Page};
use super::{OperationError, Ruling, Service, find};
use crate::environment::{EndedBy, Environment, Event, Id as _, Session, SessionEvent, SessionId};
use crate::rules::{Desk, Granted};
use crate::wire::management::sessions as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.sessions.SessionService")
        .serve("GetSession", get)
        .serve("GetUserSessions", list)
        .serve("RevokeSession", revoke)
        .serve("RevokeAllUserSessions", revoke_all)
}

fn get(desk: &mut Desk<'_>, request: &wire::SessionDetailsRequest) -> Ruling<wire::SessionDetails> {
    let session = session(desk.env, &request.session_id)?;
    Ok(Granted::plainly(view::session_details(session, desk.env.now())))
}

/// Lists a user's sessions, the newest first.
fn list(
    desk: &mut Desk<'_>,
    request: &wire::UserSessionDetailsRequest,
) -> Ruling<wire::UserSessionDetails> {
    let user = find::user(desk.env, &request.user_id)?;
    let filter = request.filter.clone().unwrap_or_default();
    let now = desk.env.now();
    let sessions = desk
        .env
        .numbered_sessions()
        .filter(|(_, session)| session.user == user.id)
        .filter(|(_, session)| admits(&filter, session, session.status(now).as_str()));
    let page = List::newest_first(sessions).page(request.page_size, &request.page_token)?;
    let page = page.map(|session| view::session_details(session, now));
    let Page { items: sessions, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::UserSessionDetails {
        sessions,
        next_page_token,
        prev_page_token,
        total_size,
    }))
}

/// Returns whether a session has one of the statuses, in either case, and was created within the two times.
fn admits(filter: &wire::UserSessionFilter, session: &Session, status: &str) -> bool {
    let in_status = filter.status.is_empty()
        || filter.status.iter().any(|wanted| wanted.eq_ignore_ascii_case(status));
    let begun = filter.start_time.is_none_or(|start| start <= session.created_at);
    let over = filter.end_time.is_none_or(|end| session.created_at <= end);
    in_status && begun && over
}

/// Ends a session. A session that is already over stays as it is.
fn revoke(
    desk: &mut Desk<'_>,
    request: &wire::RevokeSessionRequest,
) -> Ruling<wire::RevokeSessionResponse> {
    let session = session(desk.env, &request.session_id)?;
    let live = session.is_active(desk.env.now());
    Ok(Granted {
        reply: wire::RevokeSessionResponse {
            revoked_session: Some(view::revoked(session, desk.env.now())),
        },
        events: live.then(|| revocation(session)).into_iter().collect(),
    })
}

/// Ends a user's active sessions in one transaction.
fn revoke_all(
    desk: &mut Desk<'_>,
    request: &wire::RevokeAllUserSessionsRequest,
) -> Ruling<wire::RevokeAllUserSessionsResponse> {
    let user = find::user(desk.env, &request.user_id)?;
    let now = desk.env.now();
    let live: Vec<&Session> = desk
        .env
        .sessions()
        .filter(|session| session.user == user.id && session.is_active(now))
        .collect();
    let revoked_sessions: Vec<_> = live.iter().map(|session| view::revoked(session, now)).collect();
    Ok(Granted {
        reply: wire::RevokeAllUserSessionsResponse {
            total_revoked: u32::try_from(revoked_sessions.len()).unwrap_or(u32::MAX),
            revoked_sessions,
        },
        events: live.into_iter().map(revocation).collect(),
    })
}

/// Returns the event of a session's revocation.
fn revocation(session: &Session) -> Event {
    Event::from(SessionEvent::Ended {
        session: session.id.clone(),
        by: EndedBy::Revocation,
        hinted: None,
    })
}

fn session<'a>(env: &'a Environment, id: &str) -> Result<&'a Session, OperationError> {
    env.session(&SessionId::named(id)).ok_or_else(|| OperationError::not_found("session", id))
}

#[cfg(test)]
mod tests;

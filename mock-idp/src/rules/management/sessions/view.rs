//! Sessions as the API shows them.

use jiff::Timestamp;

use crate::environment::{Session, SessionStatus};
use crate::wire::UserAgent;
use crate::wire::management::sessions as wire;

/// Describes a session at `now`.
pub(crate) fn session_details(session: &Session, now: Timestamp) -> wire::SessionDetails {
    let organization_id = session.organization.to_string();
    let organizations = session.authenticated_organizations.iter();
    let clients = session.authenticated_clients.iter();
    let (expired_at, logout_at) = ends(session, now);
    wire::SessionDetails {
        session_id: session.id.to_string(),
        user_id: session.user.to_string(),
        authenticated_organizations: organizations.map(ToString::to_string).collect(),
        created_at: Some(session.created_at),
        updated_at: Some(updated_at(session)),
        last_active_at: Some(session.last_active_at),
        idle_expires_at: session.idle_expires_at,
        absolute_expires_at: Some(session.absolute_expires_at),
        expired_at,
        logout_at,
        status: session.status(now).as_str().to_owned(),
        device: Some(device(session)),
        authenticated_clients: clients
            .map(|client| wire::AuthenticatedClients {
                client_id: client.to_string(),
                organization_id: organization_id.clone(),
            })
            .collect(),
        organization_id,
    }
}

/// Describes a session that was revoked at `now`, or was over before.
pub(super) fn revoked(session: &Session, now: Timestamp) -> wire::RevokedSessionDetails {
    let (expired_at, logout_at) = ends(session, now);
    let is_active = session.status(now) == SessionStatus::Active;
    wire::RevokedSessionDetails {
        session_id: session.id.to_string(),
        user_id: session.user.to_string(),
        created_at: Some(session.created_at),
        updated_at: Some(if is_active { now } else { updated_at(session) }),
        idle_expires_at: session.idle_expires_at,
        absolute_expires_at: Some(session.absolute_expires_at),
        expired_at: if is_active { Some(now) } else { expired_at },
        logout_at,
        status: SessionStatus::Revoked.as_str().to_owned(),
        last_active_at: Some(session.last_active_at),
    }
}

/// Returns when a session expired or was revoked, and when its user signed out.
fn ends(session: &Session, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
    let ended_at = session.ended.map(|ended| ended.at);
    match session.status(now) {
        SessionStatus::Active => (None, None),
        SessionStatus::Expired => (Some(session.expires_at()), None),
        SessionStatus::Revoked => (ended_at, None),
        SessionStatus::Logout => (None, ended_at),
    }
}

fn updated_at(session: &Session) -> Timestamp {
    session.ended.map_or(session.last_active_at, |ended| ended.at)
}

/// Describes the device that a session began on, without its location: no address is looked up.
fn device(session: &Session) -> wire::DeviceDetails {
    let header = session.user_agent.as_deref().unwrap_or_default();
    let user_agent = UserAgent::read(header);
    wire::DeviceDetails {
        user_agent: header.to_owned(),
        os: user_agent.os.to_owned(),
        os_version: user_agent.os_version(),
        browser: user_agent.browser.to_owned(),
        browser_version: user_agent.browser_version(),
        device_type: user_agent.device_type.to_owned(),
        ip: session.ip.to_string(),
        location: None,
    }
}

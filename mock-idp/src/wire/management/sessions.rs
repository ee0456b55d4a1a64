//! `scalekit.v1.sessions`

use std::net::IpAddr;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::moment;
use crate::environment::{ClientId, OrganizationId, Session, SessionId, SessionStatus, UserId};
use crate::wire::UserAgent;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GetSession {
    pub(crate) session_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListSessions {
    pub(crate) user_id: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
    pub(crate) filter: Filter,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    pub(crate) status: Vec<String>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) start_time: Option<Timestamp>,
    #[serde(deserialize_with = "moment::optional")]
    pub(crate) end_time: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RevokeSession {
    pub(crate) session_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RevokeAll {
    pub(crate) user_id: String,
}

/// A session, as an application's server sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub(crate) struct SessionDetails {
    #[schemars(with = "String")]
    pub(crate) session_id: SessionId,
    #[schemars(with = "String")]
    pub(crate) user_id: UserId,
    #[schemars(with = "Vec<String>")]
    pub(crate) authenticated_organizations: Vec<OrganizationId>,
    #[schemars(with = "String")]
    pub(crate) organization_id: OrganizationId,
    #[serde(flatten)]
    pub(crate) times: Times,
    #[schemars(with = "SessionStatus")]
    pub(crate) status: &'static str,
    pub(crate) device: Device,
    pub(crate) authenticated_clients: Vec<AuthenticatedClient>,
}

/// When a session did what.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Times {
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) last_active_at: Timestamp,
    pub(crate) idle_expires_at: Option<Timestamp>,
    pub(crate) absolute_expires_at: Timestamp,
    /// Set when it ran out or was revoked.
    pub(crate) expired_at: Option<Timestamp>,
    /// Set when its person signed out.
    pub(crate) logout_at: Option<Timestamp>,
}

/// What a session began on. Of where that is, nothing is known: no address is looked up.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Device {
    pub(crate) user_agent: String,
    pub(crate) os: &'static str,
    pub(crate) os_version: String,
    pub(crate) browser: String,
    pub(crate) browser_version: String,
    pub(crate) device_type: &'static str,
    pub(crate) ip: IpAddr,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AuthenticatedClient {
    #[schemars(with = "String")]
    pub(crate) client_id: ClientId,
    #[schemars(with = "String")]
    pub(crate) organization_id: OrganizationId,
}

#[derive(Debug, Serialize)]
pub(crate) struct Sessions {
    pub(crate) sessions: Vec<SessionDetails>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
    pub(crate) total_size: u32,
}

/// A session that is over by now.
#[derive(Debug, Serialize)]
pub(crate) struct Revoked {
    pub(crate) session_id: SessionId,
    pub(crate) user_id: UserId,
    #[serde(flatten)]
    pub(crate) times: Times,
    pub(crate) status: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct RevokedOne {
    pub(crate) revoked_session: Revoked,
}

#[derive(Debug, Serialize)]
pub(crate) struct RevokedAll {
    pub(crate) revoked_sessions: Vec<Revoked>,
    pub(crate) total_revoked: u32,
}

impl SessionDetails {
    pub(crate) fn of(session: &Session, now: Timestamp) -> Self {
        let clients = session.authenticated_clients.iter();
        Self {
            session_id: session.id.clone(),
            user_id: session.user.clone(),
            authenticated_organizations: session.authenticated_organizations.clone(),
            organization_id: session.organization.clone(),
            times: Times::of(session, now),
            status: session.status(now).as_str(),
            device: Device::of(session),
            authenticated_clients: clients
                .map(|client| AuthenticatedClient {
                    client_id: client.clone(),
                    organization_id: session.organization.clone(),
                })
                .collect(),
        }
    }
}

impl Device {
    fn of(session: &Session) -> Self {
        let header = session.user_agent.as_deref().unwrap_or_default();
        let told = UserAgent::read(header);
        Self {
            user_agent: header.to_owned(),
            os: told.os,
            os_version: told.os_version(),
            browser: told.browser.to_owned(),
            browser_version: told.browser_version(),
            device_type: told.device_type,
            ip: session.ip,
        }
    }
}

impl Revoked {
    /// What `session` is once it was revoked at `now`, if it was not over before.
    pub(crate) fn of(session: &Session, now: Timestamp) -> Self {
        let mut times = Times::of(session, now);
        let status = session.status(now);
        if status == SessionStatus::Active {
            times.expired_at = Some(now);
            times.updated_at = now;
        }
        Self {
            session_id: session.id.clone(),
            user_id: session.user.clone(),
            times,
            status: SessionStatus::Revoked.as_str(),
        }
    }
}

impl Times {
    fn of(session: &Session, now: Timestamp) -> Self {
        let ended_at = session.ended.map(|ended| ended.at);
        let (expired_at, logout_at) = match session.status(now) {
            SessionStatus::Active => (None, None),
            SessionStatus::Expired => (Some(session.expires_at()), None),
            SessionStatus::Revoked => (ended_at, None),
            SessionStatus::Logout => (None, ended_at),
        };
        Self {
            created_at: session.created_at,
            updated_at: ended_at.unwrap_or(session.last_active_at),
            last_active_at: session.last_active_at,
            idle_expires_at: session.idle_expires_at,
            absolute_expires_at: session.absolute_expires_at,
            expired_at,
            logout_at,
        }
    }
}

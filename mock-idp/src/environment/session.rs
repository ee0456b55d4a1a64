//! Sessions at the environment: one per browser, shared by every application (`behaviours.md` 4).

use jiff::Timestamp;
use serde::Serialize;

use super::policy::seconds;
use super::{ClientId, ConnectionId, OrganizationId, Policies, Secret, SessionId, UserId};

/// That a person signed in with a browser.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    /// `ses_…`, the `sid` of tokens. Not a secret: the cookie is.
    pub id: SessionId,
    /// The value of the browser's cookie.
    pub cookie: Secret,
    /// Who signed in.
    pub user: UserId,
    /// The organization that new tokens speak of, the most recent one.
    pub organization: OrganizationId,
    /// Every organization that this session has been in.
    pub authenticated_organizations: Vec<OrganizationId>,
    /// Every application that this session has signed in to.
    pub authenticated_clients: Vec<ClientId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When the person last proved who they are.
    pub authenticated_at: Timestamp,
    /// By which connection they did: the `amr` of ID tokens.
    #[serde(rename = "amr")]
    pub connection: ConnectionId,
    /// When it was last used, by an authorization or a refresh.
    pub last_active_at: Timestamp,
    /// When it ends if it lies idle; `None` if idleness does not matter.
    pub idle_expires_at: Option<Timestamp>,
    /// When it ends however busy it is.
    pub absolute_expires_at: Timestamp,
    /// How it was ended, if it was.
    pub ended: Option<Ended>,
    /// The browser's `User-Agent`.
    pub user_agent: Option<String>,
}

/// That a session was ended, rather than running out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// By what.
    pub by: EndedBy,
}

/// What ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The person, at `/oidc/logout`.
    Logout,
    /// An administrator, or the rule against reused refresh tokens.
    Revocation,
    /// Another person who signed in with the same browser.
    Replacement,
}

/// Scalekit's four words for the state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// It lives.
    Active,
    /// It ran out, idle or absolutely.
    Expired,
    /// It was ended by somebody else than its person.
    Revoked,
    /// Its person signed out.
    Logout,
}

impl SessionStatus {
    /// The word as it travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Logout => "logout",
        }
    }
}

impl Session {
    /// What has become of it by `now`.
    pub fn status(&self, now: Timestamp) -> SessionStatus {
        match self.ended.map(|ended| ended.by) {
            Some(EndedBy::Logout) => SessionStatus::Logout,
            Some(EndedBy::Revocation | EndedBy::Replacement) => SessionStatus::Revoked,
            None if self.expires_at() <= now => SessionStatus::Expired,
            None => SessionStatus::Active,
        }
    }

    /// Whether it can be used at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.status(now) == SessionStatus::Active
    }

    /// When it runs out, if nobody uses it before.
    pub fn expires_at(&self) -> Timestamp {
        self.idle_expires_at
            .map_or(self.absolute_expires_at, |idle| {
                idle.min(self.absolute_expires_at)
            })
    }

    /// Notes that it was used.
    pub(super) fn touch(&mut self, now: Timestamp, policies: &Policies) {
        self.last_active_at = now;
        self.idle_expires_at = idle_expiry(now, policies);
    }

    /// Notes that it is now in `organization`.
    pub(super) fn enter(&mut self, organization: &OrganizationId) {
        self.organization = organization.clone();
        if !self.authenticated_organizations.contains(organization) {
            self.authenticated_organizations.push(organization.clone());
        }
    }
}

/// When a session that was used at `now` ends, if it lies idle from then on.
pub(crate) fn idle_expiry(now: Timestamp, policies: &Policies) -> Option<Timestamp> {
    (policies.session_idle_seconds > 0).then(|| now + seconds(policies.session_idle_seconds))
}

//! Sessions at the environment: one for each browser, shared by all applications (`docs/sessions.md#sessions`).

mod endings;
mod event;
mod hint;
mod nothing_ended;

use std::net::IpAddr;

use arcstr::ArcStr;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use self::endings::Endings;
pub use self::event::SessionEvent;
pub use self::hint::Hint;
pub use self::nothing_ended::NothingEnded;
use super::policy::seconds;
use super::{
    ClientId, ConnectionId, OrganizationId, Policies, Secret, SessionId, SessionPolicy, UserId,
};

/// The session of a person and a browser.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    /// The id, `ses_…`, which is the `sid` of tokens. It is not secret; the cookie's value is.
    pub id: SessionId,
    /// The value of the browser's cookie.
    pub cookie: Secret,
    /// Who signed in.
    pub user: UserId,
    /// The most recent organization, the `oid` of new tokens.
    pub organization: OrganizationId,
    /// Every organization that this session has been in.
    pub authenticated_organizations: Vec<OrganizationId>,
    /// Every application that this session has signed in to.
    pub authenticated_clients: Vec<ClientId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When the person last authenticated.
    pub authenticated_at: Timestamp,
    /// The connection by which the person last authenticated, the `amr` of ID tokens.
    #[serde(rename = "amr")]
    pub connection: ConnectionId,
    /// When it was last used, by an authorization or a refresh.
    pub last_active_at: Timestamp,
    /// When it expires if it is not used; `None` without an idle timeout.
    pub idle_expires_at: Option<Timestamp>,
    /// When it expires in any case.
    pub absolute_expires_at: Timestamp,
    /// When and why it ended, if it was ended.
    pub ended: Option<Ended>,
    /// The browser's `User-Agent`.
    pub user_agent: Option<ArcStr>,
    /// The address from which the browser began the session.
    pub ip: IpAddr,
    /// Its lifetimes, settled when it began.
    #[serde(skip)]
    pub(crate) lifetimes: Lifetimes,
}

/// The lifetimes of a session: the environment's policy, or the stricter one of the organization in which it began
/// (`docs/sessions.md#session-policies`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifetimes {
    pub(crate) absolute: SignedDuration,
    /// The idle timeout, if there is one.
    pub(crate) idle: Option<SignedDuration>,
}

impl Lifetimes {
    /// Returns the shorter absolute time, and the shorter idle time of those that are set.
    pub(crate) fn stricter(policies: &Policies, own: Option<SessionPolicy>) -> Self {
        let minutes = |number: u32| SignedDuration::from_mins(i64::from(number));
        let absolute = seconds(policies.session_absolute_seconds);
        let idle =
            (policies.session_idle_seconds > 0).then(|| seconds(policies.session_idle_seconds));
        let own_idle = own.and_then(|own| own.idle_minutes).map(minutes);
        Self {
            absolute: own.map_or(absolute, |own| absolute.min(minutes(own.absolute_minutes))),
            idle: idle.into_iter().chain(own_idle).min(),
        }
    }

    /// Returns when a session expires that was used at `now`, and is not used again.
    pub(crate) fn idle_expiry(self, now: Timestamp) -> Option<Timestamp> {
        self.idle.map(|idle| now + idle)
    }
}

/// The end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ended {
    /// The time.
    pub at: Timestamp,
    /// The cause.
    pub by: EndedBy,
}

/// The cause of a session's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The person signed out, at `/oidc/logout`.
    Logout,
    /// An administrator revoked it, or the rule against reused refresh tokens did.
    Revocation,
    /// Another person signed in with the same browser.
    Replacement,
    /// It expired, idle or absolutely.
    Expired,
}

/// Scalekit's four words for the state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// It can be used.
    Active,
    /// It expired, idle or absolutely.
    Expired,
    /// Somebody else than its person ended it.
    Revoked,
    /// Its person signed out.
    Logout,
}

impl SessionStatus {
    /// All values.
    pub const ALL: [Self; 4] = [Self::Active, Self::Expired, Self::Revoked, Self::Logout];

    /// Returns how a session ended, in words; `None` for an active one.
    pub(crate) fn how_it_ended(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::Expired => Some("it expired"),
            Self::Revoked => Some("it was revoked"),
            Self::Logout => Some("the person signed out"),
        }
    }

    /// Returns the word as it travels.
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
    /// Returns the session's status at `now`.
    pub fn status(&self, now: Timestamp) -> SessionStatus {
        match self.ended.map(|ended| ended.by) {
            Some(EndedBy::Logout) => SessionStatus::Logout,
            Some(EndedBy::Revocation | EndedBy::Replacement) => SessionStatus::Revoked,
            Some(EndedBy::Expired) => SessionStatus::Expired,
            None if self.expires_at() <= now => SessionStatus::Expired,
            None => SessionStatus::Active,
        }
    }

    /// Returns whether the session can be used at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.status(now) == SessionStatus::Active
    }

    /// Returns when the session expires, unless it is used before.
    pub fn expires_at(&self) -> Timestamp {
        self.idle_expires_at
            .map_or(self.absolute_expires_at, |idle| idle.min(self.absolute_expires_at))
    }

    /// Notes that the session was used.
    pub(super) fn touch(&mut self, now: Timestamp) {
        self.last_active_at = now;
        self.idle_expires_at = self.lifetimes.idle_expiry(now);
    }

    /// Notes that the session is in `organization` from now on.
    pub(super) fn enter(&mut self, organization: &OrganizationId) {
        self.organization = organization.clone();
        if !self.authenticated_organizations.contains(organization) {
            self.authenticated_organizations.push(organization.clone());
        }
    }

    /// Notes that `organization` was deleted. A session whose last organization it was keeps it; such a session has
    /// ended.
    pub(super) fn leave(&mut self, organization: &OrganizationId) {
        if &self.organization != organization {
            self.authenticated_organizations.retain(|entered| entered != organization);
        }
    }
}

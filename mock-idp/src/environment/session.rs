//! Sessions at the environment: one per browser, shared by every application (`docs/sessions.md#sessions`).

mod endings;
mod event;
mod hint;
mod nothing_ended;

use std::net::IpAddr;

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
    /// Where the browser was when it began.
    pub ip: IpAddr,
    /// How long it may live, settled when it began.
    #[serde(skip)]
    pub(crate) lifetimes: Lifetimes,
}

/// How long a session may live: the environment's policy, or the stricter one of the organization in
/// which it began (`docs/sessions.md#session-policies`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifetimes {
    pub(crate) absolute: SignedDuration,
    /// `None` if idleness does not matter.
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

    /// Returns when a session that was used at `now` ends, if it lies idle from then on.
    pub(crate) fn idle_expiry(self, now: Timestamp) -> Option<Timestamp> {
        self.idle.map(|idle| now + idle)
    }
}

/// That a session ended.
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
    /// Nobody: it lay idle for too long, or its time was over.
    Expired,
}

/// Scalekit's four words for the state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// It lives.
    Active,
    /// It ran out, idle or absolutely.
    Expired,
    /// It was ended by somebody other than its person.
    Revoked,
    /// Its person signed out.
    Logout,
}

impl SessionStatus {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Active, Self::Expired, Self::Revoked, Self::Logout];

    /// Returns how a session ended, in words; `None` while it lives.
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

    /// Returns whether it can be used at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.status(now) == SessionStatus::Active
    }

    /// Returns when it expires, unless it is used before.
    pub fn expires_at(&self) -> Timestamp {
        self.idle_expires_at
            .map_or(self.absolute_expires_at, |idle| idle.min(self.absolute_expires_at))
    }

    /// Notes that it was used.
    pub(super) fn touch(&mut self, now: Timestamp) {
        self.last_active_at = now;
        self.idle_expires_at = self.lifetimes.idle_expiry(now);
    }

    /// Notes that it is now in `organization`.
    pub(super) fn enter(&mut self, organization: &OrganizationId) {
        self.organization = organization.clone();
        if !self.authenticated_organizations.contains(organization) {
            self.authenticated_organizations.push(organization.clone());
        }
    }

    /// Notes that `organization` is gone. Where it was the last one, the session is over and keeps it.
    pub(super) fn leave(&mut self, organization: &OrganizationId) {
        if &self.organization != organization {
            self.authenticated_organizations.retain(|entered| entered != organization);
        }
    }
}

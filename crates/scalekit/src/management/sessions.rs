//! Sessions of people, and ways to end them.

use std::time::SystemTime;

use futures_core::Stream;
use serde::Deserialize;
use serde_json::json;

use super::pages::{Item, ListPage};
use super::{Management, ManagementError, Pages, time};

/// A person's session with a browser.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// `ses_…`, the `sid` of its tokens.
    #[serde(rename = "session_id")]
    pub id: String,
    /// The person's id.
    pub user_id: String,
    /// The most recent organization.
    #[serde(default)]
    pub organization_id: String,
    /// The status.
    pub status: SessionStatus,
    /// When it began.
    #[serde(deserialize_with = "time::read")]
    pub created_at: SystemTime,
    /// When it was used last.
    #[serde(default, deserialize_with = "time::read_optional")]
    pub last_active_at: Option<SystemTime>,
    /// When it expires if it is not used.
    #[serde(default, deserialize_with = "time::read_optional")]
    pub idle_expires_at: Option<SystemTime>,
    /// When it expires in any case.
    #[serde(default, deserialize_with = "time::read_optional")]
    pub absolute_expires_at: Option<SystemTime>,
    /// The device.
    #[serde(default)]
    pub device: Option<Device>,
}

/// The device of a session, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Device {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The operating system, such as `macOS`.
    pub os: String,
    /// Its version, such as `14.2`.
    pub os_version: String,
    /// The browser's name, such as `Chrome`.
    pub browser: String,
    /// Its version, such as `120.0`.
    pub browser_version: String,
    /// `desktop`, `mobile`, `tablet` and the like.
    pub device_type: String,
    /// Where the requests came from.
    pub ip: String,
}

/// The state of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SessionStatus {
    /// It can be used.
    #[serde(alias = "ACTIVE")]
    Active,
    /// It expired.
    #[serde(alias = "EXPIRED")]
    Expired,
    /// Somebody ended it.
    #[serde(alias = "REVOKED")]
    Revoked,
    /// Its person signed out.
    #[serde(alias = "LOGOUT")]
    Logout,
    /// A status that this crate does not know.
    #[serde(other)]
    Unknown,
}

#[doc(hidden)]
#[derive(Debug, Deserialize)]
pub struct SessionPage {
    #[serde(default)]
    sessions: Vec<Session>,
    #[serde(default)]
    next_page_token: String,
}

impl From<SessionPage> for ListPage<Session> {
    fn from(page: SessionPage) -> Self {
        Self { items: page.sessions, next_page_token: page.next_page_token }
    }
}

impl Item for Session {
    type Page = SessionPage;
}

/// The sessions of a user: all of them, unless narrowed.
#[derive(Debug, Clone)]
#[must_use = "nothing is fetched until it is taken whole or streamed"]
pub struct UserSessions(Pages<Session>);

impl UserSessions {
    /// Keeps only active sessions.
    pub fn active(self) -> Self {
        Self(self.0.with("filter.status", "active"))
    }

    /// Sets how many sessions one request brings.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// Streams the sessions, as [`Pages::stream`] does.
    pub fn stream(self) -> impl Stream<Item = Result<Session, ManagementError>> + Send {
        self.0.stream()
    }

    /// Fetches all sessions.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such user.
    pub async fn all(self) -> Result<Vec<Session>, ManagementError> {
        self.0.all().await
    }
}

impl Management {
    /// Fetches a session by its `ses_…` id.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such session.
    pub async fn session(&self, id: &str) -> Result<Session, ManagementError> {
        self.get(&["sessions", id], &[]).await
    }

    /// Lists the sessions of a user, the newest first.
    pub fn sessions_of(&self, user_id: &str) -> UserSessions {
        UserSessions(Pages::of(self, &["users", user_id, "sessions"]))
    }

    /// Ends a session: its refresh tokens are refused from now on; access tokens stay valid until their `exp`. A
    /// session that is already over is no error.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such session.
    pub async fn revoke_session(&self, id: &str) -> Result<(), ManagementError> {
        let path = ["sessions", id, "revoke"];
        self.post::<serde_json::Value>(&path, &json!({})).await.map(drop)
    }

    /// Ends all sessions of a user at once, and returns how many there were.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such user.
    pub async fn revoke_sessions_of(&self, user_id: &str) -> Result<u32, ManagementError> {
        #[derive(Deserialize)]
        struct Revoked {
            #[serde(default)]
            total_revoked: u32,
        }
        let path = ["users", user_id, "sessions", "revoke"];
        let revoked: Revoked = self.post(&path, &json!({})).await?;
        Ok(revoked.total_revoked)
    }
}

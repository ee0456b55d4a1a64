//! The trait of token tables: the refresh tokens that the application itself has issued.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use super::StoreError;
use crate::sealed::CookieHash;

/// How long a table keeps a token that has been replaced, for whoever reads the table. Its reuse is noticed after that,
/// too: a token that the table does not know, of a session that it knows, is a reused one.
pub const REPLACED_TOKEN_MEMORY: Duration = Duration::from_hours(24);

/// A refresh token as the table keeps it: its hash, never itself.
#[derive(Clone, Debug)]
pub struct RefreshRecord {
    /// Its own name.
    pub jti: String,
    /// The session that it renews, by its key in the [`SessionStore`](crate::SessionStore): the tokens of one device in a row.
    pub session: CookieHash,
    /// The user's id, by which a sign-out everywhere revokes it.
    pub user_id: String,
    /// The id of the session at Scalekit, by which a sign-out elsewhere revokes it.
    pub sid: Option<String>,
    /// The SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// When it was issued.
    pub issued_at: SystemTime,
    /// When it ends at the latest: with its session.
    pub expires_at: SystemTime,
}

/// The outcome of a [rotation](TokenTable::rotate).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The presented token is replaced, and its successor kept.
    Rotated {
        /// The user's `auth_version` in the same step.
        auth_version: u64,
    },
    /// The presented token was replaced a moment ago; nothing has changed.
    Repeated {
        /// The hash of the session's token now: the successor, or the successor's.
        current: [u8; 32],
        /// The user's `auth_version` in the same step.
        auth_version: u64,
    },
    /// Somebody used a token that had been replaced, so two parties have it. All tokens of the session are revoked now.
    /// Of several who cause that, one is answered so.
    Reused,
    /// The session has no valid token, and had none before.
    Over,
}

/// The tokens to [revoke](TokenTable::revoke).
#[derive(Clone, Copy, Debug)]
pub enum TokensOf<'a> {
    /// Those of one device, by the key of its session.
    Session(CookieHash),
    /// Those of a session at Scalekit.
    Sid(&'a str),
    /// Those of a user: all devices.
    User(&'a str),
}

/// What an access token is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The user's version now; an access token of an older one is refused.
    pub auth_version: u64,
    /// Whether the session has a refresh token that is neither replaced nor revoked.
    pub is_live: bool,
}

/// Keeps the refresh tokens that the application has issued, under their hashes, and a version number for each user.
///
/// Each call is one atomic step, whatever other instances do at the same time. Three promises carry the strategy of
/// [own tokens](crate::OwnTokens):
///
/// - **A session has one valid token.** Of those who [rotate](Self::rotate) the same one at once, one inserts a successor.
/// - **What is revoked stays revoked.** No rotation that is under way leaves a valid successor behind.
/// - **Reuse ends the session.** Whoever presents a replaced token revokes all tokens of its session in the same step
///   (RFC 9700 §4.14.2).
///
/// The sweep of the [`SessionStore`](crate::SessionStore) drops tokens after their end. The crate tests these promises for its own stores.
#[async_trait]
pub trait TokenTable: Send + Sync + 'static {
    /// Keeps the first token of a session, and returns the user's `auth_version`.
    async fn issue(&self, token: &RefreshRecord) -> Result<u64, StoreError>;

    /// Replaces the token with the presented hash by its successor, at the successor's `issued_at`.
    ///
    /// A token that was replaced less than `grace` ago changes nothing, because its client may not have the answer yet.
    /// Any other that is not valid revokes all tokens of the successor's session.
    async fn rotate(
        &self,
        presented: [u8; 32],
        successor: &RefreshRecord,
        grace: Duration,
    ) -> Result<Rotation, StoreError>;

    /// Says whether a rotation of this token would succeed now or be [`Rotation::Repeated`].
    async fn accepts(
        &self,
        presented: [u8; 32],
        now: SystemTime,
        grace: Duration,
    ) -> Result<bool, StoreError>;

    /// Returns what an access token of this session and user is compared with.
    async fn standing(&self, session: CookieHash, user_id: &str) -> Result<Standing, StoreError>;

    /// Revokes tokens, and returns how many sessions lost their valid one.
    async fn revoke(&self, tokens: TokensOf<'_>, now: SystemTime) -> Result<u64, StoreError>;

    /// Increments the user's `auth_version`, and keeps it until this time at least: until no session is left that is
    /// older.
    async fn raise_auth_version(&self, user_id: &str, until: SystemTime) -> Result<(), StoreError>;
}

/// Returns the time that long ago.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn before(now: SystemTime, span: Duration) -> SystemTime {
    now.checked_sub(span).unwrap_or(SystemTime::UNIX_EPOCH)
}

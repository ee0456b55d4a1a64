//! The trait of session stores, and the stores that come with the crate.
//!
//! A store of your own implements [`SessionStore`]. It gets sealed records, and answers about them; it never sees a
//! token, and decides nothing.

#[cfg(any(feature = "postgres", feature = "redis"))]
mod authority;
#[cfg(test)]
mod contract;
mod database;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql_sessions;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql_tokens;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tokens;

use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

pub use self::database::{Database, StoreUrl};
#[cfg(feature = "postgres")]
pub use self::postgres::Postgres;
#[cfg(feature = "redis")]
pub use self::redis::Redis;
#[cfg(feature = "sqlite")]
pub use self::sqlite::Sqlite;
pub use self::tokens::{
    REPLACED_TOKEN_MEMORY, RefreshRecord, Rotation, Standing, TokenTable, TokensOf,
};
use crate::sealed::CookieHash;

/// A new session as the store keeps it, under version 0.
#[derive(Clone, Debug)]
pub struct SealedSession {
    /// The hash of its cookie.
    pub key: CookieHash,
    /// The id at Scalekit, by which a sign-out elsewhere ends it.
    pub sid: Option<String>,
    /// The user's id, by which a sign-out everywhere ends it.
    pub sub: String,
    /// When it ends at the latest.
    pub ends_at: SystemTime,
    /// Everything else, tokens included: readable with the cookie alone. It is empty if the browser carries the session.
    pub record: Vec<u8>,
}

/// The record of a session, and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionedRecord {
    /// The sealed record, or nothing.
    pub record: Vec<u8>,
    /// The number of times that it was replaced.
    pub version: u64,
}

/// The right to renew the tokens of a session, of one request of one instance at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewalLease {
    /// The session.
    pub key: CookieHash,
    /// The name of the holder, made for this renewal.
    pub holder: String,
    /// When others may take it all the same, because the holder has crashed.
    pub until: SystemTime,
}

/// A begun sign-in as the store keeps it.
#[derive(Clone, Debug)]
pub struct SealedSignIn {
    /// The hash of the browser's cookie.
    pub browser: CookieHash,
    /// The SHA-256 of its state.
    pub state: [u8; 32],
    /// When it is no longer accepted.
    pub ends_at: SystemTime,
    /// Everything else: readable with the cookie alone.
    pub record: Vec<u8>,
}

/// Keeps sessions and begun sign-ins on the server, under the hashes of their cookies, for all instances of the
/// application.
///
/// The records are [sealed](crate::SealedStore): a copy of the store opens no session and holds no token that anybody
/// could read.
///
/// Each call is one atomic step, whatever other instances do at the same time. Two promises carry the rest:
///
/// - **What has ended stays ended.** [`replace`](Self::replace) never brings back a session, so a sign-out wins
///   against a renewal that is under way, and a kept cookie is dead on every instance at once.
/// - **One renewal at a time.** Of those who want a [lease](Self::lease_renewal) on the same session, one gets it, so
///   that a refresh token is presented once, by however many instances.
///
/// The crate tests these promises for its own stores.
#[async_trait]
pub trait SessionStore: Send + Sync + 'static {
    /// Keeps a new session.
    async fn begin(&self, session: &SealedSession) -> Result<(), StoreError>;

    /// Returns the record of a session.
    async fn load(&self, key: CookieHash) -> Result<Option<VersionedRecord>, StoreError>;

    /// Takes the lease on the renewal of a session, and says whether it did: the session exists, and nobody else
    /// holds a lease on it whose `until` is later than `now`.
    async fn lease_renewal(
        &self,
        lease: &RenewalLease,
        now: SystemTime,
    ) -> Result<bool, StoreError>;

    /// Gives a lease back, if it is still held by its holder.
    async fn return_lease(&self, lease: &RenewalLease) -> Result<(), StoreError>;

    /// Replaces the record of a session, if it still exists in this version; says whether it did. The version grows
    /// by one, and a lease on the session ends.
    ///
    /// The version is a second line behind the lease: whoever was away for longer than their lease does not overwrite
    /// what others have stored.
    async fn replace(
        &self,
        key: CookieHash,
        version: u64,
        record: &[u8],
    ) -> Result<bool, StoreError>;

    /// Clears the record of a session, if it still exists in this version; says whether it did. The session lives on, and
    /// its version and its lease stay.
    async fn clear_record(&self, key: CookieHash, version: u64) -> Result<bool, StoreError>;

    /// Ends a session and returns its record, in one step, so that the ID token can still be read, and only one of
    /// two callers gets it.
    async fn end(&self, key: CookieHash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Ends the sessions that belong to a session at Scalekit, by its `sid`, and returns how many there were.
    async fn end_of_sid(&self, sid: &str) -> Result<u64, StoreError>;

    /// Ends the sessions of a user, by id, and returns how many there were.
    async fn end_of_user(&self, sub: &str) -> Result<u64, StoreError>;

    /// Keeps a begun sign-in of a browser, within [the](crate::ATTEMPTS_PER_BROWSER)
    /// [bounds](crate::ATTEMPTS_ALTOGETHER).
    async fn begin_sign_in(&self, begun: &SealedSignIn) -> Result<(), StoreError>;

    /// Takes the browser's sign-in with this hashed state out of the store: it is valid for one callback.
    async fn take_sign_in(
        &self,
        browser: CookieHash,
        state: [u8; 32],
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Returns how many sign-ins the browser has under way.
    async fn sign_ins(&self, browser: CookieHash) -> Result<u32, StoreError>;

    /// Forgets every sign-in that the browser has under way.
    async fn forget_sign_ins(&self, browser: CookieHash) -> Result<(), StoreError>;

    /// Remembers something by its hash, such as the id of a message, until this time at least; says whether it was
    /// new. Of two calls at once with the same hash, one gets `true`.
    async fn remember(&self, hash: [u8; 32], until: SystemTime) -> Result<bool, StoreError>;

    /// Says whether something is remembered.
    async fn remembers(&self, hash: [u8; 32]) -> Result<bool, StoreError>;

    /// Drops sessions and sign-ins that ended before `now`, and what was to be remembered until then.
    async fn sweep(&self, now: SystemTime) -> Result<(), StoreError>;

    /// Returns the store as a table of the application's own tokens, if it is one: the strategy of
    /// [own tokens](crate::OwnTokens) needs it.
    fn token_table(self: Arc<Self>) -> Option<Arc<dyn TokenTable>> {
        None
    }
}

/// The reason why the store failed. Its text has no record, and no URL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is down, busy with its own start, or too far away. People stay signed in; requests are answered
    /// with 503.
    #[error("the session store cannot be reached: {0}")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// An error of the database.
    #[error("the session store failed: {0}")]
    Database(#[source] Box<dyn Error + Send + Sync>),
    /// The file cannot be made with permissions for its owner alone.
    #[error("the session store's file cannot be opened: {0}")]
    File(#[from] std::io::Error),
    /// The record cannot be written as JSON.
    #[error("a record cannot be written to the session store")]
    Unwritable,
    /// The URL, of this scheme, cannot be read, or has a parameter that is not known.
    #[error("the {0}: URL of the session store cannot be read; special characters are %-encoded")]
    Url(&'static str),
    /// The file that `sslrootcert` in the URL names cannot be read, or has no certificate.
    #[error("the certificates that sslrootcert names, for the session store, cannot be used: {0}")]
    Authority(#[source] std::io::Error),
    /// The URL names a certificate authority, and does not demand that the server is verified; the text says what does.
    #[error("the URL of the session store has sslrootcert, and verifies nothing by it; use {0}")]
    Unverified(&'static str),
    /// The URL names a store that this build does not have.
    #[error(
        "there is no session store for {0}: URLs; sqlite:, postgres: and redis: are there with the features of these \
         names"
    )]
    NoSuchStore(String),
}

/// Keeps the text of the error, and not the values that its `Debug` might show.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;

        let text = error.to_string().into();
        let is_away = match &error {
            E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => true,
            E::Database(error) => error.code().is_some_and(|code| is_away(&code)),
            _ => false,
        };
        if is_away { Self::Unavailable(text) } else { Self::Database(text) }
    }
}

/// Says whether a code of PostgreSQL says that the server cannot serve now: classes 08 (connection), 53 (resources)
/// and 57P (it is starting or stopping).
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn is_away(code: &str) -> bool {
    code.len() == 5 && ["08", "53", "57P"].iter().any(|class| code.starts_with(class))
}

/// Returns the seconds since the epoch.
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "redis"))]
fn seconds(time: SystemTime) -> i64 {
    let since_epoch = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
}

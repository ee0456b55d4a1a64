//! The trait of session stores; SQLite is the store that comes with the app.

mod sqlite;

use std::pin::Pin;
use std::time::SystemTime;

pub use self::sqlite::Sqlite;
use crate::session::CookieHash;

/// The future result of a call to the store.
pub type Stored<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A session as the store keeps it.
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
    /// Everything else, tokens included: readable with the cookie alone.
    pub record: Vec<u8>,
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

/// Keeps sessions and begun sign-ins on the server, under the hashes of their cookies.
///
/// The records are [sealed](crate::SealedStore): a copy of the store opens no session and holds no
/// token that anybody could read.
pub trait SessionStore: Send + Sync + 'static {
    /// Keeps a new session.
    fn begin<'a>(&'a self, session: &'a SealedSession) -> Stored<'a, ()>;

    /// Returns the record of a session.
    fn load(&self, key: CookieHash) -> Stored<'_, Option<Vec<u8>>>;

    /// Replaces the record of a session that still exists, and says whether it did. It must never bring back a
    /// session that has ended: a renewal may return after the person has signed out.
    fn replace<'a>(&'a self, key: CookieHash, record: &'a [u8]) -> Stored<'a, bool>;

    /// Ends a session and returns its record, in one step, so that the ID token can still be read, and only one of
    /// two callers gets it.
    fn end(&self, key: CookieHash) -> Stored<'_, Option<Vec<u8>>>;

    /// Ends the sessions that belong to a session at Scalekit, by its `sid`, and returns how many there were.
    fn end_of_sid<'a>(&'a self, sid: &'a str) -> Stored<'a, u64>;

    /// Ends the sessions of a user, by id, and returns how many there were.
    fn end_of_user<'a>(&'a self, sub: &'a str) -> Stored<'a, u64>;

    /// Keeps a begun sign-in of a browser, within [the](crate::ATTEMPTS_PER_BROWSER)
    /// [bounds](crate::ATTEMPTS_ALTOGETHER).
    fn begin_sign_in<'a>(&'a self, begun: &'a SealedSignIn) -> Stored<'a, ()>;

    /// Takes the browser's sign-in with this hashed state out of the store: it is valid for one callback.
    fn take_sign_in(&self, browser: CookieHash, state: [u8; 32]) -> Stored<'_, Option<Vec<u8>>>;

    /// Returns how many sign-ins the browser has under way.
    fn sign_ins(&self, browser: CookieHash) -> Stored<'_, u32>;

    /// Forgets every sign-in that the browser has under way.
    fn forget_sign_ins(&self, browser: CookieHash) -> Stored<'_, ()>;

    /// Drops sessions and sign-ins that ended before `now`.
    fn sweep(&self, now: SystemTime) -> Stored<'_, ()>;
}

/// The reason why the store failed. Its text has no record.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An error of the database.
    #[error("the session store failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The file cannot be made with permissions for its owner alone.
    #[error("the session store's file cannot be opened: {0}")]
    File(#[from] std::io::Error),
    /// The record cannot be written as JSON.
    #[error("a record cannot be written to the session store")]
    Unwritable,
}

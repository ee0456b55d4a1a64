//! What a session store must be able to do; SQLite is the one that comes with the app.

mod sqlite;

use std::{pin::Pin, time::SystemTime};

pub use self::sqlite::Sqlite;
use crate::{
    attempt::BegunSignIn,
    session::{CookieHash, Session},
};

/// What a call to the store will bring.
pub type Stored<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps sessions and begun sign-ins on the server, under the hashes of their cookies.
///
/// The records hold tokens in the clear: the store is as precious as the tokens.
pub trait SessionStore: Send + Sync + 'static {
    /// Keeps a new session.
    fn begin<'a>(&'a self, key: CookieHash, session: &'a Session) -> Stored<'a, ()>;

    /// The session of a cookie.
    fn load(&self, key: CookieHash) -> Stored<'_, Option<Session>>;

    /// Replaces a session that is still there and says whether it was. It must never bring back one
    /// that has ended: a renewal may come home after the person has signed out.
    fn replace<'a>(&'a self, key: CookieHash, session: &'a Session) -> Stored<'a, bool>;

    /// Ends a session and hands over what it was, in one step: the ID token is read before it is
    /// gone, and only one of two callers gets it.
    fn end(&self, key: CookieHash) -> Stored<'_, Option<Session>>;

    /// Ends whatever this app keeps of a session at Scalekit, by its `sid`, and says how many that were.
    fn end_of_sid<'a>(&'a self, sid: &'a str) -> Stored<'a, u64>;

    /// Keeps a begun sign-in of a browser, within [the](crate::attempt::ATTEMPTS_PER_BROWSER)
    /// [bounds](crate::attempt::ATTEMPTS_ALTOGETHER).
    fn begin_sign_in<'a>(&'a self, browser: CookieHash, begun: &'a BegunSignIn) -> Stored<'a, ()>;

    /// Takes the browser's sign-in with this state out of the store: it is good for one callback.
    fn take_sign_in<'a>(
        &'a self,
        browser: CookieHash,
        state: &'a str,
    ) -> Stored<'a, Option<BegunSignIn>>;

    /// How many sign-ins the browser has under way.
    fn sign_ins(&self, browser: CookieHash) -> Stored<'_, u32>;

    /// Forgets every sign-in that the browser has under way.
    fn forget_sign_ins(&self, browser: CookieHash) -> Stored<'_, ()>;

    /// Drops whatever ended before `now`.
    fn sweep(&self, now: SystemTime) -> Stored<'_, ()>;
}

/// Why the store could not do it. The text carries no record.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said so.
    #[error("the session store failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The file cannot be made, or not with permissions for its owner alone.
    #[error("the session store's file cannot be opened: {0}")]
    File(#[from] std::io::Error),
    /// The record cannot be written as JSON.
    #[error("a record cannot be written to the session store")]
    Unwritable,
}

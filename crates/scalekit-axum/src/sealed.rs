//! A layer between the application and its store that seals every record with a key which the browser's cookie has and
//! the server has not.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::attempt::BegunSignIn;
use crate::memory::Memory;
use crate::secrets;
use crate::session::Session;
use crate::session_cookies::BroughtSession;
use crate::store::{
    RenewalLease, SealedSession, SealedSignIn, SessionStore, StoreError, TokenTable,
    VersionedRecord,
};

/// The purpose from which the keys of session records are derived.
const SESSION: &str = "scalekit-axum session record";

/// The purpose from which the keys of begun sign-ins are derived.
const SIGN_IN: &str = "scalekit-axum sign-in record";

/// The value of one of the application's cookies, which names a record and opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct CookieSecret(String);

impl CookieSecret {
    /// Makes the value of a new cookie, of 256 random bits.
    pub fn fresh() -> Self {
        Self(secrets::fresh())
    }

    /// Reads the value of a cookie; `None` if it has not the shape of these values.
    pub fn of(value: &str) -> Option<Self> {
        secrets::has_shape(value).then(|| Self(value.to_owned()))
    }

    /// Derives a value from a text, with a key of the application's. Nobody can compute it without the key.
    pub(crate) fn derived(key: &[u8], purpose: &str, text: &str) -> Self {
        Self(secrets::mac(key, purpose, text))
    }

    /// Returns the hash under which the store has the record.
    pub fn hash(&self) -> CookieHash {
        CookieHash::of(&self.0)
    }

    /// Returns the value, for the cookie.
    pub fn secret(&self) -> &str {
        &self.0
    }

    fn seal(&self, purpose: &str, record: &impl Serialize) -> Result<Vec<u8>, StoreError> {
        let text = serde_json::to_vec(record).map_err(|_| StoreError::Unwritable)?;
        Ok(secrets::seal(&self.0, purpose, self.hash().as_bytes(), text))
    }

    /// Opens a record. A record that does not open, or that this version cannot read, counts as absent,
    /// and the person signs in again.
    fn open<T: DeserializeOwned>(&self, purpose: &str, sealed: &[u8]) -> Option<T> {
        let text = secrets::open(&self.0, purpose, self.hash().as_bytes(), sealed);
        let read = text.and_then(|text| serde_json::from_slice(&text).ok());
        if read.is_none() {
            tracing::warn!("a record in the session store cannot be read");
        }
        read
    }
}

impl fmt::Debug for CookieSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieSecret([redacted])")
    }
}

/// The key of a cookie's record in the store: its SHA-256, which opens no session and no record.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CookieHash([u8; 32]);

impl CookieHash {
    /// Hashes the value of a cookie.
    pub fn of(cookie: &str) -> Self {
        Self(secrets::hash(cookie))
    }

    /// Reads the bytes of a hash.
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns a number that no other browser has but by chance, for a lock of the database.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn number(self) -> i64 {
        i64::from_be_bytes(self.0.first_chunk().copied().unwrap_or_default())
    }

    /// Returns the bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Prints the first bytes, which are enough to distinguish sessions in a log.
impl fmt::Debug for CookieHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = u32::from_be_bytes([self.0[0], self.0[1], self.0[2], self.0[3]]);
        write!(f, "CookieHash({start:08x}…)")
    }
}

/// A store behind a seal: records are sealed before they are stored, and opened after they are read, so that the
/// store has no tokens.
///
/// Only what must be found without the cookie is in the clear: the `sid` and the user's id, to end sessions that end
/// elsewhere, and the expiry of each record, for the sweep.
///
/// ```
/// use scalekit_axum::{CookieSecret, SealedStore, Sqlite};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = SealedStore::over(Sqlite::in_memory().await?);
/// assert!(store.load(&CookieSecret::fresh()).await?.is_none());
/// # Ok(())
/// # }
/// ```
pub struct SealedStore(Arc<dyn SessionStore>);

impl SealedStore {
    /// Seals the records of a store.
    pub fn over(store: impl SessionStore) -> Self {
        Self(Arc::new(store))
    }

    /// Seals the records of a store that others have, too.
    #[cfg(test)]
    pub(crate) fn over_shared(store: Arc<dyn SessionStore>) -> Self {
        Self(store)
    }

    /// Returns the same store as a table of the application's own tokens, if it is one.
    pub(crate) fn token_table(&self) -> Option<Arc<dyn TokenTable>> {
        Arc::clone(&self.0).token_table()
    }

    pub(crate) async fn begin(
        &self,
        cookie: &CookieSecret,
        session: &Session,
    ) -> Result<(), StoreError> {
        self.begin_with(cookie, session, cookie.seal(SESSION, session)?).await
    }

    /// Begins a session that the browser carries: the store knows that it lives, and has no record of it.
    pub(crate) async fn begin_carried(
        &self,
        cookie: &CookieSecret,
        session: &Session,
    ) -> Result<(), StoreError> {
        self.begin_with(cookie, session, Vec::new()).await
    }

    async fn begin_with(
        &self,
        cookie: &CookieSecret,
        session: &Session,
        record: Vec<u8>,
    ) -> Result<(), StoreError> {
        let sealed = SealedSession {
            key: cookie.hash(),
            sid: session.identity.sid.clone(),
            sub: session.identity.sub.clone(),
            ends_at: session.ends_at,
            record,
        };
        self.0.begin(&sealed).await
    }

    /// Returns the session of a cookie.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn load(&self, cookie: &CookieSecret) -> Result<Option<Session>, StoreError> {
        self.find(&cookie.clone().into()).await
    }

    /// Returns a session as it is now: its record, or what the browser carries of the same version. Without a record,
    /// cookies of an older version open nothing, and the session lives on.
    pub(crate) async fn find(
        &self,
        brought: &BroughtSession,
    ) -> Result<Option<Session>, StoreError> {
        let Some(VersionedRecord { record, version }) = self.0.load(brought.hash()).await? else {
            return Ok(None);
        };
        if record.is_empty() {
            let carried = brought.carried.clone();
            return Ok(carried.filter(|carried| carried.version == version));
        }
        let session = brought.secret.open::<Session>(SESSION, &record);
        Ok(session.map(|session| Session { version, is_in_store: true, ..session }))
    }

    /// Says whether a session lives, whatever opens it.
    pub(crate) async fn lives(&self, cookie: &CookieSecret) -> Result<bool, StoreError> {
        Ok(self.0.load(cookie.hash()).await?.is_some())
    }

    pub(crate) async fn lease_renewal(
        &self,
        lease: &RenewalLease,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.0.lease_renewal(lease, now).await
    }

    pub(crate) async fn return_lease(&self, lease: &RenewalLease) -> Result<(), StoreError> {
        self.0.return_lease(lease).await
    }

    /// Replaces a session that is in the store as it was when it was found.
    pub(crate) async fn replace(
        &self,
        cookie: &CookieSecret,
        session: &Session,
    ) -> Result<bool, StoreError> {
        let record = cookie.seal(SESSION, session)?;
        self.0.replace(cookie.hash(), session.version, &record).await
    }

    /// Clears the record of a session in this version, which the browser carries by now.
    pub(crate) async fn clear_record(
        &self,
        brought: &BroughtSession,
        version: u64,
    ) -> Result<bool, StoreError> {
        self.0.clear_record(brought.hash(), version).await
    }

    /// Ends a session and returns it, as the record has it or the browser carries it.
    pub(crate) async fn end(
        &self,
        brought: &BroughtSession,
    ) -> Result<Option<Session>, StoreError> {
        Ok(match self.0.end(brought.hash()).await? {
            None => None,
            Some(record) if record.is_empty() => brought.carried.clone(),
            Some(record) => brought.secret.open(SESSION, &record),
        })
    }

    /// Ends a session whose record cannot be opened here, and says whether there was one.
    pub(crate) async fn end_unread(&self, key: CookieHash) -> Result<bool, StoreError> {
        Ok(self.0.end(key).await?.is_some())
    }

    pub(crate) async fn end_of_sid(&self, sid: &str) -> Result<u64, StoreError> {
        self.0.end_of_sid(sid).await
    }

    pub(crate) async fn end_of_user(&self, sub: &str) -> Result<u64, StoreError> {
        self.0.end_of_user(sub).await
    }

    pub(crate) async fn begin_sign_in(
        &self,
        browser: &CookieSecret,
        begun: &BegunSignIn,
    ) -> Result<(), StoreError> {
        let sealed = SealedSignIn {
            browser: browser.hash(),
            state: secrets::hash(begun.attempt.state()),
            ends_at: begun.ends_at,
            record: browser.seal(SIGN_IN, begun)?,
        };
        self.0.begin_sign_in(&sealed).await
    }

    pub(crate) async fn take_sign_in(
        &self,
        browser: &CookieSecret,
        state: &str,
    ) -> Result<Option<BegunSignIn>, StoreError> {
        let sealed = self.0.take_sign_in(browser.hash(), secrets::hash(state)).await?;
        Ok(sealed.and_then(|sealed| browser.open(SIGN_IN, &sealed)))
    }

    pub(crate) async fn sign_ins(&self, browser: &CookieSecret) -> Result<u32, StoreError> {
        self.0.sign_ins(browser.hash()).await
    }

    pub(crate) async fn forget_sign_ins(&self, browser: &CookieSecret) -> Result<(), StoreError> {
        self.0.forget_sign_ins(browser.hash()).await
    }

    pub(crate) async fn remember(
        &self,
        memory: Memory<'_>,
        until: SystemTime,
    ) -> Result<bool, StoreError> {
        self.0.remember(memory.hash(), until).await
    }

    pub(crate) async fn remembers(&self, memory: Memory<'_>) -> Result<bool, StoreError> {
        self.0.remembers(memory.hash()).await
    }

    pub(crate) async fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
        self.0.sweep(now).await
    }
}

impl<S: SessionStore> From<S> for SealedStore {
    fn from(store: S) -> Self {
        Self::over(store)
    }
}

impl fmt::Debug for SealedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedStore")
    }
}

#[cfg(test)]
mod tests;

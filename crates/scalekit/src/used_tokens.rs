//! The memory of the tokens that are accepted once.

mod recent;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use futures_util::future::BoxFuture;

pub(crate) use recent::RecentTokens;

use crate::error::UnavailableError;

/// The error of a store of one's own. Its text gets into [`UnavailableError::UsedTokens`], and so perhaps into a log.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Remembers which logout tokens were accepted, so that none is accepted twice (OpenID Connect Back-Channel Logout 1.0
/// §2.6, step 8).
///
/// By default a [`Client`](crate::Client) and its clones share a memory in this process, of the 10,000 tokens that live
/// longest. An application of several processes implements this for the store that they share, and sets it with
/// [`ClientBuilder::used_tokens`](crate::ClientBuilder::used_tokens).
///
/// ```
/// use std::collections::HashSet;
/// use std::sync::Mutex;
/// use std::time::SystemTime;
///
/// use scalekit::{Client, StoreError, UsedTokens};
///
/// /// `INSERT INTO used (id, until) … ON CONFLICT DO NOTHING`, for instance.
/// #[derive(Default)]
/// struct Database(Mutex<HashSet<String>>);
///
/// impl UsedTokens for Database {
///     async fn claim(&self, id: &str, _until: SystemTime) -> Result<bool, StoreError> {
///         let mut used = self.0.lock().map_err(|_| "the table is locked")?;
///         Ok(used.insert(id.to_owned()))
///     }
///
///     async fn release(&self, id: &str) -> Result<(), StoreError> {
///         self.0.lock().map_err(|_| "the table is locked")?.remove(id);
///         Ok(())
///     }
/// }
///
/// let builder = Client::builder("https://example.scalekit.com", "skc_123");
/// let client = builder.used_tokens(Database::default()).build()?;
/// # let _ = client;
/// # Ok::<(), scalekit::ConfigError>(())
/// ```
pub trait UsedTokens: Send + Sync + 'static {
    /// Records an id (`jti`) and says whether it was new. It is one step: of two calls at once with the same id, one
    /// gets `true`. After `until` the token is refused anyway, and its id may be forgotten.
    fn claim(
        &self,
        id: &str,
        until: SystemTime,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Forgets an id.
    fn release(&self, id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A memory of any kind.
#[derive(Clone)]
pub(crate) struct SharedMemory(Arc<dyn Memory>);

/// [`UsedTokens`] as a trait object.
trait Memory: Send + Sync {
    fn claim<'a>(
        &'a self,
        id: &'a str,
        until: SystemTime,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    fn release<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;
}

impl<M: UsedTokens> Memory for M {
    fn claim<'a>(
        &'a self,
        id: &'a str,
        until: SystemTime,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(UsedTokens::claim(self, id, until))
    }

    fn release<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(UsedTokens::release(self, id))
    }
}

impl SharedMemory {
    pub(crate) fn new(memory: impl UsedTokens) -> Self {
        Self(Arc::new(memory))
    }

    pub(crate) async fn claim(
        &self,
        id: &str,
        until: SystemTime,
    ) -> Result<bool, UnavailableError> {
        self.0.claim(id, until).await.map_err(|error| unavailable(&*error))
    }

    pub(crate) async fn release(&self, id: &str) -> Result<(), UnavailableError> {
        self.0.release(id).await.map_err(|error| unavailable(&*error))
    }
}

impl fmt::Debug for SharedMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UsedTokens")
    }
}

fn unavailable(error: &dyn std::error::Error) -> UnavailableError {
    UnavailableError::UsedTokens(error.to_string())
}

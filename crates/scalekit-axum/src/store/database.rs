//! The choice of a store by its URL.

use std::fmt;
use std::path::PathBuf;

use super::StoreError;
use crate::sealed::SealedStore;

/// What precedes the path of a SQLite file.
const SQLITE: &str = "sqlite:";

/// Where sessions are kept, by a setting.
///
/// ```
/// use scalekit_axum::Database;
///
/// assert_eq!(Database::parse("sqlite::memory:")?, Database::Memory);
/// assert_eq!(Database::parse("sqlite:sessions.db")?, Database::File("sessions.db".into()));
/// assert_eq!(Database::parse("sessions.db")?, Database::File("sessions.db".into()));
/// assert!(Database::parse("gopher://sessions.example").is_err());
/// # Ok::<(), scalekit_axum::StoreError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Database {
    /// In memory, until the process ends: `sqlite::memory:`.
    Memory,
    /// In a SQLite file: `sqlite:sessions.db`, or its path alone.
    File(PathBuf),
}

impl Database {
    /// Reads a URL, or the path of a SQLite file.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchStore`] for another scheme.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        if let Some((scheme, _)) = text.split_once("://") {
            return Err(StoreError::NoSuchStore(scheme.to_owned()));
        }
        Ok(match text.strip_prefix(SQLITE).unwrap_or(text) {
            ":memory:" => Self::Memory,
            path => Self::File(path.into()),
        })
    }

    /// Opens the store.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or this build does not have it.
    #[cfg(feature = "sqlite")]
    pub async fn open(&self) -> Result<SealedStore, StoreError> {
        let store = match self {
            Self::Memory => super::Sqlite::in_memory().await?,
            Self::File(path) => super::Sqlite::at(path).await?,
        };
        Ok(store.into())
    }

    /// Opens the store.
    ///
    /// # Errors
    ///
    /// Always: this build has no store.
    #[cfg(not(feature = "sqlite"))]
    #[expect(clippy::unused_async, reason = "the features do not change the signature")]
    pub async fn open(&self) -> Result<SealedStore, StoreError> {
        Err(StoreError::NoSuchStore("sqlite".to_owned()))
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

//! The choice of a store by its URL.

use std::fmt;
use std::path::PathBuf;

use super::StoreError;
use crate::sealed::SealedStore;

/// Where sessions are kept, by a setting.
///
/// | URL | store | feature |
/// |---|---|---|
/// | `sqlite::memory:` | the process, until it ends | `sqlite` |
/// | `sqlite:sessions.db`, `sessions.db` | a file, for the processes of one machine | `sqlite` |
/// | `postgres://user:password@host:5432/database`, `…?sslmode=verify-full` with TLS | PostgreSQL, for any number of machines | `postgres` |
/// | `redis://user:password@host:6379/0`, `rediss://…` with TLS, `redis+unix:///path?db=0` | Redis or Valkey, for any number of machines | `redis` |
///
/// With TLS, `sslrootcert=/path/ca.pem` names a certificate authority of one's own, for PostgreSQL and for Redis.
///
/// ```
/// use scalekit_axum::Database;
///
/// assert_eq!(Database::parse("sqlite::memory:")?, Database::Memory);
/// assert_eq!(Database::parse("sqlite:sessions.db")?, Database::File("sessions.db".into()));
/// assert_eq!(Database::parse("sessions.db")?, Database::File("sessions.db".into()));
/// assert_eq!(Database::parse("postgres://app:secret@db.example/app")?.to_string(), "PostgreSQL");
/// assert!(Database::parse("gopher://sessions.example").is_err());
/// # Ok::<(), scalekit_axum::StoreError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Database {
    /// In memory, until the process ends: `sqlite::memory:`.
    #[default]
    Memory,
    /// In a SQLite file: `sqlite:sessions.db`, or its path alone.
    File(PathBuf),
    /// In PostgreSQL: `postgres://…` or `postgresql://…`.
    Postgres(StoreUrl),
    /// In Redis: `redis://…`, `rediss://…` or `redis+unix://…`.
    Redis(StoreUrl),
}

/// The URL of a store. It may have a password, which nothing prints.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl(String);

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreUrl([redacted])")
    }
}

impl Database {
    /// Reads a URL, or the path of a SQLite file.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchStore`] for another scheme; [`StoreError::Url`] for a scheme that `//` does not follow.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        let url = |name| {
            let url = rest.starts_with("//").then(|| StoreUrl(text.to_owned()));
            url.ok_or(StoreError::Url(name))
        };
        match scheme.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Ok(Self::Postgres(url("postgres")?)),
            "redis" | "rediss" | "redis+unix" => Ok(Self::Redis(url("redis")?)),
            "sqlite" if rest == ":memory:" => Ok(Self::Memory),
            "sqlite" => Ok(Self::File(rest.strip_prefix("//").unwrap_or(rest).into())),
            "" if rest == "memory:" => Ok(Self::Memory),
            other if rest.starts_with("//") => Err(StoreError::NoSuchStore(other.to_owned())),
            _ => Ok(Self::File(text.into())),
        }
    }

    /// Opens the store.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or this build does not have it.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "redis")),
        expect(clippy::unused_async, reason = "the features do not change the signature")
    )]
    pub async fn open(&self) -> Result<SealedStore, StoreError> {
        // Boxed, because a driver that connects keeps kilobytes in each future that awaits it.
        match self {
            #[cfg(feature = "sqlite")]
            Self::Memory => Ok(Box::pin(super::Sqlite::in_memory()).await?.into()),
            #[cfg(feature = "sqlite")]
            Self::File(path) => Ok(Box::pin(super::Sqlite::at(path)).await?.into()),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => Ok(Box::pin(super::Postgres::at(&url.0)).await?.into()),
            #[cfg(feature = "redis")]
            Self::Redis(url) => Ok(Box::pin(super::Redis::at(&url.0)).await?.into()),
            #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "redis")))]
            other => Err(StoreError::NoSuchStore(other.scheme().to_owned())),
        }
    }

    #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "redis")))]
    fn scheme(&self) -> &'static str {
        match self {
            Self::Memory | Self::File(_) => "sqlite",
            Self::Postgres(_) => "postgres",
            Self::Redis(_) => "redis",
        }
    }
}

/// Names the store, and of its address only the path of a file: a URL may have a password anywhere, if it is mistyped.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
            Self::Redis(_) => f.write_str("Redis"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_with_and_without_its_scheme() {
        for text in ["sessions.db", "sqlite:sessions.db", "sqlite://sessions.db"] {
            assert_eq!(Database::parse(text).expect(text), Database::File("sessions.db".into()));
        }
        for text in [":memory:", "sqlite::memory:"] {
            assert_eq!(Database::parse(text).expect(text), Database::Memory);
        }
        let elsewhere = Database::parse(r"C:\sessions.db").expect("a path");
        assert_eq!(elsewhere, Database::File(r"C:\sessions.db".into()));
    }

    #[tokio::test]
    async fn no_part_of_a_url_with_a_password_is_printed_not_even_if_it_is_mistyped() {
        for scheme in ["postgres", "POSTGRES", "postgresql", "redis", "rediss", "redis+unix"] {
            for rest in [
                "//u:canary@localhost:1/0?host=/nowhere",
                "//u:canary/canary@localhost:1/db",
                "//u:1@localhost:canary/db",
                "//localhost:1/db?pasword=canary&db=canary",
                "//[canary",
                "u:canary@localhost/db",
                "/canary",
            ] {
                let text = format!("{scheme}:{rest}");
                let printed = match Database::parse(&text) {
                    Ok(database) => {
                        let error = database.open().await.expect_err("nobody listens there");
                        format!("{database} {database:?} {error} {error:?}")
                    }
                    Err(error) => format!("{error} {error:?}"),
                };
                assert!(!printed.contains("canary"), "{text}: {printed}");
            }
        }
    }
}

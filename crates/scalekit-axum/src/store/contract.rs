//! The promises of [`SessionStore`], which every store of the crate keeps: the same tests for SQLite, PostgreSQL and
//! Redis, with real servers.

/// Makes a test of each promise for each store. A server that is not installed is skipped, in a line that says so;
/// where `CI` is set, it fails the test.
macro_rules! of_every_store {
    ($($promise:ident)*) => {
        #[cfg(feature = "sqlite")]
        mod in_sqlite {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(super::Place::file()).await;
            })*
        }

        #[cfg(feature = "postgres")]
        mod in_postgres {
            $(#[tokio::test]
            async fn $promise() {
                if let Some(place) = super::Place::at(test_servers::Kind::Postgres) {
                    super::$promise(place).await;
                }
            })*
        }

        #[cfg(feature = "redis")]
        mod in_redis {
            $(#[tokio::test]
            async fn $promise() {
                if let Some(place) = super::Place::at(test_servers::Kind::Redis) {
                    super::$promise(place).await;
                }
            })*
        }
    };
}

mod examples;
mod leases;
mod memories;
mod place;
mod secrets;
mod sessions;
mod sign_ins;
mod tokens;

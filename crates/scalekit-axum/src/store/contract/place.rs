//! Where the sessions of one test are.

use std::sync::Arc;

#[cfg(feature = "sqlite")]
use tempfile::TempDir;
#[cfg(any(feature = "postgres", feature = "redis"))]
use test_servers::{Kind, Server};

use crate::store::{SessionStore, TokenTable};
use crate::testing::holds;

/// A store of one test, which any number of instances can open.
pub(super) enum Place {
    #[cfg(feature = "sqlite")]
    File(TempDir),
    #[cfg(any(feature = "postgres", feature = "redis"))]
    Server(&'static Server, Kind, usize),
}

impl Place {
    #[cfg(feature = "sqlite")]
    pub(super) fn file() -> Self {
        Self::File(tempfile::tempdir().expect("a folder"))
    }

    /// Takes a space on the server that all tests of this process share, if it is installed.
    #[cfg(any(feature = "postgres", feature = "redis"))]
    pub(super) fn at(kind: Kind) -> Option<Self> {
        use std::sync::OnceLock;
        use std::sync::atomic::{AtomicUsize, Ordering};

        static NEXT_SPACE: AtomicUsize = AtomicUsize::new(0);
        static POSTGRES: OnceLock<Option<Server>> = OnceLock::new();
        static REDIS: OnceLock<Option<Server>> = OnceLock::new();
        let server = match kind {
            Kind::Postgres => &POSTGRES,
            Kind::Redis => &REDIS,
        };
        let server = server.get_or_init(|| Server::start(kind)).as_ref()?;
        Some(Self::Server(server, kind, NEXT_SPACE.fetch_add(1, Ordering::Relaxed)))
    }

    /// Opens the store, as one more instance of the application.
    pub(super) async fn instance(&self) -> Arc<dyn SessionStore> {
        self.instance_with_most_sign_ins(crate::ATTEMPTS_ALTOGETHER).await
    }

    /// Opens the store as a table of tokens.
    pub(super) async fn table(&self) -> Arc<dyn TokenTable> {
        self.instance().await.token_table().expect("every store of the crate is one")
    }

    pub(super) async fn instance_with_most_sign_ins(&self, most: u32) -> Arc<dyn SessionStore> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::File(folder) => {
                let store = crate::Sqlite::at(&folder.path().join("sessions.db")).await;
                Arc::new(store.expect("a file").with_most_sign_ins(most))
            }
            #[cfg(feature = "postgres")]
            Self::Server(server, Kind::Postgres, space) => {
                let store = crate::Postgres::at(&server.url(*space)).await;
                Arc::new(store.expect("the server runs").with_most_sign_ins(most))
            }
            #[cfg(feature = "redis")]
            Self::Server(server, Kind::Redis, space) => {
                let store = crate::Redis::at(&server.url(*space)).await;
                Arc::new(store.expect("the server runs").with_most_sign_ins(most))
            }
            #[cfg(any(
                all(feature = "postgres", not(feature = "redis")),
                all(feature = "redis", not(feature = "postgres"))
            ))]
            Self::Server(_, kind, _) => panic!("{} is tested with its feature", kind.name()),
        }
    }

    /// Says whether any file that the store writes has these bytes in it.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        let folder = match self {
            #[cfg(feature = "sqlite")]
            Self::File(folder) => folder.path().to_owned(),
            #[cfg(any(feature = "postgres", feature = "redis"))]
            Self::Server(server, ..) => server.changes(),
        };
        holds(&folder, bytes)
    }
}

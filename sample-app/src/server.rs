//! The start of the app: from settings to a running server.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use axum::Router;
use scalekit::{ClientSecret, Clock};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use url::Url;

use crate::app::App;
use crate::settings::{CALLBACK_PATH, Database, LOGGED_OUT_PATH, Settings, SettingsError};
use crate::store::{SessionStore, Sqlite, StoreError};
use crate::{connections, routes};

/// The reason why the app did not start, or did not continue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A setting cannot work.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The session store cannot be set up.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database of the settings cannot be used.
    #[error("{}, where SAMPLE_APP_DATABASE keeps the sessions, cannot be used: {source}", .path.display())]
    Database {
        /// The path in the settings.
        path: PathBuf,
        /// The store's error.
        source: StoreError,
    },
    /// The address cannot be listened on.
    #[error(
        "the app cannot listen at {address}: {source}; SAMPLE_APP_ADDR can name another address"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// The listener failed.
    #[error("the app cannot serve: {0}")]
    Serve(io::Error),
}

/// Returns the app as a router, with its sessions in the database of the settings.
///
/// It sends Scalekit nothing, so the app starts while Scalekit is down.
///
/// ```
/// # async fn example(settings: sample_app::Settings) -> Result<(), Box<dyn std::error::Error>> {
/// let router = sample_app::app(settings).await?;
/// # let _ = router;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When a setting cannot work or the database cannot be opened.
pub async fn app(settings: Settings) -> Result<Router, StartError> {
    Ok(routes::router(assembled(settings).await?))
}

async fn assembled(settings: Settings) -> Result<Arc<App>, StartError> {
    let store = match &settings.database {
        Database::Memory => Sqlite::in_memory().await?,
        Database::File(path) => Sqlite::at(path).await.map_err(|source| {
            let path = path.clone();
            StartError::Database { path, source }
        })?,
    };
    Ok(App::new(settings, store)?)
}

/// Returns the app as a router, with its sessions in a store of your own.
///
/// # Errors
///
/// When a setting cannot work.
pub fn app_with_store(
    settings: Settings,
    store: impl SessionStore,
) -> Result<Router, SettingsError> {
    Ok(routes::router(App::new(settings, store)?))
}

/// Serves the app at a bound listener until `shutdown` is ready.
///
/// Requests under way then have five seconds to be finished, and renewals as
/// long as the client waits for Scalekit: no refresh token is spent without its successor being stored.
///
/// # Errors
///
/// When the app cannot start.
pub async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let database = settings.database.clone();
    let app = assembled(settings).await?;
    tracing::info!(home = app.origin, %address, %database, "ready");
    connections::serve(listener, routes::router(Arc::clone(&app)), shutdown).await;
    app.renewals.finished().await;
    Ok(())
}

/// A bound port for a sample app that has not started, so that its addresses can be registered at the identity
/// provider first.
#[derive(Debug)]
pub struct BoundApp {
    listener: TcpListener,
    origin: Url,
}

impl BoundApp {
    /// Returns the address of one of the app's paths.
    pub fn url(&self, path: &str) -> Url {
        self.origin.join(path).expect("a path follows an origin")
    }

    /// Returns the redirect URI to register.
    pub fn redirect_uri(&self) -> Url {
        self.url(CALLBACK_PATH)
    }

    /// Returns the post-logout redirect URI to register.
    pub fn post_logout_redirect_uri(&self) -> Url {
        self.url(LOGGED_OUT_PATH)
    }

    /// Makes settings for this port: sessions in memory, the machine's clock. Change what you need with
    /// `Settings { clock, ..bound.settings(…) }`.
    pub fn settings(
        &self,
        environment_url: &str,
        client_id: &str,
        client_secret: impl Into<ClientSecret>,
    ) -> Settings {
        let port = self.origin.port().unwrap_or_default();
        Settings {
            environment_url: environment_url.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.into(),
            redirect_uri: self.redirect_uri(),
            post_logout_redirect_uri: self.post_logout_redirect_uri(),
            address: (Ipv4Addr::LOCALHOST, port).into(),
            database: Database::Memory,
            clock: Clock::system(),
        }
    }

    /// Starts the app at this port.
    ///
    /// # Errors
    ///
    /// When a setting cannot work or the database cannot be opened.
    pub async fn start(self, settings: Settings) -> Result<SampleApp, StartError> {
        let router = app(settings).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(connections::serve(self.listener, router, async {
            // A dropped sender means the same as a signal.
            let _ = stopped.await;
        }));
        Ok(SampleApp { origin: self.origin, _stop: stop })
    }
}

/// A running sample app for a test, on a loopback port of its own; gone when it is dropped.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use sample_app::SampleApp;
///
/// let bound = SampleApp::bind().await?;
/// // Register `bound.redirect_uri()` and `bound.post_logout_redirect_uri()` now.
/// let settings = bound.settings("http://localhost:8080", "skc_123", "test_456");
/// let app = bound.start(settings).await?;
/// assert!(app.url("/dashboard").as_str().starts_with("http://localhost:"));
/// # Ok(())
/// # }
/// ```
pub struct SampleApp {
    origin: Url,
    _stop: oneshot::Sender<()>,
}

impl SampleApp {
    /// Takes a free port. The app's address is `http://localhost:<port>/`.
    ///
    /// # Errors
    ///
    /// When this machine has no port left.
    pub async fn bind() -> io::Result<BoundApp> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let origin = format!("http://localhost:{port}/");
        Ok(BoundApp { listener, origin: origin.parse().expect("a host and a port make a URL") })
    }

    /// Returns the address of one of the app's paths.
    pub fn url(&self, path: &str) -> Url {
        self.origin.join(path).expect("a path follows an origin")
    }
}

impl fmt::Debug for SampleApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SampleApp({})", self.origin)
    }
}

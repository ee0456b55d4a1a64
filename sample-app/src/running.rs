//! The start of the app and its end: from settings to a running server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum_server::accept::NoDelayAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use scalekit_axum::{
    CALLBACK_PATH, ClientSecret, Clock, CookieKeysError, Database, LOGGED_OUT_PATH, SettingsError,
    StoreError, Strategy,
};
use tokio::net::TcpListener;
use url::Url;

use crate::routes::{self, app};
use crate::settings::Settings;

/// Longest time for the head of a request. Browsers send it at once; the limit has room for retransmissions. It
/// counts from the answer before, so idle connections are closed too, as browsers expect. A client that stops
/// half-way must not keep its connection for ever.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

/// Longest time for requests under way when the app stops: longer than a page that waits for a healthy Scalekit
/// takes, shorter than the ten seconds after which `docker stop` kills.
const GRACE: Duration = Duration::from_secs(5);

/// The reason why the app did not start, or did not continue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A setting of Scalekit cannot work.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The text is no address to listen on.
    #[error("SAMPLE_APP_ADDR must be an address and a port, such as 127.0.0.1:3000")]
    Address,
    /// There is no such way to keep sessions.
    #[error("SAMPLE_APP_SESSIONS must be server or sealed-cookies")]
    Sessions,
    /// The text has no keys of cookies.
    #[error("SAMPLE_APP_COOKIE_KEYS cannot be used: {0}")]
    CookieKeys(#[from] CookieKeysError),
    /// The database of the settings is none that is known.
    #[error("SAMPLE_APP_DATABASE cannot be used: {0}")]
    Store(#[from] StoreError),
    /// The database of the settings cannot be used.
    #[error("{database}, where SAMPLE_APP_DATABASE keeps the sessions, cannot be used: {source}")]
    Database {
        /// The database in the settings.
        database: Database,
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

/// Serves the app at a bound listener until `shutdown` is ready.
///
/// Requests under way then have five seconds to be finished, and renewals as long as the client waits for Scalekit: no
/// refresh token is spent without its successor being stored.
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
    let store = routes::open(&settings).await?;
    let auth = settings.auth()?.store(store).build()?;
    tracing::info!(home = auth.origin(), %address, %database, "ready");
    let handle = Handle::new();
    let mut server = pin!(serve_at(listener, routes::router(auth.clone()), handle.clone()));
    let outcome = tokio::select! {
        outcome = &mut server => outcome,
        () = shutdown => {
            handle.graceful_shutdown(Some(GRACE));
            server.await
        }
    };
    auth.renewals_finished().await;
    outcome.map_err(StartError::Serve)
}

/// Serves HTTP/1.1 only: browsers speak HTTP/2 over TLS alone, and the proxy that ends the TLS speaks both.
async fn serve_at(
    listener: TcpListener,
    router: Router,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    // Answers are small and complete; waiting to fill a packet would only delay them.
    let server = Server::from_listener(listener).acceptor(NoDelayAcceptor::new());
    let mut server = server.handle(handle).http1_only();
    let mut http = server.http_builder().http1();
    http.timer(TokioTimer::new()).header_read_timeout(SLOWEST_HEAD);
    server.serve(router.into_make_service()).await
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

    /// Makes settings for this port: sessions in memory, the machine's clock. Change what you need.
    pub fn settings(
        &self,
        environment_url: &str,
        client_id: &str,
        client_secret: impl Into<ClientSecret>,
    ) -> Settings {
        let scalekit = scalekit_axum::Settings {
            environment_url: environment_url.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.into(),
            redirect_uri: self.url(CALLBACK_PATH),
            post_logout_redirect_uri: self.url(LOGGED_OUT_PATH),
            webhook_secret: None,
            clock: Clock::system(),
        };
        let address = (Ipv4Addr::LOCALHOST, self.origin.port().unwrap_or_default()).into();
        Settings { scalekit, address, database: Database::Memory, strategy: Strategy::Server }
    }

    /// Starts the app at this port.
    ///
    /// # Errors
    ///
    /// When a setting cannot work or the database cannot be opened.
    pub async fn start(self, settings: Settings) -> Result<SampleApp, StartError> {
        let handle = Handle::new();
        tokio::spawn(serve_at(self.listener, app(settings).await?, handle.clone()));
        Ok(SampleApp { origin: self.origin, handle })
    }
}

/// A running sample app for a test, on a loopback port of its own; gone when it is dropped.
#[derive(Debug)]
pub struct SampleApp {
    origin: Url,
    handle: Handle<SocketAddr>,
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

impl Drop for SampleApp {
    fn drop(&mut self) {
        self.handle.graceful_shutdown(Some(GRACE));
    }
}

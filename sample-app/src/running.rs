//! The start of the app and its end: from settings to a running server.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum_server::accept::NoDelayAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use scalekit_axum::{Database, HostingError, SettingsError, StoreError};
use tokio::net::TcpListener;

use crate::routes::{App, app};

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
    /// A variable says how the app runs, and cannot be used.
    #[error(transparent)]
    Hosting(#[from] HostingError),
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
/// Requests under way then have five seconds to be finished. Renewals under way are awaited for as long as the client waits
/// for Scalekit, so that no refresh token is lost.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    shared: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let handle = Handle::new();
    let mut server = pin!(serve_at(listener, app(shared.clone()), handle.clone()));
    let outcome = tokio::select! {
        outcome = &mut server => outcome,
        () = shutdown => {
            handle.graceful_shutdown(Some(GRACE));
            server.await
        }
    };
    shared.auth.renewals_finished().await;
    outcome
}

/// Serves HTTP/1.1 only: browsers speak HTTP/2 over TLS alone, and the proxy that ends the TLS speaks both. What the proxy
/// has to be set to is in `crates/scalekit-axum/REVERSE_PROXY.md`.
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
    // With the address of each peer, because headers are believed by it.
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await
}

//! The sockets: one runtime for every fake of the process, one task for each, one for each connection.

use std::io;
use std::net::TcpListener;
use std::sync::{LazyLock, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Uri};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

/// How long a client may take to send its request's head. On loopback that is an age; a client that
/// hangs half-way must not hold its connection for ever.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

/// How long accepting pauses after the system had no socket to give: it must be somebody else's turn
/// to close one.
const PAUSE_WITHOUT_SOCKETS: Duration = Duration::from_millis(50);

/// The threads of every fake in this process. They are apart from any runtime of the test, so that a
/// blocking client cannot starve the server it waits for; and they are shared, so that a thousand fakes
/// cost a thousand tasks and not a thousand threads. As many as there are cores: signing is all they do.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(thread::available_parallelism().map_or(2, usize::from))
        .thread_name("mock-idp")
        .enable_all()
        .build()
        .expect("the system has a few threads to give")
});

/// A bound port. It is free again when this was dropped.
#[derive(Debug)]
pub(super) struct Listening {
    stop: Option<oneshot::Sender<()>>,
    /// Behind a mutex for the only reason that a receiver cannot be shared between threads, and a fake
    /// that many threads ask must be.
    stopped: Mutex<mpsc::Receiver<()>>,
}

impl Listening {
    /// Serves `router` on a listener that is bound already: from here on nothing has to be waited for.
    pub(super) fn start(listener: TcpListener, router: Router) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let _inside = RUNTIME.enter();
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopping) = oneshot::channel();
        let (running, stopped) = mpsc::channel();
        RUNTIME.spawn(async move {
            accept(listener, router, stopping).await;
            drop(running);
        });
        Ok(Self {
            stop: Some(stop),
            stopped: Mutex::new(stopped),
        })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.stop.take());
        // Nothing is ever sent: this waits until the task let go of its end, and so of the port.
        let stopped = self.stopped.get_mut();
        let _ = stopped.unwrap_or_else(PoisonError::into_inner).recv();
    }
}

async fn accept(
    listener: tokio::net::TcpListener,
    router: Router,
    mut stop: oneshot::Receiver<()>,
) {
    // Dropped with this function, and every connection with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(serve(stream, router.clone()))),
                Err(error) => pause(&error).await,
            },
            Some(_) = connections.join_next() => {}
            _ = &mut stop => break,
        }
    }
}

async fn pause(error: &io::Error) {
    tracing::warn!(%error, "cannot accept a connection");
    #[expect(
        clippy::disallowed_methods,
        reason = "the system is out of sockets, and no event says when it has one"
    )]
    tokio::time::sleep(PAUSE_WITHOUT_SOCKETS).await;
}

async fn serve(stream: TcpStream, router: Router) {
    // Answers are small and whole; waiting to fill a packet would only make them late.
    let _ = stream.set_nodelay(true);
    let service =
        router.map_request(|request: Request<Incoming>| single_slashed(request).map(Body::new));
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEAD);
    let connection =
        server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if let Err(error) = connection.await {
        tracing::debug!(error, "a connection ended early");
    }
}

/// An environment URL with a trailing slash makes the official SDKs ask for `//oauth/token`, and they
/// are answered (`wire-contract.md` 5).
fn single_slashed<B>(mut request: Request<B>) -> Request<B> {
    let Some(path_and_query) = request.uri().path_and_query().map(PathAndQuery::as_str) else {
        return request;
    };
    if let Some(rest) = path_and_query.strip_prefix("//") {
        let single = format!("/{}", rest.trim_start_matches('/'));
        if let Ok(uri) = single.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_slashes_become_one() {
        for (asked, served) in [
            ("//keys", "/keys"),
            ("///a?b=//c", "/a?b=//c"),
            ("/keys//x", "/keys//x"),
        ] {
            let request = Request::builder().uri(asked).body(()).unwrap();
            assert_eq!(single_slashed(request).uri(), served);
        }
    }
}

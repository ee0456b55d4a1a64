//! The connections: the time limit for a request's head, and their end when the app stops.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Longest time for the head of a request. Browsers send it at once; the limit has room for retransmissions. It
/// counts from the answer before, so idle connections are closed too, as browsers expect. A client that stops
/// half-way must not keep its connection for ever.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

/// Longest time for requests under way when the app stops: longer than a page that waits for a healthy Scalekit
/// takes, shorter than the ten seconds after which `docker stop` kills.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until `shutdown` is ready, and then finishes the requests under way, within [`GRACE`].
///
/// HTTP/1.1 only: browsers speak HTTP/2 over TLS alone, and the proxy that ends the TLS speaks both.
pub(crate) async fn serve(
    mut listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let (stop, stopping) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            // `accept` pauses while no more files can be opened, and continues.
            (stream, _) = Listener::accept(&mut listener) => {
                connections.spawn(serve_connection(stream, router.clone(), stopping.clone()));
            }
            Some(_) = connections.join_next() => {}
            () = &mut shutdown => break,
        }
    }
    drop(listener);
    drop(stop);
    let ends = async { while connections.join_next().await.is_some() {} };
    if timeout(GRACE, ends).await.is_err() {
        tracing::warn!(connections = connections.len(), "cut short, because the app is to stop");
        connections.shutdown().await;
    }
}

/// Serves one connection until either side ends it. When the app stops, the request under way is finished, and no
/// other is awaited.
async fn serve_connection(stream: TcpStream, router: Router, mut stopping: watch::Receiver<()>) {
    // Answers are small and complete; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(SLOWEST_HEAD);
    let service = TowerToHyperService::new(router);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::{Arc, Mutex};

    use axum::body::{Body, Bytes, to_bytes};
    use axum::routing::post;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;
    use tokio::time::Instant;

    use super::*;

    /// The beginnings of requests: a whole one, nothing, and parts of one.
    const BEGINNINGS: [&str; 4] = [
        "",
        "GET /",
        "POST / HTTP/1.1\r\nHost: app\r\n",
        "POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 9\r\n\r\nhalf",
    ];

    async fn bound() -> (TcpListener, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("an address")).await;
        (listener, client.expect("connected"))
    }

    fn echo() -> Router {
        Router::new().route("/", post(|body: Bytes| async { body }))
    }

    #[tokio::test(start_paused = true)]
    async fn half_a_head_is_waited_for_ten_seconds_and_no_longer() {
        for half in &BEGINNINGS[..3] {
            let (listener, mut client) = bound().await;
            let (stream, _) = listener.accept().await.expect("it has connected");
            let (_stop, stopping) = watch::channel(());
            client.write_all(half.as_bytes()).await.expect("sent");
            let began = Instant::now();

            serve_connection(stream, echo(), stopping).await;

            assert_eq!(began.elapsed().as_secs(), SLOWEST_HEAD.as_secs(), "{half:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn half_a_request_does_not_hold_the_end_up() {
        for half in BEGINNINGS {
            let (listener, mut client) = bound().await;
            client.write_all(half.as_bytes()).await.expect("sent");
            let began = Instant::now();

            // Late enough that the part has arrived.
            let a_second_later = timeout(Duration::from_secs(1), pending::<()>());
            serve(listener, echo(), async { drop(a_second_later.await) }).await;

            assert!(began.elapsed() <= GRACE + Duration::from_secs(1), "{half:?}");
        }
    }

    #[tokio::test]
    async fn a_request_under_way_is_finished_and_the_connection_closed() {
        let (listener, mut client) = bound().await;
        let (stop, stopped) = oneshot::channel::<()>();
        let (arrived, arrival) = oneshot::channel::<()>();
        let arrived = Arc::new(Mutex::new(Some(arrived)));
        let router = Router::new().route(
            "/",
            post(move |body: Body| async move {
                let first = arrived.lock().expect("no panic").take();
                first.expect("one request").send(()).expect("the test waits");
                to_bytes(body, 9).await.expect("the whole body")
            }),
        );
        let server = tokio::spawn(serve(listener, router, async {
            let _ = stopped.await;
        }));
        client.write_all(BEGINNINGS[3].as_bytes()).await.expect("sent");
        arrival.await.expect("it has begun");

        stop.send(()).expect("it runs");
        client.write_all(b" done").await.expect("sent");
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.expect("an answer");
        server.await.expect("no panic");

        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("half done"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}

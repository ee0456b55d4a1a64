//! A connection: TLS or not, HTTP/1.1 or HTTP/2, by the first bytes of the client.

mod breakable;
mod client_hello;
mod explained;
mod steering;

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Uri};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, ServerConfig};

use self::breakable::Breakable;
use self::explained::Explained;
pub(super) use self::steering::Names;
use super::worlds::Surroundings;
use crate::fault::Connection;
use crate::http::{Guard, LARGEST_FIELDS, LONGEST_TARGET, Service};
use crate::idp::Idp;
use crate::wire::{DoubleSlash, Peer, Refuser};

/// Longest time for everything before the first request is understood: the first byte, the TLS handshake, the preface
/// of HTTP/2, the request's head. It is also the limit for the head of each later request of HTTP/1.1, which hyper
/// counts from the answer before it, so an idle connection is closed after it. It is very long for loopback; a client
/// that hangs half-way must not keep its connection for ever.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

/// Largest head of a request that HTTP/2 admits, in bytes: larger than the limit of the routes, so that most heads
/// that are too large are refused with a reason. Larger heads get a bare 431 from the parser.
const LARGEST_HEAD: u32 = 256 * 1024;
const _: () = assert!(LARGEST_HEAD as usize >= 2 * (LARGEST_FIELDS + LONGEST_TARGET));

/// The first byte of a TLS connection: a record with a handshake in it (RFC 8446 §5.1). No method of
/// HTTP begins like that.
const TLS_HANDSHAKE: u8 = 22;

/// The settings and state that all connections of a listener share.
#[derive(Clone)]
pub(super) struct Server {
    idp: Idp,
    service: Service,
    tls: Option<TlsAcceptor>,
    surroundings: Option<Surroundings>,
    /// How many connections were accepted.
    connections: Arc<AtomicU64>,
    names: Names,
}

type Http = auto::Builder<TokioExecutor>;

/// Signals from a connection's requests to the connection.
struct Signals<'a> {
    /// Notified when a request was understood.
    understood: Arc<Notify>,
    /// The connection as faults see it, which can reset it.
    connection: &'a Connection,
    /// Whether the journal already has the reason why this client will be refused.
    noted: bool,
}

impl Server {
    pub(super) fn new(idp: Idp, guard: Guard, tls: Option<Arc<ServerConfig>>) -> Self {
        Self {
            service: Service::new(idp.clone(), guard),
            idp,
            tls: tls.map(TlsAcceptor::from),
            surroundings: None,
            connections: Arc::default(),
            names: Names::default(),
        }
    }

    /// Returns the same server, among the other worlds of its process.
    pub(super) fn among(self, surroundings: Surroundings) -> Self {
        let names = surroundings.steer.clone();
        Self { surroundings: Some(surroundings), names, ..self }
    }

    /// Serves a connection until either side ends it.
    pub(super) async fn serve(self, stream: TcpStream, from: SocketAddr) {
        // Answers are small and complete; waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let understood = Arc::new(Notify::new());
        let connection = Connection::default();
        tokio::select! {
            ended = self.converse(stream, from, Arc::clone(&understood), &connection) => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
            }
            () = connection.until_reset() => tracing::debug!("a fault resets a connection"),
            () = hung(&understood) => tracing::debug!("a client hung before its first request"),
        }
    }

    async fn converse(
        self,
        stream: TcpStream,
        from: SocketAddr,
        understood: Arc<Notify>,
        connection: &Connection,
    ) -> io::Result<()> {
        let plain = Peer {
            // A port that is bound to `::` sees IPv4 addresses mapped to IPv6.
            ip: from.ip().to_canonical(),
            tls: false,
            connection: self.connections.fetch_add(1, Ordering::Relaxed) + 1,
            is_of_test: false,
        };
        let mut first = [0; client_hello::LOOKED_AT];
        // Peeked at, so that the bytes stay for the connection.
        let length = stream.peek(&mut first).await?;
        let first = &first[..length];
        let stream = Breakable::new(stream, connection);
        let signals = Signals { understood, connection, noted: false };
        if first.first() != Some(&TLS_HANDSHAKE) {
            return self.speak(http(), stream, plain, signals).await;
        }
        if let Some(tls) = &self.tls {
            return self.converse_by_tls(tls, stream, plain, signals).await;
        }
        if !client_hello::is_of_a_browser(first) {
            self.note("tls_off", "a client began with TLS; start with `--tls` to answer it");
        }
        // A browser's probe is not journalled either.
        self.speak(http(), stream, plain, Signals { noted: true, ..signals }).await
    }

    async fn converse_by_tls(
        &self,
        tls: &TlsAcceptor,
        stream: Breakable,
        plain: Peer,
        signals: Signals<'_>,
    ) -> io::Result<()> {
        let stream = match tls.accept(stream).into_fallible().await {
            Ok(stream) => stream,
            Err((error, _still_open)) => {
                if let Some(why) = handshake_failure(&error) {
                    self.note("tls_handshake", &why);
                }
                return Err(error);
            }
        };
        // RFC 9113 §3.2: over TLS, HTTP/2 is used only if it was negotiated.
        let server = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => http().http2_only(),
            _ => http().http1_only(),
        };
        let peer = Peer { tls: true, ..plain };
        self.speak(server, stream, peer, signals).await
    }

    async fn speak(
        &self,
        server: Http,
        stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
        peer: Peer,
        Signals { understood, connection, noted }: Signals<'_>,
    ) -> io::Result<()> {
        let connection = connection.clone();
        let surroundings = self.surroundings.clone();
        let stream = Explained::new(stream, self.idp.clone(), noted);
        let unanswered = Arc::clone(&stream.unanswered);
        let environment = self.service.clone();
        let line = self.names.line();
        let service = service_fn(move |mut request: Request<Incoming>| {
            understood.notify_one();
            unanswered.store(true, Ordering::Relaxed);
            let is_of_test = line.note(&request);
            request.extensions_mut().insert(Peer { is_of_test, ..peer });
            request.extensions_mut().insert(connection.clone());
            if let Some(surroundings) = &surroundings {
                surroundings.usage.note();
                request.extensions_mut().insert(Arc::clone(&surroundings.worlds));
                surroundings.player.map(|player| request.extensions_mut().insert(player));
            }
            let request = single_slashed(request).map(Body::new);
            let environment = environment.clone();
            async move { Ok::<_, Infallible>(environment.respond(request).await) }
        });
        server.serve_connection(TokioIo::new(stream), service).await.map_err(io::Error::other)
    }

    fn note(&self, error: &'static str, why: &str) {
        tracing::warn!("{why}");
        self.idp.note_refusal(Refuser::Connection, error, why.to_owned());
    }
}

fn http() -> Http {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(SLOWEST_HEAD);
    server.http2().max_header_list_size(LARGEST_HEAD);
    server
}

/// Completes when a client took too long, and never after its first request was understood.
async fn hung(understood: &Notify) {
    if timeout(SLOWEST_HEAD, understood.notified()).await.is_ok() {
        pending::<()>().await;
    }
}

/// Returns the reason why a handshake failed, as far as the client says it. Most clients that distrust the
/// certificate send an alert; Java's close the connection.
fn handshake_failure(error: &io::Error) -> Option<String> {
    const ADVICE: &str = "the client may not trust its authority, or call it by another name";
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Some(format!("a client left in the middle of its TLS handshake: {ADVICE}"));
    }
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        alert @ rustls::Error::AlertReceived(_) => {
            Some(format!("a client refused the certificate ({alert}): {ADVICE}"))
        }
        other => Some(format!("a TLS handshake failed: {other}")),
    }
}

/// Replaces the leading slashes of a path by one: with a trailing slash in the environment URL the official SDKs
/// request `//oauth/token`, and Scalekit answers that (`docs/management.md#transport`).
fn single_slashed<B>(mut request: Request<B>) -> Request<B> {
    let Some(path_and_query) = request.uri().path_and_query().map(PathAndQuery::as_str) else {
        return request;
    };
    if let Some(rest) = path_and_query.strip_prefix("//") {
        let single = format!("/{}", rest.trim_start_matches('/'));
        // The authority is kept, because in HTTP/2 nothing else has it.
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = single.parse().ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(DoubleSlash);
        }
    }
    request
}

#[cfg(test)]
mod tests;

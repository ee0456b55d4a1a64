//! One connection: TLS or not, HTTP/1.1 or HTTP/2, as the first bytes of the client say.

mod breakable;
mod client_hello;
mod explained;

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
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
use super::worlds::Surroundings;
use crate::fault::Connection;
use crate::http::{Guard, LARGEST_FIELDS, LONGEST_TARGET, Service};
use crate::idp::Idp;
use crate::wire::{Peer, Refuser};

/// How long a client may take for whatever comes before its first request is understood: its first
/// byte, its TLS handshake, the preface of HTTP/2, the request's head. And how long for the head of
/// each later request of HTTP/1.1, which hyper reckons from the answer before it: that it does not begin
/// and that it stops half-way are the same to it, so that a client's pool finds its idle connections
/// closed. On loopback it is an age; a client that hangs half-way must not hold its connection for ever.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);

/// Most that HTTP/2 lets a request's head be, in bytes: more than a route takes, so that a longer one is refused with a
/// reason. What is longer still gets a bare 431 from the parser.
const LARGEST_HEAD: u32 = 256 * 1024;
const _: () = assert!(LARGEST_HEAD as usize >= 2 * (LARGEST_FIELDS + LONGEST_TARGET));

/// The first byte of a TLS connection: a record with a handshake in it (RFC 8446 §5.1). No method of
/// HTTP begins like that.
const TLS_HANDSHAKE: u8 = 22;

/// What every connection is served with.
#[derive(Clone)]
pub(super) struct Server {
    idp: Idp,
    service: Service,
    tls: Option<TlsAcceptor>,
    surroundings: Option<Surroundings>,
}

type Http = auto::Builder<TokioExecutor>;

/// What a connection learns from its requests.
struct Signals<'a> {
    /// Notified when a request came.
    understood: Arc<Notify>,
    /// Broken by a fault that resets the connection.
    connection: &'a Connection,
    /// Whether the journal has already why this client will be refused.
    noted: bool,
}

impl Server {
    pub(super) fn new(idp: Idp, guard: Guard, tls: Option<Arc<ServerConfig>>) -> Self {
        Self {
            service: Service::new(idp.clone(), guard),
            idp,
            tls: tls.map(TlsAcceptor::from),
            surroundings: None,
        }
    }

    /// Returns the same server, among the other worlds of its process.
    pub(super) fn among(self, surroundings: Surroundings) -> Self {
        Self { surroundings: Some(surroundings), ..self }
    }

    /// Serves a connection until either side ends it.
    pub(super) async fn serve(self, stream: TcpStream, from: SocketAddr) {
        // Answers are small and whole; waiting to fill a packet would only make them late.
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
            // A port that is bound to `::` sees those of IPv4 in a disguise of IPv6.
            ip: from.ip().to_canonical(),
            tls: false,
        };
        let mut first = [0; client_hello::LOOKED_AT];
        // Only peeked at: the bytes are read with the connection.
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
        // A browser's probe is no line either.
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
        // RFC 9113 §3.2: over TLS, HTTP/2 is spoken only if it was negotiated.
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
        let service = service_fn(move |mut request: Request<Incoming>| {
            understood.notify_one();
            unanswered.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(connection.clone());
            if let Some(surroundings) = &surroundings {
                surroundings.usage.note();
                request.extensions_mut().insert(Arc::clone(&surroundings.worlds));
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

/// Completes when a client took too long, and never once its first request was understood.
async fn hung(understood: &Notify) {
    if timeout(SLOWEST_HEAD, understood.notified()).await.is_ok() {
        pending::<()>().await;
    }
}

/// Returns why a handshake failed, as far as the client says so. Most clients that distrust the certificate send an
/// alert; Java's hang up.
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

/// Makes one slash of those that a path begins with: an environment URL with a trailing slash makes the official SDKs
/// request `//oauth/token`, and Scalekit answers (`docs/management.md#transport`).
fn single_slashed<B>(mut request: Request<B>) -> Request<B> {
    let Some(path_and_query) = request.uri().path_and_query().map(PathAndQuery::as_str) else {
        return request;
    };
    if let Some(rest) = path_and_query.strip_prefix("//") {
        let single = format!("/{}", rest.trim_start_matches('/'));
        // The authority stays as it is: over HTTP/2 nothing else says so.
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = single.parse().ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}

#[cfg(test)]
mod tests;

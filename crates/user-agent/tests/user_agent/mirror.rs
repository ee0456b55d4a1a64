//! A server that answers as the query says, or else repeats the request.

use std::fmt;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use url::Url;

/// A running mirror; it ends with its test's runtime.
pub(crate) struct Mirror {
    port: u16,
}

/// An address of a mirror, with the directives for its answer.
#[derive(Clone)]
pub(crate) struct MirrorUrl(Url);

impl Mirror {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        tokio::spawn(async move { axum::serve(listener, router()).await });
        Self { port }
    }

    /// Returns an address under one of this machine's names.
    pub(crate) fn at(&self, host: &str, path: &str) -> MirrorUrl {
        let url = format!("http://{host}:{}{path}", self.port);
        MirrorUrl(Url::parse(&url).expect("a host and a path make an address"))
    }

    pub(crate) fn app(&self, path: &str) -> MirrorUrl {
        self.at("app.localhost", path)
    }

    pub(crate) fn idp(&self, path: &str) -> MirrorUrl {
        self.at("idp.localhost", path)
    }
}

impl MirrorUrl {
    pub(crate) fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.query_pairs_mut().append_pair(name, &value.to_string());
        self
    }

    /// Answers with `Set-Cookie`.
    pub(crate) fn sets(self, line: &str) -> Self {
        self.with("header", format!("set-cookie: {line}"))
    }

    /// Redirects.
    pub(crate) fn goes(self, status: u16, to: impl fmt::Display) -> Self {
        self.with("status", status).with("header", format!("location: {to}"))
    }

    /// Answers with a page.
    pub(crate) fn shows(self, html: impl fmt::Display) -> Self {
        self.with("html", html)
    }

    /// Answers with any other header.
    pub(crate) fn says(self, name: &str, value: impl fmt::Display) -> Self {
        self.with("header", format!("{name}: {value}"))
    }
}

impl fmt::Display for MirrorUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn router() -> Router {
    Router::new()
        .route("/ping", get(async || Redirect::to("/pong")))
        .route("/pong", get(async || Redirect::to("/ping")))
        .fallback(answer)
}

async fn answer(
    method: Method,
    uri: Uri,
    Query(directives): Query<Vec<(String, String)>>,
    sent: HeaderMap,
    body: Bytes,
) -> Response {
    let mut headers = HeaderMap::new();
    let mut status = StatusCode::OK;
    let mut html = None;
    for (name, value) in directives {
        match name.as_str() {
            "status" => status = value.parse().expect("a status is three digits"),
            "html" => html = Some(value),
            "header" => {
                let (name, value) =
                    value.split_once(": ").expect("a header has a name and a value");
                let name: HeaderName = name.parse().expect("a header's name is a token");
                headers.append(name, value.parse().expect("a header's value is visible text"));
            }
            _ => {}
        }
    }
    let (kind, text) = match html {
        Some(html) => ("text/html; charset=utf-8", html),
        None => ("application/json", echo(&method, &uri, &sent, &body).to_string()),
    };
    headers.insert(header::CONTENT_TYPE, kind.parse().expect("a content type is visible text"));
    (status, headers, text).into_response()
}

fn echo(method: &Method, uri: &Uri, sent: &HeaderMap, body: &Bytes) -> Value {
    let text = |value: &[u8]| Value::from(String::from_utf8_lossy(value).into_owned());
    let headers: Map<_, _> =
        sent.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
    json!({ "method": method.as_str(), "path": uri.path(), "headers": headers, "body": text(body) })
}

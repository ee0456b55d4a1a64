//! The documents that a client reads before its first sign-in: the metadata, and the public halves of the signing keys
//! (`GET /keys`, RFC 7517 §5).
//!
//! Each is written once, and again when a key changes. A plain GET of one is answered before the routes: their layers do
//! nothing for it, and would be a third of its cost (`docs/benchmarks.md`). All other requests for a document take the
//! routes, which give the same answer.

use std::sync::OnceLock;

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ORIGIN, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};

use super::discovery::metadata;
use super::here::{Here, Premises};
use crate::fault::{self, FaultHost as _};
use crate::idp::Idp;
use crate::wire::Endpoint;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What [`cors::layer`](super::cors::layer) says to caches of every answer.
const VARIES: HeaderValue = HeaderValue::from_static("origin, access-control-request-headers");

/// The documents of an environment.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// The text of the metadata, which names nothing that ever changes.
    metadata: OnceLock<String>,
}

impl Documents {
    /// Answers a plain GET of a document, unless a fault is planned: one without an origin, which no script sent.
    pub(super) fn answer(&self, idp: &Idp, request: &Request) -> Option<Response> {
        let is_plain = request.method() == Method::GET && !request.headers().contains_key(ORIGIN);
        if !is_plain || !idp.is_faultless() {
            return None;
        }
        match Endpoint::at(request.uri().path())? {
            Endpoint::Discovery => Some(complete(self.text(idp))),
            Endpoint::Keys => Some(complete(&fault::published(idp))),
            _ => None,
        }
    }

    fn text(&self, idp: &Idp) -> &str {
        self.metadata.get_or_init(|| metadata(idp.issuer()).to_string())
    }
}

/// Answers with the metadata.
pub(super) async fn get_metadata(request: Parts) -> Response {
    let Premises { idp, documents, .. } = Premises::of(&request.extensions);
    json(documents.text(idp))
}

/// Answers with the key set.
pub(super) async fn get_keys(Here(idp): Here) -> Response {
    json(&fault::published(&idp))
}

/// Answers with the text of a JSON document, and with the fields that the routes' layers add.
fn complete(text: &str) -> Response {
    let mut answer = json(text);
    answer.headers_mut().insert(VARY, VARIES);
    answer.headers_mut().insert(CONTENT_LENGTH, text.len().into());
    answer
}

/// Answers with the text of a JSON document.
fn json(text: &str) -> Response {
    ([(CONTENT_TYPE, JSON)], text.to_owned()).into_response()
}

//! Bodies of the control API: JSON, and a sentence about what is wrong with one.

use axum::body::{HttpBody as _, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::refusal::Problem;
use crate::http::LARGEST_BODY;
use crate::http::body::SLOWEST_BODY;
use crate::idp::Idp;

/// A JSON body that says what `T` needs, and nothing else: whoever misspells an option is told.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Idp> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, idp: &Idp) -> Result<Self, Response> {
        read(request, LARGEST_BODY).await.map(Self).map_err(|problem| problem.noted(idp))
    }
}

/// The same where a request may have no body, and then says nothing.
pub(super) struct OptionalBody<T>(pub(super) T);

impl<T: DeserializeOwned + Default> FromRequest<Idp> for OptionalBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, idp: &Idp) -> Result<Self, Response> {
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Body::from_request(request, idp).await.map(|Body(body)| Self(body))
    }
}

/// The body, which is at most so many bytes long.
pub(super) async fn read<T: DeserializeOwned>(
    request: Request,
    largest: usize,
) -> Result<T, Problem> {
    // No page of another origin can send this without asking first, and is not allowed to.
    let json = request.headers().get(CONTENT_TYPE).is_some_and(|told| {
        let told = told.to_str().unwrap_or_default();
        let essence = told.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    });
    if !json {
        let why = "send the body as JSON, with `Content-Type: application/json`";
        return Err(Problem::Malformed(why.to_owned()));
    }
    let body = tokio::time::timeout(SLOWEST_BODY, to_bytes(request.into_body(), largest))
        .await
        .map_err(|_| format!("the body did not come within {} seconds", SLOWEST_BODY.as_secs()))
        .and_then(|read| {
            read.map_err(|_| format!("the body is longer than {largest} bytes, or ended early"))
        });
    let body = body.map_err(Problem::Malformed)?;
    serde_json::from_slice(&body)
        .map_err(|why| Problem::Malformed(format!("the body: {}", told(&why))))
}

/// What was expected where. What was found instead could be a secret in the wrong place.
fn told(why: &serde_json::Error) -> String {
    let why = why.to_string();
    match why.find(", expected ") {
        Some(at) if why.starts_with("invalid ") => why[at + 2..].to_owned(),
        _ => why,
    }
}

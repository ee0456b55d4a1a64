//! JSON bodies of the control API, and the sentence about a malformed one.

use axum::body::{Body as RequestBody, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::refusal::{ApiError, JournalledError};
use crate::http::body::other_coding;
use crate::http::here::Here;
use crate::wire::{LARGEST_BODY, SLOWEST_BODY, malformed};

/// A JSON body of type `T`, `LARGEST` bytes at most. Unknown members are refused, so that a misspelt one is noticed.
pub(super) struct Body<T, const LARGEST: usize = LARGEST_BODY>(pub(super) T);

impl<T: DeserializeOwned, S: Sync, const LARGEST: usize> FromRequest<S> for Body<T, LARGEST> {
    type Rejection = JournalledError;

    async fn from_request(request: Request, _: &S) -> Result<Self, JournalledError> {
        let Here(idp) = Here::of(request.extensions());
        let (head, body) = request.into_parts();
        let read = async {
            check_head(&head.headers)?;
            parse(&read_whole(body, LARGEST).await?)
        };
        read.await.map(Self).map_err(|error: ApiError| error.noted(&idp))
    }
}

/// A JSON body that may be left out; without it the body is an empty object.
pub(super) struct OptionalBody<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequest<S> for OptionalBody<T> {
    type Rejection = JournalledError;

    async fn from_request(request: Request, _: &S) -> Result<Self, JournalledError> {
        let Here(idp) = Here::of(request.extensions());
        let (head, body) = request.into_parts();
        let read = async {
            let body = read_whole(body, LARGEST_BODY).await?;
            if body.is_empty() {
                return Ok(T::default());
            }
            check_head(&head.headers)?;
            parse(&body)
        };
        read.await.map(Self).map_err(|error: ApiError| error.noted(&idp))
    }
}

/// A request without members: no body, or an empty object.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Checks the head of a request whose body is JSON. A page of another origin cannot send this head without a preflight,
/// which fails (CORS).
fn check_head(headers: &HeaderMap) -> Result<(), ApiError> {
    if let Some(coding) = other_coding(headers) {
        return Err(ApiError::Encoded(coding));
    }
    let json = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.to_str().unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    });
    if json {
        return Ok(());
    }
    let reason = "send the body as JSON, with `Content-Type: application/json`";
    Err(ApiError::Malformed(reason.to_owned()))
}

async fn read_whole(body: RequestBody, largest: usize) -> Result<Bytes, ApiError> {
    tokio::time::timeout(SLOWEST_BODY, to_bytes(body, largest))
        .await
        .map_err(|_| format!("the body did not come within {} seconds", SLOWEST_BODY.as_secs()))
        .and_then(|read| {
            read.map_err(|_| format!("the body is longer than {largest} bytes, or ended early"))
        })
        .map_err(ApiError::Malformed)
}

/// Reads an object. `serde_json` would take an array for the values of a struct without their names.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let first = body.iter().find(|octet| !octet.is_ascii_whitespace());
    if first.is_some_and(|first| *first != b'{') {
        return Err(ApiError::Malformed("the body: expected an object, like {}".to_owned()));
    }
    serde_json::from_slice(body)
        .map_err(|why| ApiError::Malformed(format!("the body: {}", malformed::expected(&why))))
}

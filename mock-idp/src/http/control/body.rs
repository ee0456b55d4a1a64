//! Bodies of the control API: JSON, and a sentence about what is wrong with one.

use axum::body::{Body as RequestBody, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::refusal::Problem;
use crate::http::body::other_coding;
use crate::idp::Idp;
use crate::wire::{LARGEST_BODY, SLOWEST_BODY};

/// A JSON body that says what `T` needs, and nothing else: whoever misspells an option is told.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Idp> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, idp: &Idp) -> Result<Self, Response> {
        read(request, LARGEST_BODY).await.map(Self).map_err(|problem| problem.noted(idp))
    }
}

/// The same where a body need not be: none says what an empty object does.
pub(super) struct OptionalBody<T>(pub(super) T);

impl<T: DeserializeOwned + Default> FromRequest<Idp> for OptionalBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, idp: &Idp) -> Result<Self, Response> {
        let (head, body) = request.into_parts();
        let read = async {
            let body = whole(body, LARGEST_BODY).await?;
            if body.is_empty() {
                return Ok(T::default());
            }
            of_json(&head.headers)?;
            understood(&body)
        };
        read.await.map(Self).map_err(|problem: Problem| problem.noted(idp))
    }
}

/// Nothing that could be said: no body, or an empty object.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// The body, which is at most so many bytes long.
pub(super) async fn read<T: DeserializeOwned>(
    request: Request,
    largest: usize,
) -> Result<T, Problem> {
    let (head, body) = request.into_parts();
    of_json(&head.headers)?;
    understood(&whole(body, largest).await?)
}

/// Whether the body can be JSON by its head. No page of another origin can send this without asking first, and is
/// not allowed to.
fn of_json(headers: &HeaderMap) -> Result<(), Problem> {
    if let Some(coding) = other_coding(headers) {
        return Err(Problem::Encoded(coding));
    }
    let json = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.to_str().unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    });
    if json {
        return Ok(());
    }
    let why = "send the body as JSON, with `Content-Type: application/json`";
    Err(Problem::Malformed(why.to_owned()))
}

async fn whole(body: RequestBody, largest: usize) -> Result<Bytes, Problem> {
    tokio::time::timeout(SLOWEST_BODY, to_bytes(body, largest))
        .await
        .map_err(|_| format!("the body did not come within {} seconds", SLOWEST_BODY.as_secs()))
        .and_then(|read| {
            read.map_err(|_| format!("the body is longer than {largest} bytes, or ended early"))
        })
        .map_err(Problem::Malformed)
}

/// Reads an object. An array would be taken for the values of one whose names were left out.
fn understood<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let first = body.iter().find(|octet| !octet.is_ascii_whitespace());
    if first.is_some_and(|first| *first != b'{') {
        return Err(Problem::Malformed("the body: expected an object, like {}".to_owned()));
    }
    serde_json::from_slice(body)
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

//! Forms, read once at the edge.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::LARGEST_BODY;
use super::refusal::json_error;
use crate::idp::Idp;
use crate::wire::{Credentials, CredentialsMistake, Echo, ErrorCode, Params};

/// An `application/x-www-form-urlencoded` body.
pub(super) struct Form(pub(super) Params);

/// A form, and the client that says it sends it. Whether that is so is for a rule to decide.
pub(super) struct FromClient {
    pub(super) credentials: Result<Credentials, CredentialsMistake>,
    pub(super) form: Params,
}

impl FromRequest<Idp> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, idp: &Idp) -> Result<Self, Response> {
        let endpoint = endpoint(request.uri().path()).to_owned();
        let refuse = |status: StatusCode, reason: String| {
            let code = ErrorCode::InvalidRequest;
            idp.note_refusal(&endpoint, code.as_str(), reason.clone());
            (status, json_error(code, &reason)).into_response()
        };
        if let Some(other) = other_content_type(request.headers()) {
            let reason = format!(
                "the body is {}; send application/x-www-form-urlencoded",
                Echo::of(other)
            );
            return Err(refuse(StatusCode::BAD_REQUEST, reason));
        }
        match Bytes::from_request(request, idp).await {
            Ok(body) => Ok(Self(Params::parse(&body))),
            Err(rejection) => {
                let reason = match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => {
                        format!("the body is longer than {LARGEST_BODY} bytes")
                    }
                    _ => "the body ended before its end".to_owned(),
                };
                Err(refuse(rejection.status(), reason))
            }
        }
    }
}

impl FromRequest<Idp> for FromClient {
    type Rejection = Response;

    async fn from_request(request: Request, idp: &Idp) -> Result<Self, Response> {
        let mut headers = HeaderMap::new();
        for value in request.headers().get_all(AUTHORIZATION) {
            headers.append(AUTHORIZATION, value.clone());
        }
        let Form(form) = Form::from_request(request, idp).await?;
        Ok(Self {
            credentials: Credentials::read(&headers, &form),
            form,
        })
    }
}

/// The endpoint's name as refusals have it: `token` for `/oauth/token`, `login` for `/login/email`.
fn endpoint(path: &str) -> &str {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments
        .find(|segment| !matches!(*segment, "oauth" | "oidc"))
        .unwrap_or("route")
}

/// The content type, if it is there and not that of a form. A body without one gets the benefit of
/// the doubt.
fn other_content_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().unwrap_or("unreadable");
    let essence = value.split(';').next().unwrap_or_default().trim();
    (!essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")).then_some(essence)
}

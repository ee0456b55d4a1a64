//! Refusals of the control API.

use std::borrow::Cow;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::hosts::HostError;
use crate::http::body::{ACCEPT_IDENTITY, not_decoded};
use crate::http::error_response;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::journal::UnknownEventError;
use crate::rules::control::ControlError;
use crate::rules::control::sign_in::SignInError;
use crate::wire::{Reader, Redacted, Refuser};

/// The reason why a request is refused, with a sentence for the author of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ApiError {
    /// The request is malformed.
    Malformed(String),
    /// The body has this content coding; coded bodies are not read.
    Encoded(Redacted),
    /// What the request names does not exist; the sentence lists what does.
    NotFound(String),
    /// The path has other methods.
    Method(String),
    /// What the request names is in no state for this.
    Conflict(String),
    /// A limit is reached.
    TooMany(String),
    /// The system has no resources for this.
    Unavailable(String),
    /// A rule of the protocols refuses, with this code.
    Refused(&'static str, String),
    /// A page of another origin sent the request.
    Foreign,
    /// The request addresses another host.
    OtherHost(HostError),
    /// The request has no token, and this listener requires one.
    NoToken,
    /// The request has another token.
    OtherToken,
}

/// An error that was journalled, to be answered.
#[derive(Debug)]
pub(super) struct JournalledError(ApiError);

/// The body of every refusal, with the members that the protocols' error bodies have.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ErrorBody<'a> {
    error: &'a str,
    /// The reason, in a sentence.
    error_description: &'a str,
}

impl ApiError {
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Encoded(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_request"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::Method(_) => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Refused(code, _) => (StatusCode::UNPROCESSABLE_ENTITY, code),
            Self::Foreign | Self::OtherHost(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NoToken | Self::OtherToken => (StatusCode::UNAUTHORIZED, "invalid_token"),
        }
    }

    fn reason(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Malformed(why)
            | Self::NotFound(why)
            | Self::Method(why)
            | Self::Conflict(why)
            | Self::TooMany(why)
            | Self::Unavailable(why)
            | Self::Refused(_, why) => why,
            Self::Encoded(coding) => return not_decoded(coding).into(),
            Self::OtherHost(other) => return other.to_string().into(),
            Self::Foreign => {
                "a page of another origin may not steer a fake; let the test or its server do it"
            }
            Self::NoToken => {
                "the control API is open to whoever sends its token: `Authorization: Bearer …`, as printed at the start"
            }
            Self::OtherToken => {
                "the token that was sent is not that of this control API, which was printed at the start"
            }
        })
    }

    /// Journals the error.
    pub(super) fn noted(self, idp: &Idp) -> JournalledError {
        let (_, code) = self.status_and_code();
        idp.note_refusal(Refuser::Control, code, self.reason().into_owned());
        JournalledError(self)
    }

    /// Journals the error, and returns the answer in the reader's form: a page for a person, JSON for a program.
    pub(super) fn noted_for(self, reader: Reader, idp: &Idp) -> Response {
        let JournalledError(error) = self.noted(idp);
        match reader {
            Reader::Program => error.into_response(),
            Reader::Person => {
                let (status, code) = error.status_and_code();
                error_response::for_reader(reader, status, code, &error.reason())
            }
        }
    }
}

impl JournalledError {
    /// Returns the error of a rule, which `transact` has journalled.
    pub(super) fn by_rule(error: impl Into<ApiError>) -> Self {
        Self(error.into())
    }

    /// Returns its reason, in a sentence.
    pub(super) fn reason(&self) -> Cow<'_, str> {
        self.0.reason()
    }
}

impl IntoResponse for JournalledError {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, error) = self.status_and_code();
        let body = Json(ErrorBody { error, error_description: &self.reason() }).into_response();
        match self {
            Self::NoToken => {
                (status, NO_STORE, [(WWW_AUTHENTICATE, "Bearer")], body).into_response()
            }
            // RFC 6750 §3: the challenge names an error only if there was a token.
            Self::OtherToken => {
                let challenge = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
                (status, NO_STORE, challenge, body).into_response()
            }
            Self::Encoded(_) => (status, NO_STORE, ACCEPT_IDENTITY, body).into_response(),
            _ => (status, NO_STORE, body).into_response(),
        }
    }
}

impl From<ControlError> for ApiError {
    fn from(error: ControlError) -> Self {
        let reason = error.to_string();
        match error {
            ControlError::NotAWebApplication { .. }
            | ControlError::NoSuchEventType { .. }
            | ControlError::CannotCall { .. }
            | ControlError::EndpointExists { .. }
            | ControlError::TooManyEndpoints(_)
            | ControlError::TooManyPrepared(_)
            | ControlError::NoSuchPolicy { .. }
            | ControlError::CannotBe { .. }
            | ControlError::NoSuchPage { .. }
            | ControlError::CannotReplay(_) => Self::Malformed(reason),
            _ => Self::NotFound(reason),
        }
    }
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::NotThere(error) => error.into(),
            SignInError::Refused { error, reason } => Self::Refused(error, reason),
            other => Self::Malformed(other.to_string()),
        }
    }
}

impl From<UnknownEventError> for ApiError {
    fn from(error: UnknownEventError) -> Self {
        Self::Malformed(error.to_string())
    }
}

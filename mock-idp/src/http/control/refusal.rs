//! What the control API answers when it does not do what was asked.

use std::borrow::Cow;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::hosts::OtherHost;
use crate::http::body::{ACCEPT_IDENTITY, not_decoded};
use crate::http::error_response;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::journal::NoSuchEvent;
use crate::rules::control::ControlError;
use crate::rules::control::sign_in::SignInError;
use crate::wire::{Reader, Redacted, Refuser};

/// Why not, in a sentence for whoever writes the test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The request does not say what it has to.
    Malformed(String),
    /// The body is coded as this, and would have to be decoded.
    Encoded(Redacted),
    /// There is no such thing; the sentence lists those that there are.
    NotFound(String),
    /// The path has other methods.
    Method(String),
    /// It cannot be done to this one.
    Conflict(String),
    /// There are as many as there may be.
    TooMany(String),
    /// The system has nothing to give.
    Unavailable(String),
    /// A rule of the protocols refuses, with this code.
    Refused(&'static str, String),
    /// A page of another origin sent it.
    Foreign,
    /// The request addresses somebody else.
    OtherHost(OtherHost),
    /// The caller has not shown the token that this listener asks for.
    NoToken,
    /// The caller has shown another token.
    OtherToken,
}

impl Problem {
    fn told(&self) -> (StatusCode, &'static str, Cow<'_, str>) {
        let (status, code, why): (_, _, &str) = match self {
            Self::Malformed(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::Encoded(coding) => {
                let why = not_decoded(coding).into();
                return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_request", why);
            }
            Self::NotFound(why) => (StatusCode::NOT_FOUND, "not_found", why),
            Self::Method(why) => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", why),
            Self::Conflict(why) => (StatusCode::CONFLICT, "conflict", why),
            Self::TooMany(why) => (StatusCode::TOO_MANY_REQUESTS, "too_many", why),
            Self::Unavailable(why) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", why),
            Self::Refused(code, why) => (StatusCode::UNPROCESSABLE_ENTITY, *code, why),
            Self::Foreign => (
                StatusCode::FORBIDDEN,
                "forbidden",
                "a page of another origin may not steer a fake; let the test or its server do it",
            ),
            Self::OtherHost(other) => {
                return (StatusCode::FORBIDDEN, "forbidden", other.to_string().into());
            }
            Self::NoToken => (
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "the control API is open to whoever sends its token: `Authorization: Bearer …`, as printed at the start",
            ),
            Self::OtherToken => (
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "the token that was sent is not that of this control API, which was printed at the start",
            ),
        };
        (status, code, Cow::Borrowed(why))
    }

    /// The answer as a person or a program reads it, written down as well.
    pub(super) fn noted_for(self, reader: Reader, idp: &Idp) -> Response {
        match reader {
            Reader::Program => self.noted(idp),
            Reader::Person => {
                let (status, code, why) = self.told();
                let page = error_response::for_reader(reader, status, code, &why);
                idp.note_refusal(Refuser::Control, code, why.into_owned());
                page
            }
        }
    }

    /// The answer, written down as well.
    pub(super) fn noted(self, idp: &Idp) -> Response {
        let (_, code, why) = self.told();
        idp.note_refusal(Refuser::Control, code, why.into_owned());
        self.into_response()
    }
}

impl IntoResponse for Problem {
    /// `{"error", "error_description"}`, as the protocols' endpoints have it.
    fn into_response(self) -> Response {
        let (status, code, why) = self.told();
        let body = Json(json!({ "error": code, "error_description": why }));
        match self {
            Self::NoToken => {
                (status, NO_STORE, [(WWW_AUTHENTICATE, "Bearer")], body).into_response()
            }
            // RFC 6750 §3: with a token there is something wrong.
            Self::OtherToken => {
                let challenge = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
                (status, NO_STORE, challenge, body).into_response()
            }
            Self::Encoded(_) => (status, NO_STORE, ACCEPT_IDENTITY, body).into_response(),
            _ => (status, NO_STORE, body).into_response(),
        }
    }
}

/// A rule refused, and wrote that down itself.
impl From<ControlError> for Problem {
    fn from(why: ControlError) -> Self {
        let told = why.to_string();
        match why {
            ControlError::NotAWebApplication { .. }
            | ControlError::NoSuchEventType { .. }
            | ControlError::CannotCall { .. }
            | ControlError::EndpointExists { .. }
            | ControlError::TooManyEndpoints(_)
            | ControlError::TooManyPrepared(_)
            | ControlError::NoSuchPolicy { .. }
            | ControlError::CannotBe { .. }
            | ControlError::NoSuchPage { .. }
            | ControlError::CannotReplay(_) => Self::Malformed(told),
            _ => Self::NotFound(told),
        }
    }
}

/// The same.
impl From<SignInError> for Problem {
    fn from(why: SignInError) -> Self {
        match why {
            SignInError::NotThere(why) => why.into(),
            SignInError::Refused { error, reason } => Self::Refused(error, reason),
            other => Self::Malformed(other.to_string()),
        }
    }
}

impl From<NoSuchEvent> for Problem {
    fn from(why: NoSuchEvent) -> Self {
        Self::Malformed(why.to_string())
    }
}

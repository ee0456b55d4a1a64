//! Refusals of rules: JSON for clients, pages for people.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::difference;
use super::pages::{Buttons, Detail, ErrorPage, Link, Marked};
use crate::environment::RegisteredUri;
use crate::rules::Refusal;
use crate::rules::authorization::UntrustedRedirectError;
use crate::rules::bearer::BearerError;
use crate::rules::introspect::IntrospectError;
use crate::rules::logout::LogoutError;
use crate::rules::revoke::RevokeError;
use crate::rules::token::TokenError;
use crate::wire::{ErrorCode, description};

/// The fields that keep answers with tokens, or about tokens, out of caches (RFC 6749 §5.1).
pub(super) const NO_STORE: [(HeaderName, &str); 2] =
    [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];

/// Returns `{"error", "error_description"}` (RFC 6749 §5.2).
pub(super) fn json_error(code: ErrorCode, reason: &str) -> Json<Value> {
    Json(json!({ "error": code.as_str(), "error_description": description(reason) }))
}

/// Returns a refusal to a client that authenticates itself (RFC 6749 §5.2).
pub(super) fn to_client(refusal: &impl Refusal<Code = ErrorCode>) -> Response {
    let code = refusal.code();
    let body = json_error(code, &refusal.to_string());
    match code {
        ErrorCode::InvalidClient => {
            let challenge =
                [(WWW_AUTHENTICATE, "Basic realm=\"Scalekit environment\", charset=\"UTF-8\"")];
            (code.status(), NO_STORE, challenge, body).into_response()
        }
        _ => (code.status(), NO_STORE, body).into_response(),
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        to_client(&self)
    }
}

impl IntoResponse for IntrospectError {
    fn into_response(self) -> Response {
        to_client(&self)
    }
}

impl IntoResponse for RevokeError {
    fn into_response(self) -> Response {
        to_client(&self)
    }
}

impl IntoResponse for BearerError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Missing => StatusCode::UNAUTHORIZED,
            _ => self.code().status(),
        };
        let body = json_error(self.code(), &self.to_string());
        (status, NO_STORE, [(WWW_AUTHENTICATE, challenge(&self))], body).into_response()
    }
}

/// Returns the challenge that goes with a 401 (RFC 6750 §3). It carries the error, unless there was no token at all.
pub(super) fn challenge(why: &BearerError) -> String {
    if *why == BearerError::Missing {
        return "Bearer".to_owned();
    }
    let (code, description) = (why.code(), description(&why.to_string()));
    format!("Bearer error=\"{}\", error_description=\"{description}\"", code.as_str())
}

impl UntrustedRedirectError {
    /// Returns the page of the error, with what can be done about it at once.
    pub(super) fn page(self, buttons: Buttons) -> Response {
        let message = match &self {
            Self::Unregistered { client, .. } => {
                format!("{client} requested an answer at an address that it has not registered.")
            }
            _ => explain(&self),
        };
        let (title, details, remedy) = match self {
            Self::Unregistered { requested, client, registered, is_another_port } => (
                "This redirect URI is not registered",
                compared(&requested.to_string(), &format!("registered for {client}"), &registered),
                if is_another_port {
                    "Only the port is another. Scalekit matches the port of a loopback address exactly, whatever RFC 8252 §7.3 lets native applications do: listen at the registered port, or register this one too."
                } else {
                    "Register the URI exactly as it was requested, or request one that is registered. Scheme, host, port, path and trailing slash all count."
                },
            ),
            Self::UnknownClient { requested, known } => (
                "This client is unknown",
                vec![
                    detail("client_id", [requested.to_string()]),
                    detail("clients there are", known),
                ],
                "Configure the application with one of the client ids of this environment.",
            ),
            Self::NoClient | Self::NoRedirect | Self::Repeated(_) => (
                "This request cannot be answered",
                Vec::new(),
                "Send response_type, client_id, redirect_uri, scope and state once each.",
            ),
        };
        refused(title, message, details, remedy, buttons)
    }
}

impl LogoutError {
    /// Returns the page of the error, with what can be done about it at once.
    pub(super) fn page(self, buttons: Buttons) -> Response {
        let message = match &self {
            Self::Unregistered { .. } => {
                "The address to go to after logout is not registered.".to_owned()
            }
            _ => explain(&self),
        };
        let (details, remedy) = match self {
            Self::Unregistered { requested, registered, .. } => (
                compared(&requested.to_string(), "registered", &registered),
                "No session was ended. Register the URI under Post Logout URLs exactly as it was requested.",
            ),
            _ => (Vec::new(), "No session was ended. Correct the logout URL and go there again."),
        };
        refused("This logout was refused", message, details, remedy, buttons)
    }
}

fn refused(
    title: &str,
    message: String,
    details: Vec<Detail>,
    remedy: &str,
    buttons: Buttons,
) -> Response {
    let page = ErrorPage {
        title: title.to_owned(),
        message,
        details,
        remedy: Some(remedy.to_owned()),
        buttons,
        back: Link::home(),
        entry: None,
    };
    page.answer(StatusCode::BAD_REQUEST)
}

/// Returns the page of an error.
pub(super) fn error_page(
    status: StatusCode,
    title: &str,
    message: String,
    details: Vec<Detail>,
    remedy: Option<&str>,
) -> Response {
    let page = ErrorPage {
        title: title.to_owned(),
        message,
        details,
        remedy: remedy.map(str::to_owned),
        back: Link::home(),
        ..ErrorPage::default()
    };
    page.answer(status)
}

fn detail(label: &str, values: impl Into<Vec<String>>) -> Detail {
    let values = values.into().into_iter().map(Marked::from).collect();
    Detail { label: label.to_owned(), values, is_right: false }
}

/// Returns what was requested and what is registered, with a mark where the request and the nearest of these differ.
fn compared(requested: &str, label: &str, registered: &[RegisteredUri]) -> Vec<Detail> {
    let registered: Vec<&str> = registered.iter().map(RegisteredUri::as_str).collect();
    let (requested, registered) = difference::compared(requested, &registered);
    let of_request =
        Detail { label: "requested".to_owned(), values: vec![requested], is_right: false };
    vec![of_request, Detail { label: label.to_owned(), values: registered, is_right: true }]
}

/// Explains a refusal by its reason. A reason begins with a small letter or with a parameter's name, and stays as it is.
pub(super) fn explain(reason: &impl std::fmt::Display) -> String {
    format!("Why: {reason}.")
}

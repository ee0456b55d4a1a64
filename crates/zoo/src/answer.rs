//! Answers: redirects, pages, JSON, and what people read when something went wrong.

use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::Value;

use crate::Defect;
use crate::app::App;
use crate::idp::IdpError;
use crate::pages;

/// The reason why a request was not answered as it wanted.
pub(crate) enum Failure {
    /// Scalekit declined the sign-in, with this description.
    Declined(String),
    /// The callback belongs to no sign-in of this browser.
    NoAttempt,
    /// The callback has no code.
    NoCode,
    /// Scalekit gave no tokens, or none that can be believed.
    Idp(IdpError),
    /// The form was not sent from a page of this application.
    NotFromHere,
    /// The person lacks the role.
    Forbidden,
    /// There is nothing here.
    NotFound,
    /// The application crashed, with this message.
    Crash(&'static str),
}

impl From<IdpError> for Failure {
    fn from(error: IdpError) -> Self {
        Self::Idp(error)
    }
}

impl Failure {
    /// Returns the page that says so, in words of the application's own.
    pub(crate) fn page(&self, app: &App) -> Response {
        let (status, heading, text) = self.words();
        let detail = self.detail(app).unwrap_or_default();
        let body = format!("<p>{text}</p><p><a href=\"/login\">Try again</a></p>{detail}");
        (status, Html(pages::document(heading, &body))).into_response()
    }

    /// Returns the status, the heading and the text for a person.
    fn words(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NoAttempt | Self::NoCode => {
                let text = "This sign-in is over. Please begin again.";
                (StatusCode::BAD_REQUEST, "Not signed in", text)
            }
            Self::Idp(IdpError::Unavailable(_)) => {
                let text = "We cannot look you up right now.";
                (StatusCode::SERVICE_UNAVAILABLE, "Please try again", text)
            }
            Self::Declined(_) | Self::Idp(_) => {
                (StatusCode::BAD_REQUEST, "Not signed in", "The sign-in did not succeed.")
            }
            Self::NotFromHere => {
                let text = "Please go back, and press the button again.";
                (StatusCode::FORBIDDEN, "Nothing was changed", text)
            }
            Self::Forbidden => {
                (StatusCode::FORBIDDEN, "Not for you", "You lack the role for this page.")
            }
            Self::NotFound => (StatusCode::NOT_FOUND, "Nothing here", "There is no such page."),
            Self::Crash(_) => {
                let text = "We are looking into it.";
                (StatusCode::INTERNAL_SERVER_ERROR, "Something broke", text)
            }
        }
    }

    /// Returns what nobody should read there, by a defect.
    fn detail(&self, app: &App) -> Option<String> {
        let detail = match self {
            Self::Declined(description) if app.has(Defect::ErrorEchoed) => {
                return Some(description.clone());
            }
            Self::Idp(error) => format!("Error: {error:?}\n    at src/callback.rs:88:13"),
            Self::Crash(message) => format!("Error: {message}\n    at src/server.rs:12:1"),
            _ => return None,
        };
        let shown = format!("<pre>{}</pre>", pages::escaped(&detail));
        app.has(Defect::ErrorsInDetail).then_some(shown)
    }

    /// Returns what a script reads.
    pub(crate) fn json(&self) -> Response {
        match self {
            Self::Forbidden => {
                json(StatusCode::FORBIDDEN, &serde_json::json!({ "error": "forbidden" }))
            }
            Self::NotFound => {
                json(StatusCode::NOT_FOUND, &serde_json::json!({ "error": "not_found" }))
            }
            Self::Crash(_) => {
                json(StatusCode::INTERNAL_SERVER_ERROR, &serde_json::json!({ "error": "internal" }))
            }
            _ => json(StatusCode::BAD_REQUEST, &serde_json::json!({ "error": "bad_request" })),
        }
    }
}

/// Returns a redirect.
pub(crate) fn redirect(status: StatusCode, to: &str) -> Response {
    let Ok(to) = HeaderValue::from_str(to) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    (status, [(LOCATION, to)]).into_response()
}

/// Returns a redirect that is followed by GET.
pub(crate) fn see_other(to: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, to)
}

/// Returns JSON.
pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// Adds `Set-Cookie` lines.
pub(crate) fn with_cookies(
    mut response: Response,
    lines: impl IntoIterator<Item = String>,
) -> Response {
    for line in lines {
        if let Ok(line) = HeaderValue::from_str(&line) {
            response.headers_mut().append(SET_COOKIE, line);
        }
    }
    response
}

//! Errors as answers: a page for people, a status and JSON for scripts.

use axum::Json;
use axum::http::header::{RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use scalekit::management::ManagementError;
use serde_json::json;

use crate::app::App;
use crate::cookies::Kind;
use crate::next::Next;
use crate::pages::{ConfirmSignOut, HtmlPage, Visitor, notice};
use crate::renewal::{PAUSE_AFTER_FAILURE, SessionError};
use crate::session::Session;
use crate::store::StoreError;
use crate::{audit, fetch_metadata};

/// The challenge of a 401, which has to name a scheme (RFC 9110 §15.5.2). No registered scheme stands for a session
/// that a person begins at `/login`: `Basic` would make browsers show a password dialog, `Bearer` would make clients
/// send a token. Clients ignore an unknown scheme.
const CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Session realm="sample-app""#);

/// The answer to a request that failed.
pub(crate) struct ErrorResponse {
    representation: Representation,
    error: AppError,
    /// The header that takes back a session cookie that opens nothing.
    cleared: Option<HeaderValue>,
}

/// The reason why a request failed.
pub(crate) enum AppError {
    Anonymous,
    Forbidden(Box<Session>),
    /// The session is alive; the request carries no proof that its own pages made it.
    Unproven(Box<Session>),
    /// The same for a request that was not a sign-out.
    NotFromHere(Box<Session>),
    /// The person has nothing with this id.
    NotTheirs(Box<Session>),
    /// Another site sent the request, and there is no session.
    Foreign,
    Unreachable(Box<Session>),
    /// The handler took too long.
    TooSlow,
    Broken,
}

/// The representation that the request expects (RFC 9110 §3.2).
pub(crate) enum Representation {
    /// A page; after signing in the person comes back to it.
    Page { next: Next },
    /// JSON.
    Api,
}

impl ErrorResponse {
    pub(crate) fn new(app: &App, parts: &Parts, error: AppError) -> Self {
        if matches!(error, AppError::Unproven(_) | AppError::NotFromHere(_) | AppError::Foreign) {
            audit::forgery_refused(parts.uri.path());
        }
        let cleared = match error {
            AppError::Anonymous => app.cookies.taken_back(Kind::Session, &parts.headers),
            _ => None,
        };
        Self {
            representation: Representation::by(&parts.method, &parts.uri, &parts.headers),
            error,
            cleared,
        }
    }

    /// Makes an answer that does not depend on the sender.
    pub(crate) fn of(representation: Representation, error: AppError) -> Self {
        Self { representation, error, cleared: None }
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let cleared = self.cleared.map(|cookie| (SET_COOKIE, cookie));
        let response = match self.representation {
            Representation::Page { next } => self.error.page(&next),
            Representation::Api => self.error.json(),
        };
        let demanded = match response.status() {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, CHALLENGE)),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, retry_after())),
            _ => None,
        };
        let headers = AppendHeaders(cleared.into_iter().chain(demanded));
        (headers, response).into_response()
    }
}

/// Returns the pause during which this app sends Scalekit nothing.
fn retry_after() -> HeaderValue {
    PAUSE_AFTER_FAILURE.as_secs().into()
}

impl AppError {
    /// Returns the page for people. `next` is the page that they wanted to see.
    fn page(self, next: &Next) -> Response {
        match self {
            Self::Anonymous => Redirect::to(&next.login_path()).into_response(),
            Self::Forbidden(session) => notice(
                StatusCode::FORBIDDEN,
                Some(Visitor::of(&session)),
                ("This page is for administrators", LACKS_THE_ROLE),
                ("Back to the dashboard", "/dashboard"),
            ),
            Self::Unproven(session) => {
                let page = ConfirmSignOut::after_refusal(Visitor::of(&session));
                HtmlPage(StatusCode::FORBIDDEN, page).into_response()
            }
            Self::NotFromHere(session) => notice(
                StatusCode::FORBIDDEN,
                Some(Visitor::of(&session)),
                ("That request did not come from this page", TRY_FROM_HERE),
                ("Back to the dashboard", "/dashboard"),
            ),
            Self::NotTheirs(session) => notice(
                StatusCode::NOT_FOUND,
                Some(Visitor::of(&session)),
                ("That was not found", GONE_OR_NEVER),
                ("Back to the dashboard", "/dashboard"),
            ),
            Self::Foreign => notice(
                StatusCode::FORBIDDEN,
                None,
                ("Another site asked to sign you out", ANOTHER_SITE),
                ("Sign out", "/logout"),
            ),
            Self::Unreachable(session) => notice(
                StatusCode::SERVICE_UNAVAILABLE,
                Some(Visitor::of(&session)),
                ("We cannot reach the sign-in service", STILL_SIGNED_IN),
                ("Try again", next.as_str()),
            ),
            Self::TooSlow => notice(
                StatusCode::SERVICE_UNAVAILABLE,
                None,
                ("That took too long", UNCERTAIN),
                ("Go to the start page", "/"),
            ),
            Self::Broken => notice(
                StatusCode::INTERNAL_SERVER_ERROR,
                None,
                ("Something went wrong", OUR_FAULT),
                ("Go to the start page", "/"),
            ),
        }
    }

    /// Returns the JSON for scripts.
    fn json(&self) -> Response {
        let (status, error, message) = match self {
            Self::Anonymous => (StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in at /login."),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", LACKS_THE_ROLE),
            Self::NotTheirs(_) => (StatusCode::NOT_FOUND, "not_found", GONE_OR_NEVER),
            Self::Unproven(_) | Self::NotFromHere(_) | Self::Foreign => {
                (StatusCode::FORBIDDEN, "csrf_token_required", TOKEN_REQUIRED)
            }
            Self::Unreachable(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "sign_in_service_unreachable", STILL_SIGNED_IN)
            }
            Self::TooSlow => (StatusCode::SERVICE_UNAVAILABLE, "too_slow", UNCERTAIN),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken", OUR_FAULT),
        };
        (status, Json(json!({ "error": error, "message": message }))).into_response()
    }
}

const TRY_FROM_HERE: &str = "Nothing has changed. Please try again from the page itself.";
const GONE_OR_NEVER: &str = "It may have ended already. Nothing has changed.";
const LACKS_THE_ROLE: &str = "You are signed in, but your role does not include this. \
    Someone who manages your organization can change that.";
const ANOTHER_SITE: &str = "Nothing has changed. If you do want to sign out, go on.";
const STILL_SIGNED_IN: &str = "You are still signed in, and nothing is lost. \
    Please try again in a moment.";
const TOKEN_REQUIRED: &str = "Nothing has changed. \
    Send the page's csrf-token in the header X-CSRF-Token.";
const UNCERTAIN: &str = "We do not know whether it worked. Please try again in a moment.";
const OUR_FAULT: &str = "This is our fault, and it has been logged. Please try again.";

impl Representation {
    /// Decides by the route first: an API answers JSON to every client.
    pub(crate) fn by(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let is_api = uri.path().starts_with("/api/") || uri.path() == "/auth/refresh";
        if is_api || fetch_metadata::is_script(headers) {
            return Self::Api;
        }
        let target = uri.path_and_query().filter(|_| method.is_safe());
        let next = target.and_then(|target| Next::parse(target.as_str()));
        Self::Page { next: next.unwrap_or_else(Next::dashboard) }
    }
}

impl AppError {
    /// Turns an error of the management API into one for the person in whose name the app called it.
    pub(crate) fn of_scalekit(error: &ManagementError, session: &Session) -> Self {
        let session = Box::new(session.clone());
        match error {
            ManagementError::NotFound(_) | ManagementError::Invalid(_) => Self::NotTheirs(session),
            ManagementError::TryLater(_) => Self::Unreachable(session),
            other => {
                tracing::error!(error = %other, "Scalekit refused a management call");
                Self::Broken
            }
        }
    }
}

impl From<SessionError> for AppError {
    fn from(lapse: SessionError) -> Self {
        match lapse {
            SessionError::Anonymous => Self::Anonymous,
            SessionError::Unreachable(session) => Self::Unreachable(session),
            SessionError::Store(error) => error.into(),
        }
    }
}

/// The page does not say what happened; the log does.
impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the session store failed");
        Self::Broken
    }
}

/// The store's error at an address that only browsers navigate to.
impl From<StoreError> for ErrorResponse {
    fn from(error: StoreError) -> Self {
        let next = Next::dashboard();
        Self::of(Representation::Page { next }, error.into())
    }
}

/// Returns the answer for an address that does not exist.
pub(crate) async fn not_found(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if matches!(Representation::by(&method, &uri, &headers), Representation::Api) {
        return (StatusCode::NOT_FOUND, Json(json!({ "error": "not_found" }))).into_response();
    }
    notice(
        StatusCode::NOT_FOUND,
        None,
        ("There is no such page", "The address may be mistyped, or the page has gone."),
        ("Go to the start page", "/"),
    )
}

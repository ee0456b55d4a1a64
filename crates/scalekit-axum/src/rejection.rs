//! Refusals and failures as answers: a page for people, a status and JSON for scripts.

use std::fmt;

use axum::Json;
use axum::extract::{OriginalUri, Request};
use axum::http::header::{RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use scalekit::management::ManagementError;
use serde_json::json;

use crate::auth::Auth;
use crate::authenticate::taken_back;
use crate::guard::Visitor;
use crate::page::{Content, Page};
use crate::renewal::{PAUSE_AFTER_FAILURE, SessionError};
use crate::return_path::ReturnPath;
use crate::routes::REFRESH_PATH;
use crate::session::Session;
use crate::store::StoreError;
use crate::{audit, fetch_metadata};

/// The paths below which every client gets JSON.
const API: &str = "/api/";

/// The answer to a request that a guard or a route refuses.
///
/// People get a page, or are sent to sign in with 303 and come back after that; scripts get a status and JSON. A path
/// below `/api/` is for scripts whoever sends the request.
pub struct AuthRejection {
    auth: Auth,
    representation: Representation,
    failure: Failure,
    /// The headers that take back session cookies that open nothing.
    cleared: Vec<HeaderValue>,
    /// Whether the request has an access token in `Authorization`.
    has_bearer: bool,
}

/// The reason why a request failed.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    Anonymous,
    /// The person lacks a role or permission; the heading says for whom the page is.
    Forbidden(Box<Session>, &'static str),
    /// The session is alive; the request carries no proof that its own pages made it.
    Unproven(Box<Session>),
    /// The same for a request that was not a sign-out.
    NotFromHere(Box<Session>),
    /// The person has nothing with this id.
    NotTheirs(Box<Session>),
    /// The form has not the fields that the page sends.
    Malformed(Box<Session>),
    /// Another site sent the request, and there is no session.
    Foreign,
    /// The client sent the request by plain HTTP.
    InTheClear,
    Unreachable(Box<Session>),
    /// The session store is away, so that nobody knows who sent the request.
    StoreAway,
    /// The handler took too long.
    TooSlow,
    Broken,
    /// There is no such page.
    NoSuchPage,
}

/// The representation that the request expects (RFC 9110 §3.2).
#[derive(Clone, Debug)]
pub(crate) enum Representation {
    /// A page; after signing in the person comes back to it.
    Page { next: ReturnPath },
    /// JSON.
    Api,
}

impl AuthRejection {
    pub(crate) fn new(auth: &Auth, parts: &Parts, failure: Failure) -> Self {
        if matches!(failure, Failure::Unproven(_) | Failure::NotFromHere(_) | Failure::Foreign) {
            audit::forgery_refused(parts.uri.path());
        }
        let has_bearer = auth.has_bearer(&parts.headers);
        Self { has_bearer, ..Self::of(auth, Representation::of_parts(auth, parts), failure) }
    }

    /// Makes the answer to a request that cannot be served for the person of its cookies.
    pub(crate) async fn of_lapse(auth: &Auth, parts: &Parts, lapse: SessionError) -> Self {
        let cleared = match lapse {
            SessionError::Anonymous => taken_back(auth, &parts.headers).await,
            _ => Ok(Vec::new()),
        };
        match cleared {
            Ok(cleared) => Self { cleared, ..Self::new(auth, parts, lapse.into()) },
            Err(error) => Self::new(auth, parts, error.into()),
        }
    }

    /// Makes an answer that does not depend on the sender.
    pub(crate) fn of(auth: &Auth, representation: Representation, failure: Failure) -> Self {
        Self { auth: auth.clone(), representation, failure, cleared: Vec::new(), has_bearer: false }
    }

    /// Makes the answer about a failing store at an address that only browsers navigate to.
    pub(crate) fn of_navigation(auth: &Auth, error: StoreError) -> Self {
        let next = auth.0.home.clone();
        Self::of(auth, Representation::Page { next }, error.into())
    }
}

impl IntoResponse for AuthRejection {
    fn into_response(self) -> Response {
        let response = match &self.representation {
            Representation::Page { next } => self.failure.to_page(&self.auth, next),
            Representation::Api => self.failure.to_json(),
        };
        let demanded = match response.status() {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, self.challenge())),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, retry_after())),
            _ => None,
        };
        let cleared = self.cleared.into_iter().map(|cookie| (SET_COOKIE, cookie));
        (AppendHeaders(cleared.chain(demanded)), response).into_response()
    }
}

impl AuthRejection {
    /// Writes the challenge of a 401; it says so if the token of the request is the reason (RFC 6750 §3.1).
    fn challenge(&self) -> HeaderValue {
        let challenge = self.auth.0.challenge.clone();
        if !self.has_bearer {
            return challenge;
        }
        let text = challenge.to_str().expect("the realm is printable ASCII");
        HeaderValue::try_from(format!("{text}, error=\"invalid_token\"")).unwrap_or(challenge)
    }
}

impl fmt::Debug for AuthRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AuthRejection").field(&self.failure).finish()
    }
}

/// Returns the pause during which this application sends Scalekit nothing.
fn retry_after() -> HeaderValue {
    PAUSE_AFTER_FAILURE.as_secs().into()
}

impl Failure {
    /// Returns the page for people. `next` is the page that they wanted to see.
    fn to_page(&self, auth: &Auth, next: &ReturnPath) -> Response {
        match self {
            Self::Anonymous => return Redirect::to(&next.sign_in_path()).into_response(),
            Self::Unproven(session) => {
                return Page::sign_out_refused(auth, Visitor::of(session)).answer(auth);
            }
            _ => {}
        }
        let (title, text, (label, address)) = self.notice(auth, next);
        let content = Content::Notice { text, label, address: address.to_owned() };
        let visitor = self.session().map(Visitor::of);
        Page::new(auth, self.status(), title, content).for_visitor(visitor).answer(auth)
    }

    /// Returns heading, text and link of the page.
    fn notice<'a>(
        &self,
        auth: &'a Auth,
        next: &'a ReturnPath,
    ) -> (&'static str, &'static str, (&'static str, &'a str)) {
        let back = ("Go back", auth.0.home.as_str());
        let start = ("Go to the start page", "/");
        let sign_out = ("Sign out", crate::LOGOUT_PATH);
        let again = ("Try again", next.as_str());
        match self {
            Self::Anonymous => ("Sign in", SIGN_IN, again),
            Self::Forbidden(_, heading) => (*heading, LACKS_THE_ROLE, back),
            Self::Unproven(_) => ("You are still signed in", ANOTHER_SITE, sign_out),
            Self::NotFromHere(_) => {
                ("That request did not come from this page", TRY_FROM_HERE, back)
            }
            Self::NotTheirs(_) => ("That was not found", GONE_OR_NEVER, back),
            Self::Malformed(_) => ("That could not be read", TRY_FROM_HERE, back),
            Self::Foreign => ("Another site asked to sign you out", ANOTHER_SITE, sign_out),
            Self::InTheClear => ("This site is reached by https", IN_THE_CLEAR, start),
            Self::Unreachable(_) => ("We cannot reach the sign-in service", STILL_SIGNED_IN, again),
            Self::StoreAway => ("We cannot look up who you are", NOBODY_IS_OUT, again),
            Self::TooSlow => ("That took too long", UNCERTAIN, start),
            Self::Broken => ("Something went wrong", OUR_FAULT, start),
            Self::NoSuchPage => ("There is no such page", MISTYPED, start),
        }
    }

    /// Returns the JSON for scripts.
    fn to_json(&self) -> Response {
        let (error, message) = match self {
            Self::Anonymous => ("not_signed_in", Some(SIGN_IN)),
            Self::Forbidden(..) => ("forbidden", Some(LACKS_THE_ROLE)),
            Self::NotTheirs(_) => ("not_found", Some(GONE_OR_NEVER)),
            Self::Malformed(_) => ("malformed", Some(TRY_FROM_HERE)),
            Self::Unproven(_) | Self::NotFromHere(_) | Self::Foreign => {
                ("csrf_token_required", Some(TOKEN_REQUIRED))
            }
            Self::InTheClear => ("https_required", Some(IN_THE_CLEAR)),
            Self::Unreachable(_) => ("sign_in_service_unreachable", Some(STILL_SIGNED_IN)),
            Self::StoreAway => ("session_store_unreachable", Some(NOBODY_IS_OUT)),
            Self::TooSlow => ("too_slow", Some(UNCERTAIN)),
            Self::Broken => ("broken", Some(OUR_FAULT)),
            Self::NoSuchPage => ("not_found", None),
        };
        let body = match message {
            Some(message) => json!({ "error": error, "message": message }),
            None => json!({ "error": error }),
        };
        (self.status(), Json(body)).into_response()
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Anonymous => StatusCode::UNAUTHORIZED,
            Self::Forbidden(..)
            | Self::Unproven(_)
            | Self::NotFromHere(_)
            | Self::Foreign
            | Self::InTheClear => StatusCode::FORBIDDEN,
            Self::NotTheirs(_) | Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unreachable(_) | Self::StoreAway | Self::TooSlow => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the session of the person whom the answer is for.
    fn session(&self) -> Option<&Session> {
        match self {
            Self::Forbidden(session, _)
            | Self::Unproven(session)
            | Self::NotFromHere(session)
            | Self::NotTheirs(session)
            | Self::Malformed(session)
            | Self::Unreachable(session) => Some(session),
            Self::Anonymous
            | Self::Foreign
            | Self::InTheClear
            | Self::StoreAway
            | Self::TooSlow
            | Self::Broken
            | Self::NoSuchPage => None,
        }
    }
}

const SIGN_IN: &str = "Sign in at /login.";
const TRY_FROM_HERE: &str = "Nothing has changed. Please try again from the page itself.";
const GONE_OR_NEVER: &str = "It may have ended already. Nothing has changed.";
const LACKS_THE_ROLE: &str = "You are signed in, but your role does not include this. \
    Someone who manages your organization can change that.";
const ANOTHER_SITE: &str = "Nothing has changed. If you do want to sign out, go on.";
const IN_THE_CLEAR: &str = "Nothing has changed. What was sent could be read on its way. \
    Send it by https.";
const STILL_SIGNED_IN: &str = "You are still signed in, and nothing is lost. \
    Please try again in a moment.";
const NOBODY_IS_OUT: &str = "Whoever was signed in still is, and nothing is lost. \
    Please try again in a moment.";
const TOKEN_REQUIRED: &str = "Nothing has changed. \
    Send the page's csrf-token in the header X-CSRF-Token.";
const UNCERTAIN: &str = "We do not know whether it worked. Please try again in a moment.";
const OUR_FAULT: &str = "This is our fault, and it has been logged. Please try again.";
const MISTYPED: &str = "The address may be mistyped, or the page has gone.";

impl Representation {
    pub(crate) fn of_parts(auth: &Auth, parts: &Parts) -> Self {
        Self::by(auth, &parts.method, full_uri(&parts.uri, &parts.extensions), &parts.headers)
    }

    pub(crate) fn of_request(auth: &Auth, request: &Request) -> Self {
        let uri = full_uri(request.uri(), request.extensions());
        Self::by(auth, request.method(), uri, request.headers())
    }

    /// Decides by the route first: an API answers JSON to every client.
    fn by(auth: &Auth, method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let is_api = uri.path().starts_with(API) || uri.path() == REFRESH_PATH;
        if is_api || fetch_metadata::is_script(headers) || auth.has_bearer(headers) {
            return Self::Api;
        }
        let target = uri.path_and_query().filter(|_| method.is_safe());
        let next = target.and_then(|target| ReturnPath::parse(target.as_str()));
        Self::Page { next: next.unwrap_or_else(|| auth.0.home.clone()) }
    }
}

/// Returns the URI that the browser sent: below a nested router, `uri` lacks the beginning of the path.
pub(crate) fn full_uri<'r>(uri: &'r Uri, extensions: &'r Extensions) -> &'r Uri {
    extensions.get::<OriginalUri>().map_or(uri, |OriginalUri(full)| full)
}

impl Failure {
    /// Turns an error of the management API into one for the person in whose name the application called it.
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

impl From<SessionError> for Failure {
    fn from(lapse: SessionError) -> Self {
        match lapse {
            SessionError::Anonymous => Self::Anonymous,
            SessionError::Unreachable(session) => Self::Unreachable(session),
            SessionError::Store(error) => error.into(),
        }
    }
}

/// The page does not say what happened; the log does.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the session store failed");
        match error {
            StoreError::Unavailable(_) => Self::StoreAway,
            _ => Self::Broken,
        }
    }
}

impl Auth {
    /// Returns the answer for an address that does not exist: the handler of an application's `fallback` calls it.
    pub fn not_found(&self, request: &Request) -> AuthRejection {
        AuthRejection::of(self, Representation::of_request(self, request), Failure::NoSuchPage)
    }
}

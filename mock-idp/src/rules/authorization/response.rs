//! The answer to the browser: a page, or the redirect to the client with a code or an error.

use super::error::{AuthorizationEndpointError, AuthorizeError, ErrorResponse};
use crate::environment::{
    AuthRequest, AuthRequestId, AuthorizationEvent, ClientId, Environment, Event, TrustedRedirect,
};
use crate::rules::{Granted, Refused, Ruling};
use crate::secret::Secret;

/// The next step of the browser.
#[derive(Debug)]
pub(crate) enum Step {
    /// A redirect to the hosted page of this request.
    Page(AuthRequestId),
    /// A redirect to the client, with a code.
    CodeResponse(Box<CodeResponse>),
    /// A page: the form was sent twice, and the first has signed the person in.
    AlreadySignedIn(Box<AlreadySignedIn>),
}

/// The answer to a form that was sent twice, and whose first copy has signed the person in.
#[derive(Debug)]
pub(crate) struct AlreadySignedIn {
    pub(crate) email: String,
    /// The name of the request's client.
    pub(crate) client: String,
    /// The client's initiate-login URL; a sign-in that begins there needs no page now.
    pub(crate) begin_at: Option<TrustedRedirect>,
    /// The session's cookie, because the browser may have dropped the answer that had it.
    pub(crate) cookie: Secret,
}

/// A successful authorization response (RFC 6749 §4.1.2).
#[derive(Debug)]
pub(crate) struct CodeResponse {
    pub(crate) client: ClientId,
    pub(crate) to: TrustedRedirect,
    pub(crate) state: Option<String>,
    pub(crate) code: Secret,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
}

/// Puts the event of a request before what came of it. A page at which the request waits has its own.
pub(super) fn noted(
    requested: Event,
    outcome: Ruling<Step, AuthorizationEndpointError>,
) -> Ruling<Step, AuthorizationEndpointError> {
    match outcome {
        Ok(page @ Granted { reply: Step::Page(_), .. }) => Ok(page),
        Ok(granted) => Ok(granted.after([requested])),
        Err(refused) => Err(refused.after([requested])),
    }
}

/// Answers the request with an error to the client, and ends its pages.
pub(super) fn refuse(
    env: &Environment,
    request: &AuthRequest,
    error: AuthorizeError,
) -> Refused<AuthorizationEndpointError> {
    let code = error.code().as_str();
    let ended = env.auth_request(&request.id).map(|request| {
        Event::from(AuthorizationEvent::Ended { request: request.id.clone(), error: code })
    });
    let response = ErrorResponse {
        client: request.client.clone(),
        to: request.redirect.clone(),
        state: request.state.clone(),
        error,
    };
    Refused::with(AuthorizationEndpointError::Redirect(Box::new(response)), ended)
}

//! `GET` and `POST /oauth/authorize`

use axum::http::StatusCode;
use axum::response::Response;

use super::body::FromBrowser;
use super::console::Visitor;
use super::pages::{self, Buttons, Link, SignedInPage};
use super::redirect::Via;
use super::{cookie, redirect};
use crate::environment::AuthRequestId;
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::authorization::{self, AuthorizationEndpointError, UntrustedRedirectError};
use crate::rules::authorization::{AlreadySignedIn, Step};
use crate::rules::control::redirects::Purpose;
use crate::wire::{AuthorizeRequest, Browser};

/// Answers GET, and POST, which OpenID Connect Core §3.1.2.1 requires as well.
pub(super) async fn either(
    Here(idp): Here,
    visitor: Visitor,
    browser: Browser,
    FromBrowser { params, via }: FromBrowser,
) -> Response {
    let request = AuthorizeRequest::read(&params);
    match idp.transact(|desk| authorization::decide(desk, &request, &browser)) {
        Ok(Step::Page(request)) => begin(&idp, &browser, via, &request),
        Ok(step) => follow(&idp, via, step),
        Err(AuthorizationEndpointError::Page(untrusted)) => {
            let unregistered = matches!(untrusted, UntrustedRedirectError::Unregistered { .. });
            let uri = (Some(Purpose::SignIn).filter(|_| unregistered))
                .zip(request.client_id.as_ref().ok().and_then(Option::as_deref))
                .zip(request.redirect_uri.as_ref().ok().and_then(Option::as_deref));
            let uri = uri.map(|((purpose, client), uri)| (purpose, client, uri));
            untrusted.page(uri.map(|uri| visitor.offer(&idp, uri)).unwrap_or_default())
        }
        Err(refusal) => refuse(&idp, via, refusal),
    }
}

/// Sends the browser to the page of its new request, with the cookie that binds the request to the browser.
fn begin(idp: &Idp, browser: &Browser, via: Via, request: &AuthRequestId) -> Response {
    let mut response = to_page(via, request);
    let cookies = idp.read(|environment| cookie::bind(environment, request, browser));
    response.headers_mut().extend(cookies);
    response
}

fn to_page(via: Via, request: &AuthRequestId) -> Response {
    redirect::see(via, &format!("/login?request={request}"))
}

/// Sends the browser to the next step.
pub(super) fn follow(idp: &Idp, via: Via, step: Step) -> Response {
    match step {
        Step::Page(request) => to_page(via, &request),
        Step::AlreadySignedIn(before) => signed_in(idp, *before),
        Step::CodeResponse(answer) => {
            let mut response = redirect::answer(idp, via, &answer);
            if let Some(session) = &answer.cookie {
                let lifetime = session_lifetime(idp);
                response.headers_mut().extend([cookie::set(session, lifetime)]);
            }
            response
        }
    }
}

/// Shows the page for a form that was sent twice. It sets the session's cookie again, because the browser may have
/// dropped the answer to the first form.
fn signed_in(idp: &Idp, before: AlreadySignedIn) -> Response {
    let AlreadySignedIn { email, client, begin_at, cookie: session } = before;
    let go_on = begin_at.map(|to| Link { label: client, url: to.as_str().to_owned() });
    let mut response = pages::page(StatusCode::OK, &SignedInPage { email, go_on });
    response.headers_mut().extend([cookie::set(&session, session_lifetime(idp))]);
    response
}

/// Returns how long a session lasts at most, in seconds.
fn session_lifetime(idp: &Idp) -> u32 {
    idp.read(|environment| environment.policies().session_absolute_seconds)
}

/// Answers with a refusal: a page, or a redirect to the client that can be trusted with it.
pub(super) fn refuse(idp: &Idp, via: Via, refusal: AuthorizationEndpointError) -> Response {
    match refusal {
        AuthorizationEndpointError::Page(untrusted) => untrusted.page(Buttons::default()),
        AuthorizationEndpointError::Redirect(refused) => redirect::error(idp, via, &refused),
    }
}

//! `GET` and `POST /oauth/authorize`

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::body::Form;
use super::faults::AnswerFault;
use super::pages::{self, Link, SignedInPage};
use super::redirect::Via;
use super::{cookie, redirect};
use crate::environment::AuthRequestId;
use crate::fault::AtAnswer;
use crate::idp::Idp;
use crate::rules::authorize::{self, AuthorizeRefusal};
use crate::rules::sign_in::{Answer, SignedInBefore, Step};
use crate::wire::{AuthorizeRequest, Browser, Params};

pub(super) async fn get(
    State(idp): State<Idp>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    respond(&idp, &browser, &params, Via::Found)
}

/// OpenID Connect Core §3.1.2.1 asks for POST as well.
pub(super) async fn post(State(idp): State<Idp>, browser: Browser, Form(params): Form) -> Response {
    respond(&idp, &browser, &params, Via::SeeOther)
}

fn respond(idp: &Idp, browser: &Browser, params: &Params, via: Via) -> Response {
    let ask = AuthorizeRequest::read(params);
    match idp.transact(|environment, ids| authorize::decide(environment, ids, &ask, browser)) {
        Ok(Step::Page(request)) => begin(idp, browser, via, &request),
        Ok(step) => go(idp, via, step),
        Err(refusal) => refuse(idp, via, refusal),
    }
}

/// Sends the browser to the page of a request that it begins, with the cookie that binds the request to it.
fn begin(idp: &Idp, browser: &Browser, via: Via, request: &AuthRequestId) -> Response {
    let mut response = to_page(via, request);
    let cookies = idp.read(|environment| cookie::bind(environment, request, browser));
    response.headers_mut().extend(cookies);
    response
}

fn to_page(via: Via, request: &AuthRequestId) -> Response {
    redirect::see(via, &format!("/login?request={request}"))
}

/// Sends the browser where it goes next.
pub(super) fn go(idp: &Idp, via: Via, step: Step) -> Response {
    match step {
        Step::Page(request) => to_page(via, &request),
        Step::SignedIn(before) => signed_in(idp, *before),
        Step::Answer(answer) => {
            let fault = AnswerFault::due(
                idp,
                &AtAnswer {
                    client: answer.client.as_str(),
                    state: answer.state.as_deref(),
                    is_error: false,
                },
            );
            respond_with(idp, via, &answer, &fault)
        }
    }
}

fn respond_with(idp: &Idp, via: Via, answer: &Answer, fault: &AnswerFault) -> Response {
    idp.read(|environment| {
        let mut response = redirect::answer(via, answer, environment.issuer(), fault);
        if let Some(session) = &answer.cookie {
            response.headers_mut().extend([cookie::set(session, environment)]);
        }
        response
    })
}

/// The page for a form that came twice. The cookie goes along again: the browser may have dropped the answer to
/// the first form, and the cookie with it.
fn signed_in(idp: &Idp, before: SignedInBefore) -> Response {
    let SignedInBefore { email, client, begin_at, cookie: session } = before;
    let go_on = begin_at.map(|to| Link { label: client, url: to.as_str().to_owned() });
    let mut response = pages::page(StatusCode::OK, &SignedInPage { email, go_on });
    let given = idp.read(|environment| cookie::set(&session, environment));
    response.headers_mut().extend([given]);
    response
}

/// Tells a refusal to whom it may be told.
pub(super) fn refuse(idp: &Idp, via: Via, refusal: AuthorizeRefusal) -> Response {
    match refusal {
        AuthorizeRefusal::Page(untrusted) => untrusted.into_response(),
        AuthorizeRefusal::Redirect(refused) => {
            let fault = AnswerFault::due(
                idp,
                &AtAnswer {
                    client: refused.client.as_str(),
                    state: refused.state.as_deref(),
                    is_error: true,
                },
            );
            idp.read(|environment| redirect::error(via, &refused, environment.issuer(), &fault))
        }
    }
}

//! The forms of the console, which a browser without scripts can send: each carries a call of the control API, and the
//! answer is a redirect to the page that says what was done.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;
use tower::ServiceExt as _;

use super::refusal::ApiError;
use super::{cookie, events, operations, other_path};
use crate::http::body::Form;
use crate::http::console::{self, Act, Visitor, done};
use crate::http::here::Here;
use crate::http::home;
use crate::http::redirect::{self, Via};
use crate::http::refusal::{error_page, explain};
use crate::wire::{Params, Reader};

/// Where a form sends a call, below the control API's path.
const CALL: &str = "/console";

/// Where the form with the control token is sent.
const TOKEN: &str = "/console/token";

/// Where a page of the console is notified of changes.
const EVENTS_PATH: &str = "/console/events";

/// Largest answer of a call that is read to say what was done, in bytes: answers of calls that change something are a
/// page of JSON at most.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Adds the routes of the forms. The OpenAPI document has none of them: a program calls what the form calls.
pub(super) fn route(routes: Router) -> Router {
    routes
        .route(CALL, post(carry_out))
        .route(TOKEN, post(take_token))
        .route(EVENTS_PATH, get(events::watch_environment))
}

/// Returns who sends the form with the token, or listens for changes, and has no token to show; `None` of any other
/// request.
pub(super) fn reader(request: &Request) -> Option<Reader> {
    match request.uri().path() {
        TOKEN => Some(Reader::of(request.headers())),
        EVENTS_PATH => Some(Reader::Program),
        _ => None,
    }
}

/// Returns who reads the refusal of a request: a person that of a form, if a browser sent it.
pub(super) fn sender(request: &Request) -> Reader {
    match request.uri().path() {
        CALL | TOKEN => Reader::of(request.headers()),
        _ => Reader::Program,
    }
}

/// Carries out the call that a form has in it.
async fn carry_out(Here(idp): Here, visitor: Visitor, request: Request) -> Response {
    let facts = request.extensions().clone();
    let Form(params) = match read(request).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let act = match act(&params) {
        Ok(act) => act,
        Err(reason) => {
            return ApiError::Malformed(reason.to_owned()).noted_for(Reader::Person, &idp);
        }
    };
    let (status, reply) = answer(&act, facts).await;
    if !status.is_success() {
        let reason = reply["error_description"].as_str().unwrap_or("the call was refused");
        let remedy = Some("Nothing was changed. Go back, and correct the call.");
        return error_page(status, "This was not done", explain(&reason), Vec::new(), remedy);
    }
    let number = visitor.say(done::sentence(&act, &reply));
    let at = console::section(&params).map(|section| format!("&at={section}"));
    redirect::see(Via::SeeOther, &format!("/?done={number}{}#done", at.unwrap_or_default()))
}

async fn read(request: Request) -> Result<Form, Response> {
    Form::from_request(request, &()).await
}

/// Reads the call of a form: its method and path below the control API's, and its body in JSON.
fn act(params: &Params) -> Result<Act, &'static str> {
    let malformed = "the form has in `call` a method and a path, like `POST /clock`";
    let call = params.one("call").ok().flatten().ok_or(malformed)?;
    let (method, path) = call.split_once(' ').ok_or(malformed)?;
    let method: Method = method.parse().map_err(|_| malformed)?;
    let is_a_path = path.starts_with('/') && path.parse::<Uri>().is_ok();
    if method.is_safe() || !is_a_path {
        return Err(malformed);
    }
    let body = params.one("body").map_err(|_| "the form has one `body`, in JSON")?;
    let body = body.map(serde_json::from_str).transpose();
    let body = body.map_err(|_| "the form has its `body` in JSON")?;
    Ok(Act::of(method, path, body))
}

/// Answers the call by the route of the control API.
async fn answer(act: &Act, facts: Extensions) -> (StatusCode, Value) {
    let routes = operations().into_iter().fold(Router::new(), |routes, each| each.route(routes));
    let routes = routes.fallback(other_path);
    let mut request =
        Request::new(act.body.as_ref().map_or_else(Body::empty, |body| body.to_string().into()));
    *request.method_mut() = act.method.clone();
    *request.uri_mut() = act.path.parse().expect("it was read from the form as a path");
    *request.extensions_mut() = facts;
    if act.body.is_some() {
        let json = "application/json".parse().expect("a media type is a header value");
        request.headers_mut().insert(CONTENT_TYPE, json);
    }
    let response = match routes.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
    (head.status, serde_json::from_slice(&body).unwrap_or_default())
}

/// Takes the control token once, and gives the browser a cookie in its place.
async fn take_token(Here(idp): Here, visitor: Visitor, request: Request) -> Response {
    let Form(params) = match read(request).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let Some(token) = visitor.token() else {
        return redirect::see(Via::SeeOther, "/");
    };
    let shown = params.one("token").ok().flatten().unwrap_or_default().trim();
    if !token.is(shown) {
        let _ = ApiError::OtherToken.noted(&idp);
        return home::other_token(&idp);
    }
    let mut response = redirect::see(Via::SeeOther, "/");
    response.headers_mut().extend([cookie::given(token)]);
    response
}

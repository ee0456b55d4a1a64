//! Faults of the transport, around the router: late, broken and missing answers, and errors.

mod caller;
mod connection;
mod cut;

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use tower::ServiceExt as _;

pub(crate) use self::connection::Connection;
use self::cut::Cut;
use super::{Effect, FaultHost, Injection, InjectionPoint, LONGEST_DELAY, SENTENCE};
use crate::wire::contract::CONTRACT;

/// The page that a proxy might send in place of an answer.
const PAGE: &str = "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1><p>A fault that the test asked for.";

/// The beginning of a malformed answer.
const MALFORMED_JSON: &str = r#"{"access_token":"eyJhbGciOiJSUzI1"#;

/// The answers of the endpoints themselves that no route gives.
pub(crate) trait OwnAnswers {
    /// Returns an error with a status from 400 to 599 and a reason, in the form of the request's endpoint.
    fn error(&self, request: &Parts, status: StatusCode, reason: &str) -> Response;

    /// Adds the fields by which a browser lets scripts read an answer, if they may read the endpoint's answers (CORS).
    fn shared(&self, request: &Parts, answer: Response) -> impl Future<Output = Response> + Send;
}

/// Answers a request with the fault that is due, or else by the routes.
pub(crate) async fn respond(
    host: impl FaultHost,
    request: Request,
    routes: Router,
    own: impl OwnAnswers,
) -> Result<Response, Infallible> {
    // The usual case, without a look at the contract, which few suites ever load. And a preflight is no call of an
    // endpoint: a fault that happened to it would not happen to the call.
    if host.is_faultless() || is_preflight(&request) {
        return routes.oneshot(request).await;
    }
    let operation = operation(&request);
    let path = request.uri().path();
    let (any, any_of_a_client) = host.faults(|faults| faults.await_at(path, operation));
    if !any {
        return routes.oneshot(request).await;
    }
    let (client, request) =
        if any_of_a_client { caller::of(&host, request).await } else { (None, request) };
    let due = host.fire(&Injection {
        point: InjectionPoint::Transport,
        path: request.uri().path(),
        operation,
        client: client.as_deref(),
    });
    match due {
        Some(effect) => carry_out(&effect, request, routes, own).await,
        None => routes.oneshot(request).await,
    }
}

async fn carry_out(
    effect: &Effect,
    request: Request,
    routes: Router,
    own: impl OwnAnswers,
) -> Result<Response, Infallible> {
    let (parts, body) = request.into_parts();
    Ok(match effect {
        Effect::Status(status) => {
            let status = StatusCode::from_u16(*status).expect("a planned status is valid");
            own.shared(&parts, own.error(&parts, status, SENTENCE)).await
        }
        Effect::RateLimited { retry_after_seconds } => {
            let mut response = own.error(&parts, StatusCode::TOO_MANY_REQUESTS, SENTENCE);
            let seconds = HeaderValue::from(*retry_after_seconds);
            response.headers_mut().insert(RETRY_AFTER, seconds);
            own.shared(&parts, response).await
        }
        Effect::Delay(delay) => {
            wait(*delay).await;
            routes.oneshot(Request::from_parts(parts, body)).await?
        }
        Effect::LateAnswer(delay) => {
            let answer = routes.oneshot(Request::from_parts(parts, body)).await?;
            wait(*delay).await;
            answer
        }
        Effect::Silence => {
            wait(LONGEST_DELAY).await;
            hang_up(&parts).await
        }
        Effect::Reset => hang_up(&parts).await,
        Effect::CutShort => {
            Cut::short(routes.oneshot(Request::from_parts(parts, body)).await?).await
        }
        // A proxy knows nothing of the endpoint's CORS: a script sees no answer.
        Effect::Html => Html(PAGE).into_response(),
        Effect::MalformedJson => {
            let malformed = ([(CONTENT_TYPE, "application/json")], MALFORMED_JSON).into_response();
            own.shared(&parts, malformed).await
        }
        // All other effects have their injection points behind the router.
        _ => routes.oneshot(Request::from_parts(parts, body)).await?,
    })
}

/// Returns whether a browser asks by this request if a script may send another (Fetch §4.8).
fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Returns the operation of the management API that a request calls, by gRPC or REST.
fn operation(request: &Request<Body>) -> Option<&'static str> {
    let path = request.uri().path();
    let called = CONTRACT.named(path.trim_start_matches('/'));
    let called = called.or_else(|| Some(CONTRACT.at(request.method(), path)?.operation));
    called.map(|operation| operation.name.as_str())
}

async fn wait(time: Duration) {
    #[expect(
        clippy::disallowed_methods,
        reason = "an answer that is late is late for a client, whose patience is real time"
    )]
    tokio::time::sleep(time).await;
}

/// Resets the connection. The future never completes, because the request ends with the connection.
async fn hang_up(parts: &Parts) -> Response {
    if let Some(connection) = parts.extensions.get::<Connection>() {
        connection.reset();
    }
    pending().await
}

#[cfg(test)]
mod tests;

//! Faults of the transport, around the router, and what spoils an authorization response.

mod answer;
mod caller;
mod cut;
mod line;
mod shape;

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use tower::ServiceExt as _;

pub(super) use self::answer::AnswerFault;
use self::cut::Cut;
pub(crate) use self::line::Line;
use crate::fault::{Call, LONGEST_DELAY, Seam, What};
use crate::idp::Idp;
use crate::wire::contract::CONTRACT;

/// What a proxy shows in the place of an answer.
const PAGE: &str = "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1><p>A fault that the test asked for.";

/// How an answer begins that nobody can read.
const BEGINNING: &str = r#"{"access_token":"eyJhbGciOiJSUzI1"#;

/// Carries out the fault that is due, or lets the request through to the routes.
pub(super) async fn fire(
    idp: Idp,
    request: Request,
    routes: Router,
) -> Result<Response, Infallible> {
    // Nearly always. And whether a path is an operation's takes the contract, which few suites ever need.
    if idp.faults(|faults| faults.is_empty()) {
        return routes.oneshot(request).await;
    }
    let operation = operation(&request);
    let path = request.uri().path();
    let (anything, by_client) = idp.faults(|faults| faults.await_at(path, operation));
    if !anything {
        return routes.oneshot(request).await;
    }
    let (client, request) =
        if by_client { caller::of(&idp, request).await } else { (None, request) };
    let due = idp.fire(&Call {
        seam: Seam::Transport,
        path: request.uri().path(),
        operation,
        client: client.as_deref(),
    });
    match due {
        Some(what) => carry_out(&what, request, routes).await,
        None => routes.oneshot(request).await,
    }
}

async fn carry_out(what: &What, request: Request, routes: Router) -> Result<Response, Infallible> {
    let (parts, body) = request.into_parts();
    Ok(match what {
        What::Status(status) => shape::refusal(&parts, *status, None),
        What::RateLimited { retry_after_seconds } => {
            shape::refusal(&parts, 429, Some(*retry_after_seconds))
        }
        What::Delay(delay) => {
            wait(*delay).await;
            routes.oneshot(Request::from_parts(parts, body)).await?
        }
        What::Silence => {
            wait(LONGEST_DELAY).await;
            hang_up(&parts).await
        }
        What::Reset => hang_up(&parts).await,
        What::CutShort => Cut::short(routes.oneshot(Request::from_parts(parts, body)).await?).await,
        What::Html => Html(PAGE).into_response(),
        What::MalformedJson => ([(CONTENT_TYPE, "application/json")], BEGINNING).into_response(),
        // Every other kind has its seam elsewhere.
        _ => routes.oneshot(Request::from_parts(parts, body)).await?,
    })
}

/// The operation of the management API that a request calls, through either door.
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

/// Resets the connection, and is never over: the request ends with it.
async fn hang_up(parts: &Parts) -> Response {
    if let Some(line) = parts.extensions.get::<Line>() {
        line.reset();
    }
    pending().await
}

#[cfg(test)]
mod tests;

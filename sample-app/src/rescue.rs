//! Answers requests whose handler panicked or did not end.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::{AppError, ErrorResponse, Representation};

/// Longest time of a request: the slowest honest one waits twice for Scalekit, ten seconds at most each time.
pub(crate) const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// Marks the response of a handler that has panicked.
#[derive(Clone)]
struct Panicked;

/// Makes every route answer within `longest`: JSON for scripts, a page for people.
pub(crate) fn on<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    longest: Duration,
) -> Router<S> {
    let watched = middleware::from_fn(move |request, next| answer(longest, request, next));
    routes.layer(CatchPanicLayer::custom(|_| Extension(Panicked).into_response())).layer(watched)
}

async fn answer(longest: Duration, request: Request, next: Next) -> Response {
    let representation = Representation::by(request.method(), request.uri(), request.headers());
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(answer) if answer.extensions().get::<Panicked>().is_none() => answer,
        Ok(_) => ErrorResponse::of(representation, AppError::Broken).into_response(),
        Err(_) => ErrorResponse::of(representation, AppError::TooSlow).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn never() {
        std::future::pending::<()>().await;
    }

    async fn panics() {
        panic!("a detail for nobody to see")
    }

    /// Returns the status and the heading of routes whose time limit is zero.
    async fn status_and_heading(path: &str) -> String {
        let routes = Router::new()
            .route("/never", get(never))
            .route("/api/never", get(never))
            .route("/panics", get(panics))
            .route("/api/panics", get(panics));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = on(routes, Duration::ZERO).oneshot(request).await;
        let (parts, body) = response.expect("an answer").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let body = String::from_utf8_lossy(&body);
        let said = body.lines().find(|line| line.contains("<h1>"));
        let said = said.unwrap_or(&body).trim();
        format!("{} {said}", parts.status.as_u16())
    }

    #[tokio::test]
    async fn a_handler_that_does_not_end_is_given_up_in_words() {
        insta::assert_snapshot!(status_and_heading("/never").await, @"503 <h1>That took too long</h1>");
        insta::assert_snapshot!(status_and_heading("/api/never").await, @r#"503 {"error":"too_slow","message":"We do not know whether it worked. Please try again in a moment."}"#);
    }

    #[tokio::test]
    async fn a_panic_is_answered_in_words() {
        insta::assert_snapshot!(status_and_heading("/panics").await, @"500 <h1>Something went wrong</h1>");
        insta::assert_snapshot!(status_and_heading("/api/panics").await, @r#"500 {"error":"broken","message":"This is our fault, and it has been logged. Please try again."}"#);
    }
}

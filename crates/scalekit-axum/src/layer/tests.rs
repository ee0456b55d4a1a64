//! Handlers that panic or do not end, and answers without headers of their own.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http_body_util::BodyExt as _;

use super::*;
use crate::testing;

async fn never() {
    std::future::pending::<()>().await;
}

async fn panics() {
    panic!("a detail for nobody to see")
}

/// Returns the status and the heading of routes whose time limit is zero.
async fn status_and_heading(path: &str) -> String {
    let auth = testing::auth().await;
    let routes = Router::new()
        .route("/never", get(never))
        .route("/api/never", get(never))
        .route("/panics", get(panics))
        .route("/api/panics", get(panics))
        .layer(auth.layer_within(Duration::ZERO));
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = routes.oneshot(request).await;
    let (parts, body) = response.expect("an answer").into_parts();
    assert_eq!(parts.headers["cache-control"], "no-store");
    let body = body.collect().await.expect("a body").to_bytes();
    let body = String::from_utf8_lossy(&body);
    let heading = body.lines().find(|line| line.contains("<h1>"));
    let heading = heading.unwrap_or(&body).trim();
    format!("{} {heading}", parts.status.as_u16())
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

#[tokio::test]
async fn a_cookie_is_set_once_by_whoever_has_the_last_word_and_no_cache_keeps_it() {
    let auth = testing::auth().await;
    let guarded = async |parts: Parts| {
        for cookie in ["a=guard", "b=guard", "b=guard again"] {
            AnswerCookies::set(&parts, HeaderValue::from_static(cookie));
        }
        [("set-cookie", "a=handler"), ("cache-control", "public")]
    };
    let routes = Router::new().route("/", get(guarded)).layer(auth.layer());
    let request = Request::get("/").body(Body::empty()).expect("a request");

    let answer = routes.oneshot(request).await.expect("an answer");

    let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=handler", "b=guard again"]);
    let kept: Vec<_> = answer.headers().get_all("cache-control").iter().collect();
    assert_eq!(kept, ["no-store"]);
}

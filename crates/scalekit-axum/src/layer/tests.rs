//! Handlers that panic or do not end, and answers without headers of their own.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::routing::get;
use axum::{Extension, Router};
use http_body_util::BodyExt as _;

use super::*;
use crate::proxies::ClientAddress;
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

/// Sends a request to an app at https, from a peer, and returns the status, `Location` or body, and whether browsers are to
/// remember https.
async fn sent(method: &str, peer: [u8; 4], path: &str, headers: &[(&str, &str)]) -> String {
    let builder = testing::builder_at("https://acme.scalekit.com", scalekit::Clock::system());
    let store = crate::Sqlite::in_memory().await.expect("a database in memory");
    let auth = builder
        .redirect_uri("https://app.example:8443/auth/callback")
        .store(store)
        .trusted_proxies("10.0.3.7".parse().expect("an address"))
        .build()
        .expect("the parts are right");
    let whoami =
        async |Extension(ClientAddress(client)): Extension<ClientAddress>| client.to_string();
    let routes = Router::new().route("/whoami", get(whoami).post(whoami));
    let routes = routes.nest("/below", Router::new().route("/whoami", get(whoami)));
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 1))));
    let response = routes.layer(auth.layer()).oneshot(request).await;
    let (parts, body) = response.expect("an answer").into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let said = match parts.headers.get("location") {
        Some(location) => location.to_str().expect("ASCII").to_owned(),
        None => String::from_utf8_lossy(&body).into_owned(),
    };
    let remembers = parts.headers.contains_key("strict-transport-security");
    format!("{} {said}{}", parts.status.as_u16(), if remembers { ", remembered" } else { "" })
}

#[tokio::test]
async fn handlers_find_the_address_of_the_client_as_far_as_it_is_believed() {
    let forwarded = [("x-forwarded-for", "6.6.6.6, 203.0.113.5"), ("x-forwarded-proto", "https")];
    let (proxy, stranger) = ([10, 0, 3, 7], [198, 51, 100, 9]);

    assert_eq!(sent("GET", proxy, "/whoami", &forwarded).await, "200 203.0.113.5, remembered");
    assert_eq!(sent("GET", proxy, "/whoami", &[]).await, "200 10.0.3.7, remembered");
    assert_eq!(sent("GET", stranger, "/whoami", &forwarded).await, "200 198.51.100.9, remembered");
}

#[tokio::test]
async fn what_came_to_the_proxy_in_the_clear_gets_to_no_handler() {
    let (in_the_clear, proxy) = ([("x-forwarded-proto", "http")], [10, 0, 3, 7]);

    let led = sent("GET", proxy, "//evil.example/?a=%20b", &in_the_clear).await;
    assert_eq!(led, "308 https://app.example:8443//evil.example/?a=%20b");
    let led = sent("GET", proxy, "/below/whoami", &in_the_clear).await;
    assert_eq!(led, "308 https://app.example:8443/below/whoami");
    let refused = sent("POST", proxy, "/whoami", &in_the_clear).await;
    assert!(refused.starts_with("403 ") && refused.contains("reached by https"), "{refused}");
    let script = [in_the_clear[0], ("accept", "application/json")];
    insta::assert_snapshot!(sent("GET", proxy, "/whoami", &script).await, @r#"403 {"error":"https_required","message":"Nothing has changed. What was sent could be read on its way. Send it by https."}"#);
    let stranger = sent("GET", [198, 51, 100, 9], "/whoami", &in_the_clear).await;
    assert_eq!(stranger, "200 198.51.100.9, remembered");
}

//! Guards, when nobody is signed in. Those of people who are need a Scalekit: the stories have them.

use axum::Router;
use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use scalekit::Clock;
use tower::ServiceExt as _;

use super::*;
use crate::testing;
use crate::{Proven, ProvenForm};

struct Admin;

impl Role for Admin {
    const NAME: &'static str = "admin";
}

struct ReadReports;

impl Permission for ReadReports {
    const NAME: &'static str = "reports:read";
}

/// Sends a request to routes that are behind each guard.
async fn answer(request: Request<Body>) -> Response {
    let auth = testing::auth().await;
    let team = Router::new()
        .route("/person", get(|_: SignedIn| async {}))
        .route("/admin", get(|_: HasRole<Admin>| async {}))
        .route("/reports", get(|_: HasPermission<ReadReports>| async {}))
        .route("/proven", post(|_: Proven| async {}))
        .route("/form", post(|_: ProvenForm<(), HasRole<Admin>>| async {}));
    let routes = Router::new()
        .route("/", get(|_: Option<Visitor>| async {}))
        .route("/api/person", get(|_: SignedIn| async {}))
        .nest("/team", team)
        .layer(auth.layer())
        .with_state(auth);
    routes.oneshot(request).await.expect("an answer")
}

#[tokio::test]
async fn people_are_sent_to_sign_in_and_come_back_to_the_whole_path() {
    for page in ["person", "admin", "reports"] {
        let request = Request::get(format!("/team/{page}?tab=all")).body(Body::empty());

        let answer = answer(request.expect("a request")).await;

        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let location = format!("/login?next=%2Fteam%2F{page}%3Ftab%3Dall");
        assert_eq!(answer.headers()[LOCATION], *location);
    }
}

#[tokio::test]
async fn whoever_posts_without_a_session_is_sent_to_sign_in_and_not_back_to_the_post() {
    for form in ["proven", "form"] {
        let request = Request::post(format!("/team/{form}")).body(Body::empty());

        let answer = answer(request.expect("a request")).await;

        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()[LOCATION], "/login?next=%2F");
    }
}

#[tokio::test]
async fn scripts_get_a_challenge() {
    let by_path = Request::get("/api/person").body(Body::empty());
    let by_metadata =
        Request::get("/team/person").header("sec-fetch-mode", "cors").body(Body::empty());
    for request in [by_path, by_metadata] {
        let answer = answer(request.expect("a request")).await;

        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers()[WWW_AUTHENTICATE], r#"Session realm="application""#);
    }
}

#[tokio::test]
async fn sealed_cookies_without_the_layer_that_sets_them_fail_at_the_first_request() {
    let auth = testing::auth_with_sealed_cookies(Clock::system()).await;
    let guarded = Router::new().route("/", get(|_: SignedIn| async {})).merge(auth.routes());
    for (layered, expected) in
        [(guarded.clone(), 500), (guarded.layer(auth.layer()), StatusCode::SEE_OTHER.as_u16())]
    {
        let request = Request::get("/").body(Body::empty()).expect("a request");
        let routes = layered.clone().with_state(auth.clone());
        assert_eq!(routes.clone().oneshot(request).await.expect("an answer").status(), expected);

        let request = Request::post("/auth/refresh").body(Body::empty()).expect("a request");
        let expected = if expected == 500 { 500 } else { 401 };
        assert_eq!(routes.oneshot(request).await.expect("an answer").status(), expected);
    }
}

#[tokio::test]
async fn a_public_page_takes_back_a_cookie_that_opens_nothing() {
    let request = Request::get("/").header(COOKIE, "session=garbage").body(Body::empty());

    let answer = answer(request.expect("a request")).await;

    assert_eq!(answer.status(), StatusCode::OK);
    let cleared = "session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
    assert_eq!(answer.headers()[SET_COOKIE], cleared);
}

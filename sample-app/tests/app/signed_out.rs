//! Every route, when nobody is signed in.

use axum::http::{Method, StatusCode};

use super::world::{OWN_SCRIPT, World, cleared};
use crate::{SCHEME, SESSION_COOKIES};

#[tokio::test]
async fn every_route_has_an_answer_for_nobody() {
    let world = World::start().await;
    let mut lines = String::new();

    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/dashboard"),
        (Method::GET, "/api/me"),
        (Method::GET, "/admin"),
        (Method::GET, "/api/admin"),
        (Method::GET, "/auth/callback"),
        (Method::GET, "/auth/callback?code=x&state=y"),
        (Method::GET, "/auth/refresh"),
        (Method::POST, "/auth/refresh"),
        (Method::GET, "/logout"),
        (Method::HEAD, "/logout"),
        (Method::POST, "/logout"),
        (Method::GET, "/logged-out"),
        (Method::GET, "/style.css"),
        (Method::GET, "/nowhere"),
        (Method::GET, "/api/nowhere"),
        (Method::POST, "/dashboard"),
    ] {
        let answer = world.browser().send(method.clone(), path, &[], "").await;
        let result =
            if answer.location().is_empty() { answer.heading() } else { answer.location() };
        lines += format!("{:4} {path:30} {} {result}", method.as_str(), answer.status.as_u16())
            .trim_end();
        lines += "\n";
    }

    insta::assert_snapshot!(lines, @"
    GET  /                              200 Welcome
    GET  /dashboard                     303 /login?next=%2Fdashboard
    GET  /api/me                        401
    GET  /admin                         303 /login?next=%2Fadmin
    GET  /api/admin                     401
    GET  /auth/callback                 400 This sign-in cannot be finished
    GET  /auth/callback?code=x&state=y  400 This sign-in cannot be finished
    GET  /auth/refresh                  405
    POST /auth/refresh                  401
    GET  /logout                        200 Sign out?
    HEAD /logout                        200
    POST /logout                        303 http://localhost:3000/logged-out
    GET  /logged-out                    200 You are signed out
    GET  /style.css                     200
    GET  /nowhere                       404 There is no such page
    GET  /api/nowhere                   404
    POST /dashboard                     405
    ");
}

#[tokio::test]
async fn a_page_sends_to_the_sign_in_and_remembers_where_the_person_was_going() {
    let world = World::start().await;

    let answer = world.browser().get("/dashboard?tab=roles&page=2").await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/login?next=%2Fdashboard%3Ftab%3Droles%26page%3D2");
    assert_eq!(answer.body, "");
}

#[tokio::test]
async fn a_script_gets_a_status_and_json_even_from_a_page() {
    let world = World::start().await;

    for headers in
        [&OWN_SCRIPT[..], &[("sec-fetch-mode", "cors")], &[("accept", "application/json")]]
    {
        let answer = world.browser().get_with("/dashboard", headers).await;

        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.body, @r#"{"error":"not_signed_in","message":"Sign in at /login."}"#);
        }
        assert_eq!(answer.header("www-authenticate"), format!("{SCHEME} realm=\"sample-app\""));
    }
}

#[tokio::test]
async fn a_cookie_that_opens_nothing_is_taken_back() {
    let world = World::start().await;
    for cookie in ["", "garbage", "eyJhbGciOiJub25lIn0.e30.", &"A".repeat(43), &"x".repeat(5000)] {
        for path in ["/", "/dashboard", "/api/me", "/admin"] {
            let mut browser = world.browser();
            browser.cookies.insert(SESSION_COOKIES[0].to_owned(), cookie.to_owned());

            let answer = browser.get(path).await;

            assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{path} {cookie}");
            assert_eq!(answer.set_cookies(), cleared(&SESSION_COOKIES[..1]));
        }
    }
    assert_eq!(world.idp.scenario().refreshes.len(), 0);
}

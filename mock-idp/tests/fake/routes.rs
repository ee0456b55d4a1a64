//! What is not there, and what is there for another method.

use reqwest::Method;

use crate::http::{Fake, asked, sent};

#[test]
fn a_route_of_nobody_a_route_of_later_and_a_wrong_method_say_so() {
    let fake = Fake::start();

    let told = asked([
        ("GET /oauth/tokens", fake.get("/oauth/tokens")),
        ("GET /proxy/github", fake.get("/proxy/github")),
        ("GET /oauth/token", fake.get("/oauth/token")),
        ("PUT /keys", sent(fake.request(Method::PUT, "/keys"))),
        (
            "DELETE /login",
            sent(fake.request(Method::DELETE, "/login")),
        ),
    ]);

    insta::assert_snapshot!(told, @r#"
    > GET /oauth/tokens
    404
    {"error":"not_found","error_description":"GET /oauth/tokens is no route of a Scalekit environment"}

    > GET /proxy/github
    501
    {"error":"not_implemented","error_description":"GET /proxy/github exists at Scalekit and not in this fake yet"}

    > GET /oauth/token
    405
    allow: POST
    {"error":"method_not_allowed","error_description":"/oauth/token does not answer GET"}

    > PUT /keys
    405
    allow: GET,HEAD
    {"error":"method_not_allowed","error_description":"/keys does not answer PUT"}

    > DELETE /login
    405
    allow: GET,HEAD
    {"error":"method_not_allowed","error_description":"/login does not answer DELETE"}
    "#);
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  route.refused                not_found: GET /oauth/tokens is no route of a Scalekit environment
    00:00  route.refused                not_implemented: GET /proxy/github exists at Scalekit and not in this fake yet
    00:00  route.refused                method_not_allowed: /oauth/token does not answer GET
    00:00  route.refused                method_not_allowed: /keys does not answer PUT
    00:00  route.refused                method_not_allowed: /login does not answer DELETE
    ");
}

#[test]
fn the_home_page_says_what_this_is() {
    let fake = Fake::start();

    let home = fake.get("/");

    assert_eq!(home.status, 200);
    for fact in ["http://idp.test", "Acme web", "skc_100000000000000001"] {
        assert!(home.page_text().contains(fact), "{fact}");
    }
    assert!(
        !home.body.contains("test_acme_web_secret"),
        "no secret on a page"
    );
}

#[test]
fn every_page_gets_its_stylesheet() {
    let fake = Fake::start();

    let style = fake.get("/assets/style.css");

    assert_eq!(style.status, 200);
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
}

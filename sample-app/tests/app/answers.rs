//! The headers that every answer has, and those that none has.

use axum::http::{Method, StatusCode};

use super::world::World;

#[tokio::test]
async fn every_answer_but_the_style_sheet_is_for_one_person_and_one_moment() {
    let world = World::start().await;
    for path in [
        "/",
        "/dashboard",
        "/api/me",
        "/admin",
        "/login",
        "/auth/callback",
        "/logout",
        "/logged-out",
        "/x",
    ] {
        for mut browser in [world.browser(), world.signed_in().await] {
            let answer = browser.get(path).await;

            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
            assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        }
    }
    let style = world.browser().get("/style.css").await;
    assert_eq!(style.header("cache-control"), "public, max-age=3600");
}

#[tokio::test]
async fn the_policy_lets_the_sign_out_button_reach_scalekit() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;

    let policy = browser.get("/dashboard").await.header("content-security-policy").to_owned();
    let leaves_for = browser.press_sign_out().await.location().to_owned();

    let allowed = format!("form-action 'self' {}", world.idp.url);
    assert!(policy.ends_with(&allowed), "{policy}");
    assert!(leaves_for.starts_with(&world.idp.url));
}

#[tokio::test]
async fn the_dashboard_shows_the_person_and_no_token() {
    let world = World::start().await;
    world.idp.scenario().name = "Alice <b>& co</b>";
    world.idp.scenario().roles = vec!["admin", "member"];
    let mut browser = world.signed_in().await;
    world.advance(60);

    let page = browser.get("/dashboard").await;
    let me = browser.get("/api/me").await;

    let (_, facts) = page.body.split_once("<dl>").expect("a list");
    let (facts, _) = facts.split_once("</dl>").expect("its end");
    let facts: Vec<_> = facts.trim().lines().map(str::trim).collect();
    insta::assert_snapshot!(facts.join("\n"), @r#"
    <div><dt>Name</dt><dd>Alice &#60;b&#62;&#38; co&#60;/b&#62;</dd></div>
    <div><dt>Email</dt><dd>alice@acme.example</dd></div>
    <div><dt>Organization’s id</dt><dd><code>org_acme</code></dd></div>
    <div><dt>Roles</dt><dd><span class="role">admin</span> <span class="role">member</span> </dd></div>
    <div><dt>Access renews</dt><dd>in 3 minutes</dd></div>
    <div><dt>Session ends</dt><dd>in 29 days 23 hours, at the latest</dd></div>
    "#);
    let (me_without_its_token, token) =
        me.body.split_once(r#","csrfToken":"#).expect("a token for scripts");
    assert_eq!(token.trim_matches(['"', '}']), browser.csrf_token().await);
    insta::assert_snapshot!(me_without_its_token, @r#"{"sub":"usr_alice","name":"Alice <b>& co</b>","email":"alice@acme.example","organization":"org_acme","roles":["admin","member"],"permissions":["reports:read"]"#);
    for answer in [page, me] {
        for token in
            ["eyJ", "rt_", "canary"].map(str::to_owned).into_iter().chain(browser.session_values())
        {
            assert!(!answer.body.contains(&token));
        }
    }
}

#[tokio::test]
async fn a_body_has_its_limit() {
    let world = World::start().await;
    let long = "x".repeat(17 * 1024);

    let answer = world.browser().send(Method::POST, "/logout", &[], &long).await;

    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

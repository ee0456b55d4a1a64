//! Row 99: one device, or all of them.

use reqwest::Method;
use serde_json::json;

use super::Application;
use crate::http::sent;

const ALICES_ID: &str = "usr_100000000000000001";

/// Revokes all sessions of Alice, as the application's server does with its own token.
fn revoke_all(app: &Application) {
    let own = app.exchange(&app.authenticated("client_credentials")).json();
    let token = own["access_token"].as_str().expect("a token");
    let path = format!("/api/v1/users/{ALICES_ID}/sessions/revoke");
    let request = app.server_request(Method::POST, &path).bearer_auth(token).json(&json!({}));
    let answer = sent(request);
    assert_eq!(answer.status, 200, "{answer}");
}

/// Signs Alice out as an application does that revokes all her sessions first.
fn sign_out_everywhere(app: &Application) {
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    revoke_all(app);
    app.sign_out(&browser, &tokens);
}

fn about(app: &Application) -> Option<String> {
    let verdict = app.idp.verdict();
    verdict
        .finding("sign-out-everywhere")
        .map(|finding| format!("{}: {}", finding.weight, finding.what))
}

#[test]
fn if_every_sign_out_revokes_all_sessions_it_is_a_doubt() {
    let app = Application::start();
    sign_out_everywhere(&app);
    assert_eq!(about(&app), None, "once is no habit");

    sign_out_everywhere(&app);

    insta::assert_snapshot!(about(&app).unwrap_or_default(), @"doubt: each sign-out revokes all sessions of the person, on every device; if each was a “sign out everywhere”, all is well");
}

#[test]
fn a_sign_out_everywhere_beside_others_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);

    sign_out_everywhere(&app);
    sign_out_everywhere(&app);

    assert_eq!(about(&app), None);
}

#[test]
fn a_session_that_the_client_revoked_and_renews_is_a_doubt_once() {
    let app = Application::start();
    let (laptop, phone) = (app.browser(), app.browser());
    app.sign_in(&laptop);
    let on_the_phone = app.sign_in(&phone);
    revoke_all(&app);

    for _ in 0..2 {
        app.exchange(&app.renewal(&on_the_phone.refresh));
    }

    insta::assert_snapshot!(about(&app).unwrap_or_default(), @"doubt: the client renewed a session that it had revoked itself, with all others of the person: its own session went on; if the renewal was under way by then, all is well");
    assert_eq!(
        app.idp.verdict().finding("sign-out-everywhere").map(|finding| finding.times),
        Some(1)
    );
}

#[test]
fn the_sessions_of_another_person_are_not_meant() {
    let app = Application::start();
    let bobs = app.browser();
    let bob = app.sign_in_bob(&bobs);
    app.sign_in(&app.browser());
    revoke_all(&app);

    app.renew(&bob);

    assert_eq!(about(&app), None);
}

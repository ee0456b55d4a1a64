//! What a client keeps: its keys, its own token, itself; and the tokens that it asks about.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;

use super::application::{Application, CLIENT_ID, Parameters};
use crate::http::{Answer, sent};

const NOTHING: [&str; 0] = [];

const DISCOVERY: &str = "/.well-known/openid-configuration";

fn fetch(app: &Application, path: &str) -> Answer {
    sent(app.server_request(Method::GET, path))
}

/// Returns a form about a token.
fn about(app: &Application, token: &str) -> Parameters {
    app.authenticated("unused").without("grant_type").with("token", token)
}

fn send(app: &Application, path: &str, form: &Parameters) -> Answer {
    sent(app.server_request(Method::POST, path).body(form.encoded()))
}

#[test]
fn keys_that_one_process_fetches_at_every_sign_in_are_a_doubt() {
    let app = Application::start();
    for _ in 0..5 {
        app.sign_in(&app.browser());
        fetch(&app, "/keys");
    }

    assert_eq!(app.findings(), ["doubt keys-are-cached ×2"]);
    let finding = &app.idp.verdict().findings[0];
    assert_eq!(finding.client.as_deref(), Some("Acme web"), "its connection says whose they are");
}

#[test]
fn keys_at_the_start_and_for_an_unknown_kid_are_innocent_and_so_is_a_cache_that_runs_out() {
    let app = Application::start();
    for _ in 0..3 {
        app.sign_in(&app.browser());
        fetch(&app, "/keys");
    }
    for _ in 0..3 {
        for _ in 0..3 {
            app.sign_in(&app.browser());
        }
        fetch(&app, "/keys");
    }

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn keys_of_processes_of_their_own_and_keys_that_were_rotated_are_innocent() {
    let mut app = Application::start();
    for _ in 0..8 {
        app.restart();
        app.sign_in(&app.browser());
        fetch(&app, "/keys");
    }
    for _ in 0..8 {
        app.idp.rotate_keys();
        app.sign_in(&app.browser());
        fetch(&app, "/keys");
    }

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_third_token_of_the_clients_own_while_the_first_lives_is_a_doubt() {
    let app = Application::start();
    for _ in 0..3 {
        app.own_token();
    }

    assert_eq!(app.findings(), ["doubt one-client ×1"]);
}

#[test]
fn a_discovery_document_at_every_sign_in_is_a_doubt() {
    let app = Application::start();
    for _ in 0..4 {
        app.sign_in(&app.browser());
        fetch(&app, DISCOVERY);
    }

    assert_eq!(app.findings(), ["doubt one-client ×1"]);
}

#[test]
fn a_client_that_each_callback_makes_is_a_doubt_though_no_connection_is_kept() {
    let mut app = Application::start();
    for _ in 0..3 {
        let (request, verifier) = app.request();
        let code = app.authorize(&app.browser(), &request);
        app.restart();
        app.own_token();
        app.restart();
        app.exchange(&app.code_exchange(&code, Some(&verifier)));
    }

    assert_eq!(app.findings(), ["doubt one-client ×1"]);
}

#[test]
fn tokens_that_expired_or_are_for_other_scopes_or_processes_are_innocent() {
    let mut app = Application::start();
    for scope in ["openid", "openid profile", "openid profile email"] {
        app.exchange(&app.authenticated("client_credentials").with("scope", scope));
    }
    for _ in 0..4 {
        app.idp.clock().advance(Duration::from_secs(86_401));
        app.own_token();
    }
    for _ in 0..8 {
        app.restart();
        fetch(&app, DISCOVERY);
        app.own_token();
        app.sign_in(&app.browser());
    }

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_token_of_another_client_that_is_introspected_is_a_doubt() {
    let app = Application::start();
    let spa = "skc_100000000000000002";
    let (request, verifier) = app.request();
    let callback = "http://localhost:3000/spa/callback";
    let request = request.with("client_id", spa).with("redirect_uri", callback);
    let code = app.authorize(&app.browser(), &request);
    let form = app.code_exchange(&code, Some(&verifier)).without("client_secret");
    let tokens = app.exchange(&form.with("client_id", spa).with("redirect_uri", callback)).json();
    let token = tokens["access_token"].as_str().expect("a token");

    let answer = send(&app, "/oauth/introspect", &about(&app, token));

    assert_eq!(answer.json()["active"], false);
    assert_eq!(app.findings(), ["doubt own-tokens-only ×1"]);
}

#[test]
fn who_introspects_what_came_from_outside_is_innocent() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    send(&app, "/oauth/introspect", &about(&app, &tokens.access));
    send(&app, "/oauth/introspect", &about(&app, &tokens.refresh));
    send(&app, "/oauth/introspect", &about(&app, "no-token-of-anybody"));

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_revocation_of_what_was_never_issued_is_a_doubt() {
    let app = Application::start();

    let answer = send(&app, "/revoke", &about(&app, "rt_that-nobody-ever-had"));

    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(app.findings(), ["doubt revokes-what-lives ×1"]);
}

#[test]
fn an_id_token_that_is_revoked_is_found() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    send(&app, "/revoke", &about(&app, &tokens.id));

    assert_eq!(app.findings(), ["fault revokes-what-lives ×1"]);
    insta::assert_snapshot!(app.what("revokes-what-lives"), @"an ID token was sent to be revoked, and no ID token can be: nothing was revoked");
}

/// Access tokens of Keycloak and of others have an `azp` as well.
#[test]
fn a_token_of_another_issuer_that_is_revoked_is_no_id_token_of_this_one() {
    let app = Application::start();
    app.sign_in(&app.browser());
    let issuer = app.idp.environment_url();
    for (header, issuer) in [
        (r#"{"alg":"RS256","typ":"JWT"}"#, "http://keycloak.example/realms/acme"),
        (r#"{"alg":"RS256","typ":"at+jwt"}"#, issuer),
    ] {
        let claims = format!(r#"{{"iss":"{issuer}","azp":"{CLIENT_ID}","sub":"1"}}"#);
        let parts = [header, &claims, "signature"].map(|part| URL_SAFE_NO_PAD.encode(part));

        send(&app, "/revoke", &about(&app, &parts.join(".")));
    }

    assert_eq!(app.findings_of("revokes-what-lives"), Vec::<String>::new());
}

#[test]
fn an_id_token_that_is_introspected_came_perhaps_from_outside() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    send(&app, "/oauth/introspect", &about(&app, &tokens.id));

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_client_that_introspects_and_then_revokes_its_own_token_is_silent() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    let answer = send(&app, "/oauth/introspect", &about(&app, &tokens.access));
    send(&app, "/revoke", &about(&app, &tokens.refresh));

    assert_eq!(answer.json()["active"], true);
    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_second_revocation_is_innocent() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    for token in [&tokens.access, &tokens.refresh, &tokens.refresh] {
        send(&app, "/revoke", &about(&app, token));
    }

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_process_with_one_client_is_silent() {
    let app = Application::start();
    fetch(&app, DISCOVERY);
    fetch(&app, "/keys");
    app.own_token();
    for _ in 0..8 {
        app.sign_in(&app.browser());
    }

    assert_eq!(app.findings(), NOTHING);
}

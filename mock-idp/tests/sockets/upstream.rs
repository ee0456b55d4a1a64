//! The pages of simulated identity providers, form by form.

use mock_idp::Seed;
use mock_idp::seed::{Connection, Domain};
use serde_json::json;

use crate::http::{AUTHORIZE, Answer, Fake};

const OKTA: &str = "conn_100000000000000001";
const GOOGLE: &str = "conn_100000000000000002";

/// Starts a fake in which Acme has Okta for `acme.example`, and everybody has Google.
fn fake() -> Fake {
    let seed = Seed::default()
        .connection(Connection::of("Acme", "okta").id(OKTA))
        .connection(Connection::social("google").id(GOOGLE))
        .domain(Domain::new("acme.example", "Acme"));
    Fake::with(seed)
}

fn shown(fake: &Fake, request: &str) -> Answer {
    fake.get(&format!("/login?request={request}"))
}

#[test]
fn a_selector_leads_past_the_first_page_to_the_provider_and_back_to_the_application() {
    let fake = fake();
    let request = fake.page(&format!("{AUTHORIZE}&connection_id={OKTA}"));

    let page = shown(&fake, &request);
    let form = "given_name=Erin&family_name=&email=erin@acme.example";
    let malformed = fake.post("/login/upstream", &format!("request={request}&email=erin"));
    let answer = fake.post("/login/upstream", &format!("request={request}&{form}"));

    assert!(page.page_text().contains("Sign in at Okta"), "{page}");
    assert!(page.page_text().contains("identity provider of Acme"));
    assert_eq!(malformed.status, 422);
    assert!(malformed.page_text().contains("Enter an e-mail address"));
    assert_eq!(answer.status, 303);
    let tokens = fake.redeem(&answer.parameter("code").expect("a code")).json();
    assert!(tokens["id_token"].is_string());
}

#[test]
fn one_click_signs_in_whom_the_provider_knows() {
    let fake = fake();
    let request = fake.page(&format!("{AUTHORIZE}&login_hint=alice@acme.example"));

    let page = shown(&fake, &request);
    let clicked = "email=alice@acme.example&person=bob@acme.example";
    let answer = fake.post("/login/upstream", &format!("request={request}&{clicked}"));

    assert!(page.body.contains(r#"value="alice@acme.example" autocomplete"#));
    assert!(page.body.contains(r#"value="bob@acme.example" formnovalidate"#));
    assert!(!page.body.contains("/login/restart"), "there is no way back");
    assert!(answer.parameter("code").is_some());
    assert!(fake.idp.journal().contains("user.login                   bob@acme.example"));
}

#[test]
fn the_first_page_offers_what_is_for_everybody() {
    let fake = fake();
    let request = fake.page(AUTHORIZE);

    let first = shown(&fake, &request);
    let form = format!("request={request}&connection={GOOGLE}");
    let chosen = fake.post("/login/social", &form);
    let of_acme = fake.page(AUTHORIZE);
    let refused = fake.post("/login/social", &format!("request={of_acme}&connection={OKTA}"));
    let back = fake.post("/login/restart", &format!("request={request}"));

    assert!(first.page_text().contains("Sign in with Google"));
    assert!(!first.page_text().contains("Okta"));
    assert_eq!(chosen.location(), format!("/login?request={request}"));
    assert_eq!(refused.status, 422);
    assert!(refused.page_text().contains("That provider cannot be used."));
    assert_eq!(back.status, 303);
}

#[test]
fn a_sign_in_that_begins_at_the_provider_arrives_at_the_application_with_a_token() {
    let fake = fake();

    let page = fake.get(&format!("/idp/{OKTA}"));
    let form = format!("connection={OKTA}&client=skc_100000000000000001");
    let alice = format!("{form}&email=&person=alice@acme.example&relay_state=/reports");
    let sent = fake.post("/idp", &alice);
    let failed = fake.post("/idp", &format!("{form}&email=&fault=access_denied"));

    assert!(page.page_text().contains("Start at Okta"));
    assert!(page.body.contains(r#"<option value="skc_100000000000000001">Acme web</option>"#));
    assert_eq!(sent.status, 303);
    assert!(sent.location().starts_with("http://localhost:3000/login?idp_initiated_login=eyJ"));
    let token = sent.parameter("idp_initiated_login").expect("a token");
    let header = token.split('.').next().expect("three parts");
    let keys = fake.get("/keys").json();
    let kid = keys["keys"][0]["kid"].as_str().expect("a kid");
    assert_eq!(
        header,
        base64_url(&json!({ "alg": "RS256", "kid": kid, "typ": "JWT" }).to_string())
    );
    insta::assert_snapshot!(failed.location(), @"http://localhost:3000/login?error=access_denied&error_description=the+person+declined+at+the+identity+provider");
}

#[test]
fn an_application_that_signs_people_in_by_itself_gets_the_browser_and_gives_it_back() {
    let fake = fake();
    let own = json!({ "provider_key": "acme", "type": "TRUSTED_IDP" });
    let made = fake.manage(reqwest::Method::POST, "/api/v1/connections", &own).json();
    let id = made["connection"]["id"].as_str().expect("an id").to_owned();
    let settings =
        json!({ "oidc_config": { "authorize_uri": "https://acme.example/sign-in?a=b" } });
    let path = format!("/api/v1/connections/{id}");
    let configured = fake.manage(reqwest::Method::PATCH, &path, &settings);
    assert_eq!(configured.status, 200, "{configured}");
    let request = fake.page(&format!("{AUTHORIZE}&connection_id={id}"));

    let away = shown(&fake, &request);
    let user = json!({ "sub": "u-1", "email": "erin@initech.example" });
    let path = format!("/api/v1/connections/{id}/auth-requests/{request}/user");
    let reply = fake.manage(reqwest::Method::POST, &path, &user).json();
    let callback = format!("/sso/v1/connections/{id}/partner:callback?state={request}");
    let back = fake.get(&callback);

    assert_eq!(
        away.location(),
        format!("https://acme.example/sign-in?a=b&login_request_id={request}&state={request}")
    );
    assert_eq!(reply["auth_request_id"], request);
    assert_eq!(back.status, 302);
    assert!(back.parameter("code").is_some());
    assert_eq!(fake.get(&callback).status, 410, "once");
}

fn base64_url(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

#[test]
fn a_fault_at_the_provider_goes_back_as_an_error() {
    let fake = fake();
    let request = fake.page(&format!("{AUTHORIZE}&connection_id={OKTA}"));
    let form = format!("request={request}&email=alice@acme.example&fault=invalid_id_token");

    let answer = fake.post("/login/upstream", &form);

    insta::assert_snapshot!(answer, @"
    303
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=invalid_id_token&error_description=the+identity+provider%27s+ID+token+is+not+valid&state=xyz&iss=http%3A%2F%2Fidp.test
    ");
}

#[test]
fn a_sign_in_that_cannot_begin_at_a_provider_says_why() {
    let fake = fake();

    let refused = fake.get("/idp/conn_9");

    insta::assert_snapshot!(refused, @"
    400
    cache-control: no-store

    Nobody can start here
    Why: no connection conn_9 with an identity provider; there are conn_100000000000000001.
    What to do:
    Use the id of an organization's connection that is enabled, and a client with an initiate-login URL.
    See what this environment has
    ");
}

//! Sign-ins without a browser, over HTTP and in Rust.

use std::thread;

use mock_idp::{Endpoint, Forgery, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{AUTHORIZE, Fake, WEB, transcript};
use crate::jwt::claims;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const ALICE: &str = "alice@acme.example";

#[test]
fn a_code_is_redeemed_like_any_other() {
    let fake = Fake::start();

    let signed_in = fake.steer("/sign-in", &json!({ "want": "code", "user": ALICE }));

    let code = signed_in["code"].as_str().expect("a code");
    let tokens = fake.redeem(code).json();
    assert_eq!(claims(&tokens["id_token"])["sid"], signed_in["session_id"]);
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    ");
    insta::assert_snapshot!(signed_in["redirect_uri"], @r#""http://localhost:3000/auth/callback""#);
}

#[test]
fn tokens_come_as_the_token_endpoint_answers() {
    let fake = Fake::start();

    let tokens = fake.steer(
        "/sign-in",
        &json!({
            "want": "tokens",
            "user": "carol@globex.example",
            "client": "Acme SPA",
            "organization": "Acme",
            "scope": "openid email",
            "nonce": "n-1",
        }),
    );

    let id_token = claims(&tokens["id_token"]);
    assert_eq!(id_token["nonce"], "n-1");
    assert_eq!(id_token["oid"], "org_100000000000000001");
    assert_eq!(id_token["aud"], json!(["skc_100000000000000002"]));
    assert_eq!((&tokens["scope"], tokens.get("refresh_token")), (&json!("openid email"), None));
    let bearer = tokens["access_token"].as_str().expect("a token");
    let user = fake.request(Method::GET, "/userinfo").bearer_auth(bearer);
    assert_eq!(crate::http::sent(user).json()["email"], "carol@globex.example");
}

#[test]
fn with_a_challenge_the_code_needs_its_verifier() {
    let fake = Fake::start();
    let request = json!({
        "want": "code",
        "user": ALICE,
        "client": "skc_100000000000000002",
        "redirect_uri": "http://localhost:3000/spa/callback",
        "code_challenge": CHALLENGE,
    });

    let code = fake.steer("/sign-in", &request)["code"].clone();

    let code = code.as_str().expect("a code");
    let form = format!(
        "client_id=skc_100000000000000002&grant_type=authorization_code&redirect_uri=http://localhost:3000/spa/callback&code={code}"
    );
    let with = fake.post("/oauth/token", &format!("{form}&code_verifier={VERIFIER}"));
    assert_eq!(with.status, 200, "{with}");
}

#[test]
fn its_cookie_signs_a_browser_in() {
    let fake = Fake::start();

    let signed_in = fake.idp.sign_in(ALICE).code().expect("she may");

    let answer = fake.get_with(signed_in.cookie.reveal(), AUTHORIZE);
    assert!(answer.parameter("code").is_some(), "{answer}");
    assert_eq!(fake.idp.counts().sessions, 1);
}

#[test]
fn the_next_browser_is_signed_in_without_a_page() {
    let fake = Fake::start();

    let prepared = fake.steer("/sign-in", &json!({ "want": "next_browser", "user": ALICE }));

    assert_eq!(prepared["user_id"], crate::http::ALICE);
    assert!(fake.get(AUTHORIZE).parameter("code").is_some());
    assert!(fake.get(AUTHORIZE).location().starts_with("/login?request="));
}

#[test]
fn those_that_are_prepared_stand_in_a_queue_until_a_reset() {
    let fake = Fake::start();
    let prepare = |user: &str| {
        fake.steer("/sign-in", &json!({ "want": "next_browser", "user": user }))["place"].clone()
    };

    let places = [ALICE, "bob@acme.example", ALICE].map(prepare);
    let whom = [(); 2].map(|()| fake.redeemed_by(AUTHORIZE));
    fake.idp.reset();

    assert_eq!(places, [1, 2, 3].map(Value::from));
    assert_eq!(whom, [ALICE, "bob@acme.example"]);
    assert!(fake.get(AUTHORIZE).location().starts_with("/login?request="));
}

#[test]
fn workers_that_name_their_people_do_not_meet() {
    let fake = Fake::with(Seed::default().sign_in_by_hint());
    let people = [ALICE, "bob@acme.example", "carol@globex.example"];

    thread::scope(|scope| {
        for email in people {
            let fake = &fake;
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(fake.redeemed_by(&format!("{AUTHORIZE}&login_hint={email}")), email);
                }
            });
        }
    });
}

#[test]
fn in_rust_it_is_the_same() {
    let (over_http, in_rust) = (Fake::start(), Fake::start().idp);

    let http = over_http.steer("/sign-in", &json!({ "want": "tokens", "user": ALICE }));
    let rust = in_rust.sign_in(ALICE).tokens().expect("she may");

    assert_eq!(http["access_token"], rust.access_token.reveal());
    assert_eq!(over_http.idp.journal(), in_rust.journal());
    assert!(!format!("{rust:?}").contains(rust.access_token.reveal()));
}

#[test]
fn a_planned_forgery_happens_here_too_and_a_fault_of_the_transport_does_not() {
    let fake = Fake::start();
    fake.idp.forge_next_id_token(Forgery::WrongAudience);
    fake.idp.next(Endpoint::Token).answers(503);

    let tokens = fake.steer("/sign-in", &json!({ "want": "tokens", "user": ALICE }));

    assert_ne!(claims(&tokens["id_token"])["aud"], json!(["skc_100000000000000001"]));
    assert_eq!(fake.post("/oauth/token", WEB).status, 503);
}

impl Fake {
    /// Returns the user of the ID token after this authorization request, sent by a new browser, without a page.
    fn redeemed_by(&self, authorize: &str) -> String {
        let code = self.get(authorize).parameter("code").expect("a code");
        let tokens = self.redeem(&code).json();
        claims(&tokens["id_token"])["email"].as_str().expect("an address").to_owned()
    }
}

#[test]
fn each_kind_of_refusal_names_what_there_is_or_what_the_pages_would_have_said() {
    let fake = Fake::start();
    let sign_in = |body: Value| fake.control(&Method::POST, "/sign-in", &body);

    let refused = transcript([
        ("nobody", sign_in(json!({ "want": "code", "user": "alise" }))),
        ("deactivated", sign_in(json!({ "want": "tokens", "user": "dave@acme.example" }))),
        ("misspelt", sign_in(json!({ "want": "code", "user": ALICE, "organisation": "Acme" }))),
    ]);

    insta::assert_snapshot!(refused, @r#"
    > nobody
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example"}

    > deactivated
    422
    cache-control: no-store
    {"error":"user_not_active","error_description":"this user is deactivated"}

    > misspelt
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: unknown field `organisation`, expected one of `user`, `client`, `organization`, `redirect_uri`, `scope`, `nonce`, `code_challenge`"}
    "#);
    assert_eq!(fake.idp.counts().sessions, 0);
}

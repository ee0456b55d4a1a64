//! Policies, changed while the fake runs.

use std::time::Duration;

use mock_idp::seed::SignIn;
use mock_idp::{MockIdp, NewWorld, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{AUTHORIZE, Fake, transcript};

const ALICE: &str = "alice@acme.example";

#[test]
fn what_is_left_out_stays() {
    let fake = Fake::start();

    let before = fake.see("/policies")["policies"].clone();
    let changed =
        fake.steer("/policies", &json!({ "access_token_seconds": 60, "sign_in": "hint" }));

    let mut wanted = before;
    wanted["access_token_seconds"] = 60.into();
    wanted["sign_in"] = "hint".into();
    assert_eq!(changed["policies"], wanted);
    assert_eq!(fake.see("/policies")["policies"], wanted);
    let tokens = fake.steer("/sign-in", &json!({ "want": "tokens", "user": ALICE }));
    assert_eq!(tokens["expires_in"], 59, "a second less than they live");
    assert!(fake.get(&format!("{AUTHORIZE}&login_hint={ALICE}")).parameter("code").is_some());
}

#[test]
fn a_change_is_an_event_like_any_other() {
    let fake = Fake::start();

    fake.steer(
        "/policies",
        &json!({ "refresh_reuse": "revoke_session", "access_token_seconds": 300 }),
    );
    fake.steer("/policies", &json!({ "refresh_reuse": "revoke_session" }));

    let journal = fake.see("/journal?event=policies.changed");
    assert_eq!(
        journal["entries"].as_array().map(Vec::len),
        Some(1),
        "a change that changes nothing is none"
    );
    assert_eq!(journal["entries"][0]["changed"], json!({ "refresh_reuse": "revoke_session" }));
    insta::assert_snapshot!(fake.idp.journal(), @r#"00:00  policies.changed             refresh_reuse = "revoke_session""#);
    let seed = Seed::from_toml(&fake.get("/_mock/seed").body).expect("it is right");
    assert_eq!(seed.policies, fake.idp.policies());
    fake.idp.reset();
    assert_eq!(fake.idp.policies(), Seed::default().policies);
}

#[test]
fn in_rust_it_is_the_same() {
    let (over_http, in_rust) = (Fake::start(), Fake::start().idp);

    over_http.steer("/policies", &json!({ "code_seconds": 9, "sign_in": { "as": ALICE } }));
    in_rust.set_policies(|policies| policies.code_seconds = 9).expect("nine seconds");
    in_rust.set_sign_in(&SignIn::As(ALICE.to_owned())).expect("she exists");

    assert_eq!(over_http.idp.seed(), in_rust.seed());
    let refused = in_rust.set_policies(|policies| policies.code_seconds = 0);
    assert!(refused.expect_err("no time at all").to_string().starts_with("code_seconds: "));
    assert_eq!(in_rust.policies().code_seconds, 9);
}

#[test]
fn what_cannot_be_is_refused_by_name_and_nothing_changes() {
    let fake = Fake::start();
    let set = |change: Value| fake.control(&Method::POST, "/policies", &change);
    let before = fake.see("/policies");

    let refusals = transcript([
        ("misspelt", set(json!({ "access_token_secs": 60 }))),
        ("no number", set(json!({ "code_seconds": 60, "access_token_seconds": "sekrit" }))),
        ("negative", set(json!({ "code_seconds": -1 }))),
        ("no time", set(json!({ "code_seconds": 0 }))),
        ("contradiction", set(json!({ "session_absolute_seconds": 60 }))),
        ("no such way", set(json!({ "refresh_reuse": "shrug" }))),
        ("sign-in", set(json!({ "sign_in": "always" }))),
        ("nobody", set(json!({ "sign_in": { "as": "alise" } }))),
        ("no object", set(json!([1]))),
    ]);

    insta::assert_snapshot!(refusals, @r#"
    > misspelt
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"no policy access_token_secs; there are access_token_seconds, id_token_seconds, client_token_seconds, code_seconds, email_code_seconds, session_absolute_seconds, session_idle_seconds, refresh_grace_seconds, refresh_reuse, ended_session_tokens, id_token_on_refresh, passwordless, same_browser_links, unknown_fields, sign_in"}

    > no number
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"access_token_seconds: expected a whole number from 0 to 4294967295"}

    > negative
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"code_seconds: expected a whole number from 0 to 4294967295"}

    > no time
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"code_seconds: `code_seconds` is no time at all; write a whole number from 1 to 4294967295; a test that wants it over advances the clock"}

    > contradiction
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"session_idle_seconds: a session of 60 seconds cannot lie idle for 604800; write 60 or less, or 0 if idleness does not matter"}

    > no such way
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"refresh_reuse: unknown variant `shrug`, expected one of `revoke_family`, `revoke_session`, `refuse`"}

    > sign-in
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"sign_in: unknown variant `always`, expected one of `pages`, `as`, `hint`"}

    > nobody
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"sign_in: no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example"}

    > no object
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: expected an object, like {}"}
    "#);
    assert_eq!(fake.see("/policies"), before);
}

#[test]
fn a_world_begins_with_other_policies_and_a_reset_brings_them_back() {
    let fake = Fake::start();
    let change = json!({ "policies": { "access_token_seconds": 60, "sign_in": "hint" } });

    let world = fake.steer("/worlds", &change);
    let copy = json!({ "copy_of": world["id"], "policies": { "code_seconds": 9 } });
    let copy = fake.steer("/worlds", &copy);
    let refused =
        fake.control(&Method::POST, "/worlds", &json!({ "policies": { "code_secs": 9 } }));

    let policies =
        |world: &Value| fake.of_world(world, &Method::GET, "/policies")["policies"].clone();
    assert_eq!(policies(&world)["access_token_seconds"], 60);
    assert_eq!(policies(&world)["sign_in"], "hint");
    assert_eq!(fake.of_world(&world, &Method::GET, "/journal")["entries"], json!([]));
    fake.of_world(&copy, &Method::POST, "/reset");
    assert_eq!(
        (&policies(&copy)["access_token_seconds"], &policies(&copy)["code_seconds"]),
        (&json!(60), &json!(9))
    );
    assert!(refused.body.contains("no policy code_secs; there are "), "{refused}");
}

#[test]
fn the_redirects_of_a_world_move_to_where_its_application_runs() {
    let fake = Fake::start();
    let base = |origin: &str| json!({ "redirect_base": origin });

    let world = fake.steer("/worlds", &base("http://localhost:4001"));
    let refused = fake.control(&Method::POST, "/worlds", &base("localhost:4001"));

    assert_eq!(
        world["clients"][0]["redirect_uris"],
        json!(["http://localhost:4001/auth/callback"])
    );
    assert_eq!(
        world["clients"][0]["post_logout_redirect_uris"],
        json!(["http://localhost:4001/logged-out", "http://localhost:4001/"])
    );
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("redirect_base: "), "{refused}");
    let in_rust = fake
        .idp
        .worlds()
        .create(NewWorld::from(Seed::default()).redirect_base("http://localhost:4001"));
    let in_rust: MockIdp = in_rust.expect("an origin");
    in_rust.reset();
    let web = in_rust.client("Acme web");
    assert_eq!(web.redirect_uris, ["http://localhost:4001/auth/callback"]);
    let initiate = in_rust.seed().clients[0].initiate_login_uri.clone();
    assert!(initiate.is_none_or(|uri| uri.starts_with("http://localhost:4001/")));
    let copy = in_rust
        .worlds()
        .create(NewWorld::copy_of(in_rust.world_id()).redirect_base("https://app.example"));
    let copy = copy.expect("a copy");
    assert_eq!(copy.client("Acme web").redirect_uris, ["https://app.example/auth/callback"]);
    let code = copy.sign_in(ALICE).code().expect("she may");
    assert_eq!(code.redirect_uri, "https://app.example/auth/callback");
    copy.wait_for("authorization_code.issued", 1, Duration::ZERO).expect("it was");
}

impl Fake {
    /// Calls the control API of a world that an answer described.
    fn of_world(&self, world: &Value, method: &Method, path: &str) -> Value {
        let url = format!("{}{path}", world["control_url"].as_str().expect("a URL"));
        let port = url::Url::parse(&url).expect("a URL").port().expect("a port");
        let url = format!("http://{}:{port}/_mock{path}", self.idp.address().ip());
        let request = crate::http::client().request(method.clone(), url);
        let request = if *method == Method::POST { request.json(&json!({})) } else { request };
        crate::http::sent(request).json()
    }
}

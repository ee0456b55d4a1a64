//! Many environments in one process.

mod lifetimes;

use std::net::TcpStream;
use std::time::Duration;

use mock_idp::{Control, MockIdp, NewWorld, Seed, WorldError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{ALICE, AUTHORIZE, Answer, Fake, builder, client, sent};

/// Starts a fake at 127.0.0.1, where its environments are too.
fn fake() -> Fake {
    Fake::built(builder(Seed::default().ids(42)))
}

fn address(world: &Value) -> &str {
    let url = world["environment_url"].as_str().expect("a URL");
    url.strip_prefix("http://").expect("no TLS")
}

/// Describes an answer with names in place of ports and times.
fn describe(answer: &Answer, worlds: &[&Value]) -> String {
    let mut text = serde_json::to_string_pretty(&answer.json()).expect("JSON");
    for world in worlds {
        let id = world["id"].as_str().expect("an id");
        text = text.replace(address(world), &format!("[{id}]"));
    }
    text
}

#[test]
fn a_world_is_made_and_says_what_its_clients_need() {
    let fake = fake();

    let answer = fake.control(&Method::POST, "/worlds", &json!({ "name": "checkout" }));

    assert_eq!(answer.status, 201);
    insta::assert_snapshot!(describe(&answer, &[&answer.json()]), @r#"
    {
      "id": "world_2",
      "name": "checkout",
      "environment_url": "http://[world_2]",
      "control_url": "http://[world_2]/_mock",
      "clients": [
        {
          "name": "Acme web",
          "client_id": "skc_100000000000000001",
          "client_secret": "test_acme_web_secret_not_for_production",
          "redirect_uris": [
            "http://localhost:3000/auth/callback"
          ],
          "post_logout_redirect_uris": [
            "http://localhost:3000/logged-out",
            "http://localhost:3000/"
          ]
        },
        {
          "name": "Acme SPA",
          "client_id": "skc_100000000000000002",
          "client_secret": null,
          "redirect_uris": [
            "http://localhost:3000/spa/callback"
          ],
          "post_logout_redirect_uris": [
            "http://localhost:3000/spa/logged-out",
            "http://localhost:3000/spa"
          ]
        }
      ],
      "webhook_secret": "whsec_bW9jay1pZHAgd2ViaG9va3MsIGZvciB0ZXN0cyBvbmx5",
      "interceptor_secret": "whsec_bW9jay1pZHAgaW50ZXJjZXB0b3JzLCB0ZXN0cyBvbmx5",
      "last_seq": 0
    }
    "#);
    let health = client().get(format!("http://{}/healthz", address(&answer.json()))).send();
    assert_eq!(health.expect("it answers").status(), 200);
}

#[test]
fn a_world_begins_with_a_seed_and_a_time() {
    let fake = fake();
    let request = json!({
        "seed": "[[organizations]]\nname = \"Initech\"\n[[users]]\nemail = \"erin@initech.example\"\nmemberships = [{ organization = \"Initech\" }]\n",
        "frozen_at": "2031-05-06T07:08:09Z",
    });

    let world = fake.steer("/worlds", &request);

    let get = |path: &str| {
        let url = format!("http://{}/_mock/{path}", address(&world));
        client().get(url).send().and_then(reqwest::blocking::Response::text).expect("an answer")
    };
    assert!(get("seed").contains("erin@initech.example"));
    assert_eq!(get("clock"), r#"{"now":"2031-05-06T07:08:09Z","frozen":true}"#);
    assert_eq!(world["clients"], json!([]));
}

#[test]
fn a_copy_goes_on_from_where_the_other_was() {
    let fake = fake();
    let (tokens, cookie) = fake.alice();
    fake.idp.rotate_keys();
    fake.idp.clock().advance(Duration::from_hours(1));

    let copy = fake.idp.worlds().create(NewWorld::copy_of("world_1")).expect("a copy");

    assert_eq!(copy.clock().now(), fake.idp.clock().now());
    assert_eq!(copy.journal(), "");
    let keys = |idp: &MockIdp| {
        client()
            .get(format!("{}/keys", idp.environment_url()))
            .send()
            .and_then(reqwest::blocking::Response::text)
            .expect("keys")
    };
    assert_eq!(keys(&copy), keys(&fake.idp));
    let code = |idp: &MockIdp| {
        let request = client().get(format!("{}{AUTHORIZE}&prompt=none", idp.environment_url()));
        sent(request.header("cookie", &cookie)).parameter("code").expect("she is signed in")
    };
    assert_eq!(code(&copy), code(&fake.idp), "the next ids are the same");
    let revoked = copy.revoke_sessions(ALICE).expect("she exists");
    assert_eq!(revoked, 1);
    assert!(!code(&fake.idp).is_empty(), "the other one knows nothing of it");
    assert!(tokens["refresh_token"].is_string());
    let issuer =
        client().get(format!("{}/.well-known/openid-configuration", copy.environment_url())).send();
    let issuer = issuer.and_then(reqwest::blocking::Response::json::<Value>).expect("a document");
    assert_eq!(issuer["issuer"], copy.environment_url());
}

#[test]
fn they_are_listed_and_a_world_makes_and_drops_others_and_itself() {
    let fake = fake();
    let one = fake.steer("/worlds", &json!({ "name": "one" }));
    let from_one = |method: Method, path: &str, body: &Value| {
        let url = format!("http://{}/_mock{path}", address(&one));
        let request = client().request(method, url);
        sent(if body.is_null() { request } else { request.json(body) })
    };

    let two = from_one(Method::POST, "/worlds", &json!({ "copy_of": "world_2" }));
    let listed = fake.see("/worlds");
    let dropped = from_one(Method::DELETE, "/worlds/world_3", &Value::Null);
    let itself = from_one(Method::DELETE, "/worlds/world_2", &Value::Null);

    let ids = |list: &Value| -> Vec<Value> {
        let worlds = list["worlds"].as_array().expect("a list");
        worlds.iter().map(|world| world["id"].clone()).collect()
    };
    assert_eq!(two.status, 201, "{two}");
    assert_eq!(ids(&listed), ["world_1", "world_2", "world_3"]);
    assert_eq!((&listed["max_worlds"], &listed["idle_seconds"]), (&json!(1024), &json!(1800)));
    assert_eq!((dropped.status, itself.status), (200, 200));
    assert_eq!(ids(&fake.see("/worlds")), ["world_1"]);
    assert!(TcpStream::connect(address(&two.json())).is_err());
}

#[test]
fn what_cannot_be_is_refused_with_what_can() {
    let fake = Fake::built(builder(Seed::default().ids(42)).max_worlds(1));
    let create = |body: Value| fake.control(&Method::POST, "/worlds", &body).to_string();
    let drop = |id: &str| {
        fake.control(&Method::DELETE, &format!("/worlds/{id}"), &Value::Null).to_string()
    };

    let refused = [
        create(json!({ "seed": "[[users]]\nemail = \"erin\"\n" })),
        create(json!({ "name": "w".repeat(201) })),
        create(json!({ "seed": "environment.signing_key = { pem_file = \"/etc/hostname\" }" })),
        create(json!({ "seed": "", "copy_of": "world_1" })),
        create(json!({ "copy_of": "world_1", "frozen_at": "2026-01-01T09:00:00Z" })),
        create(json!({ "copy_of": "world_7" })),
        create(json!({ "sede": "" })),
        drop("world_1"),
        drop("world_2"),
        {
            fake.steer("/worlds", &json!({}));
            create(json!({}))
        },
    ];

    insta::assert_snapshot!(refused.join("\n\n"), @r#"
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"error: `erin` is not an e-mail address\n --> seed:2:9\n  |\n2 | email = \"erin\"\n  |         ^^^^^^\n  |\n  = help: write one like `alice@acme.example`"}

    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the name of a world has 200 characters at most, and this one has 201"}

    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"a seed that comes over HTTP names no files: write the key itself, `signing_key = { pem = \"…\" }`"}

    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"a world begins with a `seed` or is a `copy_of` another, and not both"}

    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"a copy shows the time of what it is copied from; leave out `frozen_at`"}

    404
    cache-control: no-store
    {"error":"not_found","error_description":"no world world_7; there are world_1"}

    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the body: unknown field `sede`, expected one of `seed`, `copy_of`, `name`, `frozen_at`, `policies`, `redirect_base` at line 1 column 7"}

    409
    cache-control: no-store
    {"error":"conflict","error_description":"world_1 is the first world; it ends with its process, and POST /_mock/reset brings it back to its seed"}

    404
    cache-control: no-store
    {"error":"not_found","error_description":"no world world_2; there are world_1"}

    429
    cache-control: no-store
    {"error":"too_many","error_description":"there may be 1 worlds besides the first (`--max-worlds`), and there are; drop one that is done with: DELETE /_mock/worlds/{id}"}
    "#);
}

#[test]
fn whoever_drops_a_world_makes_room_for_another() {
    let idp = MockIdp::builder().max_worlds(1).start().expect("a port");
    let held = idp.worlds().create(Seed::empty()).expect("there is room");

    let refused = idp.worlds().create(Seed::empty());
    drop(held);
    let other = idp.worlds().create(Seed::empty());

    assert!(matches!(refused, Err(WorldError::TooMany { most: 1 })));
    assert!(other.is_ok());
}

#[test]
fn they_share_the_token_of_the_control_api() {
    let guarded = builder(Seed::default()).control(Control::with_token("only_for_these_tests"));
    let fake = Fake::built(guarded);
    let create = |token: &str| {
        sent(fake.request(Method::POST, "/_mock/worlds").bearer_auth(token).json(&json!({})))
    };

    let refused = create("another");
    let world = create("only_for_these_tests").json();

    let clock = |token: &str| {
        sent(client().get(format!("http://{}/_mock/clock", address(&world))).bearer_auth(token))
            .status
    };
    assert_eq!(refused.status, 401);
    assert_eq!((clock("another"), clock("only_for_these_tests")), (401, 200));
}

#[test]
fn they_are_reached_by_the_name_of_the_first() {
    let fake = Fake::start();

    let world = fake.idp.worlds().create(Seed::default()).expect("a port");

    let port = world.address().port();
    assert_eq!(world.environment_url(), format!("http://idp.test:{port}"));
}

#[test]
fn health_is_answered_without_any_token() {
    let fake = Fake::built(builder(Seed::empty()).control(Control::Off));

    insta::assert_snapshot!(fake.get("/healthz"), @r#"
    200
    cache-control: no-store

    {
      "status": "ok"
    }
    "#);
}

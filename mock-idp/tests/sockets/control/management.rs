//! The management API without its token.

use mock_idp::{Control, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{ALICE, Fake, builder, sent};

const ACME: &str = "org_100000000000000001";

#[test]
fn its_operations_are_there_without_a_token() {
    let fake = Fake::start();

    let users = fake.see("/api/v1/users");
    let made =
        fake.control(&Method::POST, "/api/v1/organizations", &json!({ "display_name": "Initech" }));
    let role = fake.control(
        &Method::PATCH,
        &format!("/api/v1/memberships/organizations/{ACME}/users/{ALICE}"),
        &json!({ "roles": [{ "name": "member" }] }),
    );

    assert_eq!(users["total_size"], 5);
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["organization"]["display_name"], "Initech");
    assert_eq!(role.status, 200, "{role}");
    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  organization.created         Initech
    00:00  user.organization_membership_updated  alice@acme.example is member of Acme
    ");
}

#[test]
fn an_allowlist_is_changed() {
    let fake = Fake::start();
    let uri = "http://localhost:4000/callback";

    let changed = fake.control(
        &Method::PATCH,
        "/api/v1/clients/skc_100000000000000001",
        &json!({ "post_login_uris": [uri] }),
    );

    assert_eq!(changed.status, 200, "{changed}");
    assert_eq!(fake.idp.client("Acme web").redirect_uris, [uri]);
}

#[test]
fn its_refusals_are_the_same() {
    let fake = Fake::start();
    let pairs = [(Method::GET, "/users/usr_1"), (Method::GET, "/cakes"), (Method::PUT, "/users")];

    for (method, path) in pairs {
        let open = fake.control(&method, &format!("/api/v1{path}"), &Value::Null);
        let guarded = fake.manage(method, &format!("/api/v1{path}"), &Value::Null);
        assert_eq!((open.status, open.json()), (guarded.status, guarded.json()), "{path}");
    }
}

#[test]
fn a_tests_own_calls_are_not_counted_as_the_applications() {
    let fake = Fake::start();

    fake.see("/api/v1/users");

    assert_eq!(fake.idp.management_calls().len(), 0);
    assert_eq!(fake.see("/calls"), json!({ "calls": [] }));
}

#[test]
fn the_rest_api_requires_its_token_as_before() {
    let fake = Fake::start();

    assert_eq!(fake.get("/api/v1/users").status, 401);
}

#[test]
fn where_the_control_api_takes_a_token_this_does_too() {
    let fake =
        Fake::built(builder(Seed::default()).control(Control::with_token("a-token-of-the-tests")));
    let users = || fake.request(Method::GET, "/_mock/api/v1/users");

    let without = sent(users());
    let with = sent(users().bearer_auth("a-token-of-the-tests"));

    assert_eq!((without.status, with.status), (401, 200));
}

#[test]
fn in_rust_it_is_the_same() {
    let fake = Fake::start();

    let users = fake
        .idp
        .manage("scalekit.v1.users.UserService/ListUsers", json!({}))
        .expect("it is served");
    let unknown = fake
        .idp
        .manage("scalekit.v1.sessions.SessionService/GetSesion", json!({}))
        .expect_err("it is misspelt");

    assert_eq!(users["users"], fake.see("/api/v1/users")["users"]);
    insta::assert_snapshot!(unknown, @"UNIMPLEMENTED: no operation scalekit.v1.sessions.SessionService/GetSesion; there are scalekit.v1.sessions.SessionService/GetSession, scalekit.v1.sessions.SessionService/GetUserSessions, scalekit.v1.sessions.SessionService/RevokeAllUserSessions, scalekit.v1.sessions.SessionService/RevokeSession");
}

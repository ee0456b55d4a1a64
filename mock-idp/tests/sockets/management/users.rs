//! `/api/v1/users`, `/api/v1/memberships` and `/api/v1/invites`

use reqwest::Method;
use serde_json::{Value, json};

use super::get;
use crate::http::{ALICE, Answer, Fake};

const ACME: &str = "org_100000000000000001";
const GLOBEX: &str = "org_100000000000000002";
const BOB: &str = "usr_100000000000000002";

/// Creates Erin in Acme; returns her id.
fn erin(fake: &Fake, send_invitation_email: bool) -> String {
    let path =
        format!("/api/v1/organizations/{ACME}/users?send_invitation_email={send_invitation_email}");
    let user = json!({ "email": "erin@initech.example", "external_id": "crm|7" });
    let created = fake.manage(Method::POST, &path, &user);
    assert_eq!(created.status, 201);
    let id = created.json()["user"]["id"].clone();
    id.as_str().expect("an id").to_owned()
}

fn patch(fake: &Fake, path: &str, body: &Value) -> Answer {
    fake.manage(Method::PATCH, path, body)
}

#[test]
fn a_user_is_reached_by_either_id() {
    let fake = Fake::start();
    let erin = erin(&fake, false);
    let external = "/api/v1/users:external/crm%7C7";

    let seen = get(&fake, external);
    let name = json!({ "user_profile": { "given_name": "Erin" } });
    let changed = patch(&fake, &format!("/api/v1/users/{erin}"), &name);
    let moved = patch(&fake, external, &json!({ "external_id": "8" }));
    let deleted = fake.manage(Method::DELETE, "/api/v1/users:external/8", &Value::Null);

    assert_eq!(seen.json()["user"]["id"], erin.as_str());
    assert_eq!(changed.json()["user"]["user_profile"]["given_name"], "Erin");
    assert_eq!(moved.json()["user"]["external_id"], "8");
    assert_eq!((deleted.status, deleted.body.as_str()), (200, "{}"));
    assert_eq!(get(&fake, &format!("/api/v1/users/{erin}")).status, 404);
}

#[test]
fn a_taken_address_is_a_conflict() {
    let fake = Fake::start();
    let path = format!("/api/v1/organizations/{GLOBEX}/users");

    let refused = fake.manage(Method::POST, &path, &json!({ "email": "alice@acme.example" }));

    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["details"][0]["error_code"], "ALREADY_EXISTS");
}

#[test]
fn users_are_listed_and_searched_in_the_environment_and_in_an_organization() {
    let fake = Fake::start();

    for (path, total) in [
        ("/api/v1/users".to_owned(), 5),
        ("/api/v1/users:search?query=CAROL".to_owned(), 1),
        (format!("/api/v1/organizations/{ACME}/users?page_size=2"), 5),
        (format!("/api/v1/organizations/{ACME}/users:search?query=globex"), 1),
    ] {
        assert_eq!(get(&fake, &path).json()["total_size"], total, "{path}");
    }
    assert_eq!(get(&fake, "/api/v1/users:search?query=al").status, 400);
}

#[test]
fn a_membership_is_made_changed_and_ended() {
    let fake = Fake::start();
    let path = format!("/api/v1/memberships/organizations/{GLOBEX}/users/{ALICE}");

    let made = fake.manage(
        Method::POST,
        &format!("{path}?send_invitation_email=false"),
        &json!({ "roles": [{ "name": "member" }] }),
    );
    let changed = patch(&fake, &path, &json!({ "roles": [{ "name": "admin" }] }));
    let ended = fake.manage(Method::DELETE, &path, &Value::Null);

    assert_eq!(made.status, 201);
    assert_eq!(changed.json()["user"]["memberships"][1]["roles"][0]["name"], "admin");
    assert_eq!((ended.status, ended.body.as_str()), (200, "{}"));
    let alice = get(&fake, &format!("/api/v1/users/{ALICE}")).json();
    assert_eq!(alice["user"]["memberships"].as_array().map(Vec::len), Some(1));
}

#[test]
fn roles_are_assigned_listed_and_taken_away() {
    let fake = Fake::start();
    let path = format!("/api/v1/organizations/{ACME}/users/{BOB}/roles");

    let assigned = fake.manage(Method::POST, &path, &json!([{ "role_name": "admin" }]));
    let taken = fake.manage(Method::DELETE, &format!("{path}/member"), &Value::Null);
    let held = get(&fake, &path);
    let allowed = get(&fake, &format!("/api/v1/organizations/{ACME}/users/{BOB}/permissions"));

    assert_eq!(assigned.json()["roles"].as_array().map(Vec::len), Some(2));
    assert_eq!(taken.status, 200);
    assert_eq!(held.json()["roles"][0]["name"], "admin");
    assert_eq!(allowed.json()["permissions"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_invitation_is_mailed_again() {
    let fake = Fake::start();
    let erin = erin(&fake, true);
    let path = |user: &str| format!("/api/v1/invites/organizations/{ACME}/users/{user}/resend");

    let resent = patch(&fake, &path(&erin), &json!({}));
    let nothing_to_resend = patch(&fake, &path(ALICE), &json!({}));

    assert_eq!(resent.json()["invite"]["resent_count"], 1);
    assert_eq!(nothing_to_resend.status, 400);
}

/// Scalekit's OpenAPI document has this status for both addresses.
#[test]
fn a_membership_by_either_id_is_created() {
    let fake = Fake::start();
    let erin = erin(&fake, false);
    let member = json!({ "roles": [{ "name": "member" }] });
    let globex = format!("/api/v1/memberships/organizations/{GLOBEX}");
    let ids = [format!("users/{erin}"), "users:external/crm%7C7".to_owned()];

    for id in ids {
        let path = format!("{globex}/{id}");
        let created = fake.manage(Method::POST, &path, &member);
        let deleted = fake.manage(Method::DELETE, &path, &Value::Null);

        assert_eq!((created.status, deleted.status), (201, 200), "{id}");
    }
}

#[test]
fn nobody_has_joined_before_the_invitation_is_accepted() {
    let fake = Fake::start();
    let [invited, added] = [true, false].map(|by_mail| {
        let fake = if by_mail { &fake } else { &Fake::start() };
        let erin = erin(fake, by_mail);
        get(fake, &format!("/api/v1/users/{erin}")).json()["user"]["memberships"][0].clone()
    });

    assert_eq!(invited["membership_status"], "PENDING_INVITE");
    assert_eq!(invited.get("join_time"), None);
    assert_eq!(added["join_time"], "2026-01-01T09:00:00Z");
}

//! `/api/v1/roles`, `/api/v1/organizations/{org_id}/roles` and `/api/v1/permissions`

use reqwest::Method;
use serde_json::{Value, json};

use super::{NOTHING, get};
use crate::http::{Answer, Fake};

const ACMES: &str = "/api/v1/organizations/org_100000000000000001/roles";

fn post(fake: &Fake, path: &str, body: &Value) -> Answer {
    let answer = fake.manage(Method::POST, path, body);
    assert!((200..300).contains(&answer.status), "{path}: {answer}");
    answer
}

fn delete(fake: &Fake, path: &str) -> u16 {
    fake.manage(Method::DELETE, path, &NOTHING).status
}

#[test]
fn roles_of_the_environment_live_at_their_addresses() {
    let fake = Fake::start();
    let role = json!({ "name": "lead", "display_name": "Lead", "extends": "member" });

    assert_eq!(post(&fake, "/api/v1/roles", &role).status, 201);

    let roles = get(&fake, "/api/v1/roles?include=permissions:all").json();
    assert_eq!(roles["roles"][2]["permissions"][0]["role_name"], "member");
    let dependents = get(&fake, "/api/v1/roles/member/dependents").json();
    assert_eq!(dependents["roles"][0]["name"], "lead");
    let count = get(&fake, "/api/v1/roles/member/users:count").json();
    assert_eq!(count["count"], "4", "64 bits travel as a text");
    let change = json!({ "display_name": "Team lead" });
    let changed = fake.manage(Method::PUT, "/api/v1/roles/lead", &change).json();
    assert_eq!(changed["role"]["display_name"], "Team lead");
    for path in ["/api/v1/roles:set_defaults", "/api/v1/roles/default"] {
        let defaults = fake.manage(Method::PATCH, path, &json!({ "default_member_role": "lead" }));
        assert_eq!(defaults.json()["default_member"]["name"], "lead", "{path}");
    }
    assert_eq!(delete(&fake, "/api/v1/roles/lead/base"), 200);
    let got = get(&fake, "/api/v1/roles/lead").json();
    assert_eq!(got["role"]["extends"], Value::Null);
    assert_eq!(delete(&fake, "/api/v1/roles/lead"), 400, "it is a default");
    assert_eq!(delete(&fake, "/api/v1/roles/lead?reassign_role_name=member"), 200);
}

#[test]
fn roles_of_an_organization_live_below_it() {
    let fake = Fake::start();
    let role = json!({ "name": "clerk", "display_name": "Clerk", "extends": "member" });
    let clerk = format!("{ACMES}/clerk");

    assert_eq!(post(&fake, ACMES, &role).status, 201);

    assert_eq!(get(&fake, ACMES).json()["roles"][2]["name"], "clerk");
    assert_eq!(get(&fake, &clerk).json()["role"]["is_org_role"], true);
    let change = json!({ "display_name": "Head clerk" });
    assert_eq!(fake.manage(Method::PUT, &clerk, &change).status, 200);
    let count = get(&fake, &format!("{clerk}/users:count"));
    assert_eq!(count.json()["count"], "0");
    let default = json!({ "default_member_role": "clerk" });
    let set = fake.manage(Method::PATCH, &format!("{ACMES}:set_defaults"), &default);
    assert_eq!(set.json()["default_member"]["name"], "clerk");
    assert_eq!(delete(&fake, &format!("{clerk}/base")), 200);
    assert_eq!(delete(&fake, &format!("{clerk}?reassign_role_name=member")), 200);
}

#[test]
fn permissions_live_at_their_addresses_and_below_roles() {
    let fake = Fake::start();
    let permission = json!({ "name": "reports:export" });
    let path = "/api/v1/permissions/reports:export";

    assert_eq!(post(&fake, "/api/v1/permissions", &permission).status, 201);

    let described = json!({ "name": "reports:export", "description": "Take home" });
    assert_eq!(fake.manage(Method::PUT, path, &described).status, 200);
    assert_eq!(get(&fake, path).json()["permission"]["description"], "Take home");
    let page = get(&fake, "/api/v1/permissions?page_size=3&type=ENVIRONMENT").json();
    assert_ne!(page["next_page_token"], "");
    let names = json!({ "permission_names": ["reports:export"] });
    assert_eq!(post(&fake, "/api/v1/roles/member/permissions", &names).status, 200);
    for list in ["permissions", "permissions:all"] {
        let list = get(&fake, &format!("/api/v1/roles/member/{list}")).json();
        assert_eq!(list["permissions"].as_array().map(Vec::len), Some(2));
    }
    assert_eq!(delete(&fake, path), 400, "a role has it");
    assert_eq!(delete(&fake, "/api/v1/roles/member/permissions/reports:export"), 200);
    assert_eq!(delete(&fake, path), 200);
    assert_eq!(get(&fake, path).status, 404);
}

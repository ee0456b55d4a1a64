//! `/api/v1/connections`, `/api/v1/organizations/{organization_id}/connections`, `…/domains` and
//! `…/directories`

use reqwest::Method;
use serde_json::{Value, json};

use super::{NOTHING, get};
use crate::http::{AUTHORIZE, Fake};

const ACME: &str = "/api/v1/organizations/org_100000000000000001";

fn id(answer: &Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_connection_is_made_and_enabled_and_leads_people_there() {
    let fake = Fake::start();
    let new = json!({ "provider": "OKTA", "type": "OIDC" });

    let made = fake.manage(Method::POST, &format!("{ACME}/connections"), &new);
    let connection = id(&made.json()["connection"]);
    let one = format!("{ACME}/connections/{connection}");
    let enabled = fake.manage(Method::PATCH, &format!("{one}:enable"), &NOTHING);
    let request = fake.page(&format!("{AUTHORIZE}&connection_id={connection}"));
    let page = fake.get(&format!("/login?request={request}"));
    let renamed = json!({ "ui_button_title": "Acme's own" });
    let by_id = format!("/api/v1/connections/{connection}");
    let renamed = fake.manage(Method::PATCH, &by_id, &renamed);
    let list = get(&fake, "/api/v1/connections?organization_id=org_100000000000000001");
    let disabled = fake.manage(Method::PATCH, &format!("{one}:disable"), &NOTHING);
    let deleted = fake.manage(Method::DELETE, &one, &NOTHING);

    assert_eq!(made.status, 200);
    assert_eq!(enabled.json()["enabled"], true);
    assert!(page.page_text().contains("Sign in at Okta"));
    assert_eq!(renamed.json()["connection"]["ui_button_title"], "Acme's own");
    assert_eq!(list.json()["connections"][0]["id"], connection);
    assert_eq!(disabled.json()["enabled"], false);
    assert_eq!(deleted.json(), json!({}));
    assert_eq!(get(&fake, &one).status, 404);
    assert_eq!(get(&fake, &by_id).status, 404);
    assert_eq!(get(&fake, "/api/v1/connections/app").json()["total_size"], 0);
}

#[test]
fn a_domain_is_made_listed_and_deleted() {
    let fake = Fake::start();
    let all = format!("{ACME}/domains");

    let made = fake.manage(Method::POST, &all, &json!({ "domain": "acme.example" }));
    let again = fake.manage(Method::POST, &all, &json!({ "domain": "acme.example" }));
    let one = format!("{all}/{}", id(&made.json()["domain"]));
    let list = get(&fake, &format!("{all}?page_size=1&domain_type=ORGANIZATION_DOMAIN"));

    assert_eq!(again.status, 409);
    assert_eq!(list.json()["domains"][0], made.json()["domain"]);
    assert_eq!(get(&fake, &one).json(), made.json());
    assert_eq!(fake.manage(Method::DELETE, &one, &NOTHING).status, 200);
    assert_eq!(get(&fake, &all).json()["page_size"], 0);
}

#[test]
fn a_directory_is_made_enabled_and_read() {
    let fake = Fake::start();
    let all = format!("{ACME}/directories");
    let new = json!({ "directory_type": "SCIM", "directory_provider": "OKTA" });

    let made = fake.manage(Method::POST, &all, &new);
    let one = format!("{all}/{}", id(&made.json()["directory"]));
    let enabled = fake.manage(Method::PATCH, &format!("{one}:enable"), &NOTHING);

    assert_eq!(made.status, 200);
    assert_eq!(enabled.json()["enabled"], true);
    assert_eq!(get(&fake, &one).json()["directory"]["enabled"], true);
    assert_eq!(get(&fake, &all).json()["directories"].as_array().map(Vec::len), Some(1));
    assert_eq!(get(&fake, &format!("{one}/users?page_size=5")).json()["total_size"], 0);
    assert_eq!(get(&fake, &format!("{one}/groups")).json()["total_size"], 0);
    let disabled = fake.manage(Method::PATCH, &format!("{one}:disable"), &NOTHING);
    assert_eq!(disabled.json()["enabled"], false);
    assert_eq!(fake.manage(Method::DELETE, &one, &NOTHING).status, 200);
    assert_eq!(get(&fake, &one).status, 404);
}

//! `/api/v1/organizations`, and the links to their portals

use reqwest::Method;
use serde_json::{Value, json};

use super::{NOTHING, get};
use crate::http::{Answer, Fake};

const ACME: &str = "/api/v1/organizations/org_100000000000000001";

fn patch(fake: &Fake, path: &str, body: &Value) -> Answer {
    fake.manage(Method::PATCH, path, body)
}

#[test]
fn an_organization_lives_at_its_addresses() {
    let fake = Fake::start();
    let body = json!({ "display_name": "Initech", "external_id": "tenant/7" });

    let created = fake.manage(Method::POST, "/api/v1/organizations", &body);

    assert_eq!(created.status, 201);
    let organization = created.json()["organization"].clone();
    let path = format!("/api/v1/organizations/{}", organization["id"].as_str().expect("an id"));
    assert_eq!(get(&fake, &path).json()["organization"], organization);
    let external = get(&fake, "/api/v1/organizations:external/tenant%2F7");
    assert_eq!(external.json()["organization"], organization);
    let by_filter = get(&fake, "/api/v1/organizations?external_id=tenant/7").json();
    assert_eq!(by_filter["total_size"], 1);
    let found = get(&fake, "/api/v1/organizations:search?query=INIT").json();
    assert_eq!(found["organizations"][0], organization);
    let renamed = patch(&fake, &path, &json!({ "display_name": "Initrode" }));
    assert_eq!(renamed.json()["organization"]["display_name"], "Initrode");
    let masked = format!("{path}?update_mask=externalId");
    let masked = patch(&fake, &masked, &json!({})).json();
    assert_eq!(masked["organization"]["external_id"], Value::Null);
    let deleted = fake.manage(Method::DELETE, &path, &NOTHING);
    assert_eq!((deleted.status, deleted.json()), (200, json!({})));
    assert_eq!(get(&fake, &path).status, 404);
}

#[test]
fn a_slug_that_is_taken_is_a_conflict() {
    let fake = Fake::start();
    let body = json!({ "display_name": "Other", "slug": "acme" });

    let refused = fake.manage(Method::POST, "/api/v1/organizations", &body);

    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["details"][0]["error_code"], "ALREADY_EXISTS");
}

#[test]
fn settings_and_policies_have_addresses_of_their_own() {
    let fake = Fake::start();

    let features = json!({ "features": [{ "name": "sso", "enabled": true }] });
    let settings = patch(&fake, &format!("{ACME}/settings"), &features).json();
    assert_eq!(settings["organization"]["settings"], features);
    let limit = json!({ "settings": { "max_allowed_users": 5 } });
    let limited = patch(&fake, &format!("{ACME}/settings/usermanagement"), &limit);
    assert_eq!(limited.json(), limit);
    let read = get(&fake, &format!("{ACME}/settings/usermanagement"));
    assert_eq!(read.json(), limit);
    let policy = json!({ "policy_source": "CUSTOM", "absolute_session_timeout": 60 });
    let set = patch(&fake, &format!("{ACME}/session-policy"), &policy);
    assert_eq!(set.status, 200);
    let read = get(&fake, &format!("{ACME}/session-policy"));
    assert_eq!(read.json(), set.json());
    assert_eq!(read.json()["policy"]["policy_source"], "CUSTOM");
}

#[test]
fn a_portal_link_shows_its_page_once_and_in_a_frame() {
    let fake = Fake::start();
    let link = fake.manage(Method::PUT, &format!("{ACME}/portal_links"), &NOTHING);
    let location = link.json()["link"]["location"].clone();
    let path = location.as_str().and_then(|url| url.strip_prefix("http://idp.test"));
    let path = path.expect("it is of this environment");

    let page = fake.get(path);
    let again = fake.get(path);

    assert_eq!(page.status, 200);
    assert!(page.page_text().contains("Admin portal of Acme"));
    assert_eq!(page.header("x-frame-options"), None);
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(!policy.contains("frame-ancestors"));
    assert_eq!(again.status, 410);
    assert!(again.page_text().contains("this link was opened before"));
    assert_eq!(fake.get("/magicLink/x").status, 410);
}

//! `/api/v1/clients` and `/api/v1/organizations/{organization_id}/clients`

use reqwest::Method;
use serde_json::json;

use super::{NOTHING, get, post};
use crate::http::Fake;

const ACME_CLIENTS: &str = "/api/v1/organizations/org_100000000000000001/clients";

#[test]
fn an_application_lives_from_post_to_delete() {
    let fake = Fake::start();
    let body = json!({
        "name": "Second",
        "client_type": "WEB_APP",
        "post_login_uris": ["http://localhost:4000/cb"],
    });

    let created = post(&fake, "/api/v1/clients", &body);
    let id = created.json()["client"]["id"].clone();
    let path = format!("/api/v1/clients/{}", id.as_str().expect("an id"));
    let secret = post(&fake, &format!("{path}/secrets"), &json!({}));
    let changed = fake.manage(Method::PATCH, &path, &json!({ "name": "Renamed" }));
    let emptied = format!("{path}?mask=postLoginUris");
    let emptied = fake.manage(Method::PATCH, &emptied, &json!({}));
    let secret_id = secret.json()["secret"]["id"].clone();
    let secret_path = format!("{path}/secrets/{}", secret_id.as_str().expect("an id"));
    let no_secret = fake.manage(Method::DELETE, &secret_path, &NOTHING);
    let deleted = fake.manage(Method::DELETE, &path, &NOTHING);

    assert_eq!((created.status, secret.status), (200, 200));
    assert_eq!(changed.json()["client"]["name"], "Renamed");
    assert_eq!(emptied.json()["client"]["post_login_uris"], json!([]));
    assert_eq!((no_secret.status, no_secret.json()), (200, json!({})));
    assert_eq!((deleted.status, deleted.json()), (200, json!({})));
    assert_eq!(get(&fake, &path).status, 404);
    let all = get(&fake, "/api/v1/clients?filter.client_type=ALL").json();
    assert_eq!(all["total_size"], 2);
}

#[test]
fn an_organizations_client_gets_a_token_that_is_forbidden_here() {
    let fake = Fake::start();
    let created = post(&fake, ACME_CLIENTS, &json!({ "name": "Deployer" }));
    let body = created.json();
    let [id, secret] = [&body["client"]["client_id"], &body["plain_secret"]]
        .map(|one| one.as_str().expect("a text"));

    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let token = fake.post("/oauth/token", &form).json()["access_token"].clone();
    let request =
        fake.request(Method::GET, ACME_CLIENTS).bearer_auth(token.as_str().expect("a token"));
    let refused = crate::http::sent(request);
    let second = post(&fake, &format!("{ACME_CLIENTS}/{id}/secrets"), &json!({}));

    assert_eq!((created.status, second.status), (201, 201));
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["details"][0]["error_code"], "PERMISSION_DENIED");
    assert_eq!(get(&fake, ACME_CLIENTS).json()["total_size"], 1);
}

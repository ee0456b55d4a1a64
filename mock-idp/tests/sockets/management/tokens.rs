//! `/api/v1/tokens`, and the verbs after its colon.

use serde_json::json;

use super::{get, post};
use crate::http::Fake;

const ACME: &str = "org_100000000000000001";

#[test]
fn a_token_is_made_validated_changed_and_ended() {
    let fake = Fake::start();
    let created =
        post(&fake, "/api/v1/tokens", &json!({ "organization_id": ACME, "description": "CI" }));
    let token = created.json()["token"].clone();
    let named = json!({ "token": token });
    let described = json!({ "token": token, "description": "CD" });

    let valid = post(&fake, "/api/v1/tokens:validate", &named);
    let changed = post(&fake, "/api/v1/tokens:update", &described);
    let list = get(&fake, &format!("/api/v1/tokens?organization_id={ACME}"));
    let ended = post(&fake, "/api/v1/tokens:invalidate", &named);
    let refused = post(&fake, "/api/v1/tokens:validate", &named);

    assert_eq!(created.status, 200);
    assert_eq!(valid.json()["token_info"]["organization_id"], ACME);
    assert_eq!(changed.json()["token_info"]["description"], "CD");
    assert_eq!(list.json()["total_count"], 1);
    assert_eq!((ended.status, ended.json()), (200, json!({})));
    assert_eq!(refused.status, 404);
}

//! `/api/v1/events/paginated`

use serde_json::json;

use super::post;
use crate::http::Fake;

#[test]
fn the_filter_is_the_body_and_the_page_is_in_the_query() {
    let fake = Fake::start();
    fake.alice();
    fake.alice();
    let logins = json!({ "event_types": ["user.login"] });

    let first = post(&fake, "/api/v1/events/paginated?page_size=1", &logins).json();
    let next = first["next_page_token"].as_str().expect("a second page");
    let path = format!("/api/v1/events/paginated?page_size=1&page_token={next}");
    let second = post(&fake, &path, &logins).json();

    assert_eq!(first["events"][0]["type"], "user.login");
    assert_eq!(first["events"][0]["object"], "User");
    assert_ne!(first["events"][0]["id"], second["events"][0]["id"]);
    assert_eq!(second["next_page_token"], "");
}

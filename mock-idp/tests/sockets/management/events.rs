//! `/api/v1/events/paginated`

use mock_idp::Seed;
use mock_idp::seed::Webhook;
use serde_json::{Value, json};

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

#[test]
fn the_list_has_the_bodies_of_webhooks() {
    // Nobody listens there; what was to be sent is known all the same.
    let fake = Fake::with(Seed::default().webhook(Webhook::to("http://localhost:9/")));
    let (_, cookie) = fake.alice();
    fake.get_with(&cookie, "/oidc/logout");

    let listed = post(&fake, "/api/v1/events/paginated", &json!({})).json();

    let deliveries = fake.idp.deliveries().into_iter().rev();
    let sent: Vec<Value> =
        deliveries.map(|one| serde_json::from_str(&one.body).expect("JSON")).collect();
    assert_eq!(listed["events"], json!(sent));
    assert_eq!(sent.len(), 2, "a sign-in and a sign-out");
}

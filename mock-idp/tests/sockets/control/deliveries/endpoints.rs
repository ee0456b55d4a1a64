//! Who gets webhooks and logout tokens: endpoints that tests add, hold and delete.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{ALICE, AUTHORIZE, Fake};
use crate::receiver::Receiver;

#[test]
fn an_endpoint_is_added_held_released_and_deleted() {
    let receiver = Receiver::start();
    let fake = Fake::start();
    let url = receiver.url("/hooks?token=not-for-the-journal");

    let made = fake.control(&Method::POST, "/webhooks/endpoints", &json!({ "url": url }));
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/webhooks/endpoints/{id}");
    fake.steer(&path, &json!({ "held": true }));
    fake.alice();
    let held = fake.see("/webhooks/deliveries?wait_ms=20000");
    fake.steer(&path, &json!({ "held": false }));
    let sent = fake.see("/webhooks/deliveries?wait_ms=20000");
    let listed = fake.see("/webhooks/endpoints");
    let deleted = fake.control(&Method::DELETE, &path, &Value::Null);
    fake.sign_in(&format!("{AUTHORIZE}&prompt=login"), ALICE);

    assert_eq!(made.status, 201);
    assert_eq!(held["deliveries"][0]["status"], "held");
    assert_eq!(sent["deliveries"][0]["status"], "delivered");
    assert_eq!(listed["endpoints"][0]["id"], id.as_str());
    assert_eq!(deleted.status, 200);
    assert_eq!(receiver.heard().len(), 1);
    assert_eq!(fake.idp.webhook_endpoints(), []);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let fake = Fake::start();
    let web = "/clients/Acme%20web/back_channel_logout_uris";
    let requests = [
        ("/webhooks/endpoints", json!({ "url": "https://hooks.example/" })),
        ("/webhooks/endpoints", json!({ "url": "/hooks" })),
        ("/webhooks/endpoints", json!({ "url": "http://localhost/", "events": ["session.ended"] })),
        ("/webhooks/endpoints/ep_1", json!({ "held": true })),
        ("/webhooks/deliveries/1/replay", json!({})),
        ("/webhooks/deliveries/one/replay", json!({})),
        ("/webhooks/deliveries/1/replay", json!({ "lie": "white" })),
        (web, json!({ "back_channel_logout_uris": ["https://app.example/"] })),
        ("/clients/Acme%20SPA/back_channel_logout_uris", json!({ "back_channel_logout_uris": [] })),
        ("/clients/nobody/back_channel_logout_uris", json!({ "back_channel_logout_uris": [] })),
    ];

    let mut refused: Vec<String> = requests
        .iter()
        .map(|(path, body)| {
            let answer = fake.control(&Method::POST, path, body);
            let why = answer.json()["error_description"].clone();
            format!("{} {}", answer.status, why.as_str().expect("a sentence"))
        })
        .collect();
    let too_long = fake.control(&Method::GET, "/webhooks/deliveries?wait_ms=60000", &Value::Null);
    refused.push(too_long.to_string());

    insta::assert_snapshot!(refused.join("\n"));
}

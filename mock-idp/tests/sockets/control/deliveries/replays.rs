//! Deliveries that are sent again: the same, late, or with a lie.

use std::time::Duration;

use mock_idp::{DeliveryForgery, Replay};
use reqwest::Method;
use serde_json::{Value, json};

use super::{is_genuine, settled, subscribed};
use crate::receiver::{Heard, Receiver};

#[test]
fn a_delivery_is_replayed_twice_late_and_forged() {
    let receiver = Receiver::start();
    let fake = subscribed(&receiver);
    fake.alice();
    let first = receiver.hear();
    let replay = |replay: Replay| {
        let numbers = fake.idp.replay(1, replay).expect("it was sent");
        settled(&fake.idp);
        (numbers.len(), receiver.heard())
    };

    let (count, twice) = replay(Replay::again().times(2));
    let (_, late) = replay(Replay::again().late(Duration::from_mins(10)));
    let (_, forged) = replay(Replay::again().forged(DeliveryForgery::WrongSignature));

    assert_eq!((count, twice.len()), (2, 2));
    assert!(twice.iter().all(|again| again.headers == first.headers && again.body == first.body));
    assert!(is_genuine(&fake.idp, &late[0]));
    let seconds =
        |heard: &Heard| heard.headers["webhook-timestamp"].parse::<i64>().expect("seconds");
    assert_eq!(seconds(&first) - seconds(&late[0]), 600);
    assert!(!is_genuine(&fake.idp, &forged[0]));
}

#[test]
fn a_sign_out_can_be_as_the_documents_have_it() {
    let receiver = Receiver::start();
    let fake = subscribed(&receiver);
    let (_, cookie) = fake.alice();
    fake.get_with(&cookie, "/oidc/logout");
    let [_login, logout] = [receiver.hear(), receiver.hear()];
    let sample = json!({ "lie": "docs_sample" });

    fake.steer("/webhooks/deliveries/2/replay", &sample);
    let heard = receiver.hear();
    let of_a_login = fake.control(&Method::POST, "/webhooks/deliveries/1/replay", &sample);

    let session = |heard: &Heard| heard.json()["data"]["user_session"].clone();
    assert_eq!(session(&logout)["status"], "LOGOUT");
    assert_eq!(session(&heard)["status"], "ACTIVE");
    assert_eq!(session(&heard)["logout_at"], Value::Null);
    assert_eq!(session(&heard)["session_id"], session(&logout)["session_id"]);
    assert!(is_genuine(&fake.idp, &heard));
    assert_eq!(of_a_login.status, 400);
}

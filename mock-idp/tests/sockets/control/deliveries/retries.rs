//! What a receiver did not take, and when it comes again.

use std::time::Duration;

use mock_idp::seed::Webhook;
use mock_idp::{DeliveryStatus, Seed};

use super::{settled, subscribed};
use crate::http::Fake;
use crate::receiver::Receiver;

#[test]
fn what_was_not_taken_comes_again_when_the_clock_is_advanced() {
    let receiver = Receiver::answering(|number| Some(if number < 2 { 500 } else { 200 }));
    let fake = subscribed(&receiver);
    fake.alice();
    let before = fake.idp.journal_since(1).len();

    let first = settled(&fake.idp)[0].clone();
    fake.idp.clock().advance(Duration::from_secs(59));
    let too_early = settled(&fake.idp)[0].attempts.len();
    fake.idp.clock().advance(Duration::from_mins(10));
    let last = settled(&fake.idp)[0].clone();

    assert_eq!((first.status, too_early), (DeliveryStatus::Waiting, 1));
    assert_eq!(last.status, DeliveryStatus::Delivered);
    let statuses: Vec<Option<u16>> = last.attempts.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Some(500), Some(500), Some(200)]);
    let journal = fake.idp.journal();
    assert_eq!(journal.matches("delivery.failed").count(), 2, "{journal}");
    assert_eq!(journal.matches("delivery.succeeded").count(), 1, "{journal}");
    assert!(before > 0 && !journal.contains("whsec_"), "{journal}");
    let ids: Vec<String> =
        receiver.heard().into_iter().map(|heard| heard.headers["webhook-id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == last.message_id) && ids.len() == 3);
}

#[test]
fn what_was_not_taken_comes_again_when_it_is_old_enough() {
    let receiver = Receiver::answering(|number| Some(if number < 1 { 500 } else { 200 }));
    let fake = subscribed(&receiver);
    fake.alice();
    settled(&fake.idp);

    fake.idp.age(Duration::from_secs(59));
    let too_early = settled(&fake.idp)[0].attempts.len();
    fake.idp.age(Duration::from_secs(1));
    let last = settled(&fake.idp)[0].clone();

    assert_eq!((too_early, last.attempts.len()), (1, 2));
    assert_eq!(last.status, DeliveryStatus::Delivered);
    assert_eq!(receiver.heard().len(), 2);
}

#[test]
fn nobody_there_is_a_sentence_in_the_attempt() {
    let receiver = Receiver::start();
    let url = receiver.url("/webhooks").replace("localhost", "127.0.0.2");
    let fake = Fake::with(Seed::default().webhook(Webhook::to(url)));

    fake.alice();
    let deliveries = settled(&fake.idp);

    let why = deliveries[0].attempts[0].error.as_deref().expect("no answer");
    assert!(why.starts_with("it could not be reached: "), "{why}");
}

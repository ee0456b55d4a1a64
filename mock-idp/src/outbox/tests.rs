//! Order, retries and repetitions, on a clock that stands still.

use std::time::Duration;

use super::*;
use crate::fault::DeliveryForgery;
use crate::rules::control;
use crate::seed::Seed;
use crate::seed::Webhook;
use crate::testing::World;

const HERE: &str = "http://localhost:3000/here";
const THERE: &str = "http://localhost:3000/there";

/// The run of an outbox that was never reset.
const FIRST_RUN: u64 = 0;

/// Returns a world with two endpoints.
fn world() -> World {
    World::of(&Seed::default().webhook(Webhook::to(HERE)).webhook(Webhook::to(THERE)))
}

/// Changes Bob's membership, which is one event.
fn something_happens(world: &mut World) {
    world
        .transact(|desk| control::set_roles(desk.env, "bob@acme.example", "Acme", &["admin"]))
        .expect("he exists");
}

/// Returns the numbers of the due deliveries.
fn due(world: &World) -> Vec<u64> {
    world.idp.due_calls().iter().map(|call| call.number).collect()
}

fn answered(world: &World, numbers: &[u64], status: u16) {
    for number in numbers {
        world.idp.record_outcome(FIRST_RUN, *number, Outcome::Answered(status));
    }
}

fn status(world: &World, number: u64) -> DeliveryStatus {
    let deliveries = world.idp.deliveries();
    let delivery = deliveries.iter().find(|delivery| delivery.number == number);
    delivery.expect("it is kept").status
}

#[test]
fn an_address_is_called_once_at_a_time_and_in_order() {
    let mut world = world();
    something_happens(&mut world);
    something_happens(&mut world);

    let first = due(&world);
    world.idp.record_outcome(FIRST_RUN, 1, Outcome::Answered(204));
    let second = due(&world);

    // Deliveries 1 and 3 go to one address, 2 and 4 to the other; a call that hangs at one does not hold up the
    // other.
    assert_eq!((first, second), (vec![1, 2], vec![3]));
    assert_eq!(world.idp.unsettled_deliveries(), [2, 3, 4]);
}

#[test]
fn what_was_not_accepted_is_sent_again_by_the_clock() {
    let mut world = world();
    something_happens(&mut world);
    let mut attempts = Vec::new();

    for minute in 0..=20 {
        let due = due(&world);
        if due.contains(&1) {
            attempts.push(minute);
        }
        answered(&world, &due, 500);
        world.seconds_pass(60);
    }

    assert_eq!(attempts, [0, 1, 5, 15]);
    assert_eq!(status(&world, 1), DeliveryStatus::Failed);
}

#[test]
fn what_falls_due_while_the_clock_jumps_is_sent_in_order() {
    let mut world = world();
    something_happens(&mut world);
    let numbers = due(&world);
    answered(&world, &numbers, 500);
    something_happens(&mut world);
    world.idp.record_outcome(FIRST_RUN, 0, Outcome::Answered(200)); // nothing has this number

    let now = due(&world);
    answered(&world, &now, 200);
    world.seconds_pass(3_600);
    let later = due(&world);

    assert_eq!((now, later), (vec![3, 4], vec![1, 2]));
}

#[test]
fn nothing_is_due_twice() {
    let mut world = world();
    something_happens(&mut world);

    assert_eq!(due(&world), [1, 2]);
    assert_eq!(due(&world), Vec::<u64>::new());
}

#[test]
fn a_held_endpoint_gets_what_is_replayed_in_that_order() {
    let mut world = world();
    let hold = |world: &mut World, held| {
        world
            .transact(|desk| crate::rules::webhook::endpoints::hold(desk.env, HERE, held))
            .expect("it is an endpoint");
    };
    hold(&mut world, true);
    something_happens(&mut world);
    something_happens(&mut world);
    answered(&world, &[2, 4], 200);

    let replayed = world.idp.replay(3, Replay::again()).expect("it is held");
    let out_of_order = due(&world);
    answered(&world, &[3], 200);
    hold(&mut world, false);
    let released = due(&world);

    assert_eq!((replayed, out_of_order, released), (vec![3], vec![3], vec![1]));
}

#[test]
fn a_replay_is_one_request_each_and_is_not_retried() {
    let mut world = world();
    something_happens(&mut world);
    let numbers = due(&world);
    answered(&world, &numbers, 200);

    let twice = world.idp.replay(1, Replay::again().times(2)).expect("it was sent");
    let first = due(&world);
    answered(&world, &first, 500);
    let second = due(&world);
    answered(&world, &second, 500);
    world.seconds_pass(3_600);

    assert_eq!((twice, first, second), (vec![3, 4], vec![3], vec![4]));
    assert_eq!(due(&world), Vec::<u64>::new());
    let deliveries = world.idp.deliveries();
    assert_eq!(
        (deliveries[0].message_id.as_str(), deliveries[2].replay_of),
        (&*deliveries[3].message_id, Some(1))
    );
}

#[test]
fn a_replay_can_be_late_or_forged() {
    let mut world = world();
    something_happens(&mut world);
    let sent = world.idp.due_calls();
    let again = |replay: Replay| {
        world.idp.replay(1, replay).expect("it was sent");
        world.idp.record_outcome(FIRST_RUN, 1, Outcome::Answered(200));
        let [call] = &world.idp.due_calls()[..] else { panic!("one replay") };
        let post = call.post();
        world.idp.record_outcome(FIRST_RUN, call.number, Outcome::Answered(200));
        post
    };

    let honest = sent[0].post();
    let late = again(Replay::again().late(Duration::from_mins(10)));
    let forged = again(Replay::again().forged(DeliveryForgery::WrongSignature));

    assert_eq!(honest.body, late.body);
    insta::assert_debug_snapshot!([honest.headers, late.headers, forged.headers]);
}

#[test]
fn what_cannot_be_replayed_is_refused_with_a_reason() {
    let mut world = world();
    let none = world.idp.replay(1, Replay::again()).unwrap_err();
    something_happens(&mut world);

    let reasons = [
        none,
        world.idp.replay(7, Replay::again()).unwrap_err(),
        world.idp.replay(1, Replay::again().times(0)).unwrap_err(),
        world.idp.replay(1, Replay::again().forged(DeliveryForgery::WithNonce)).unwrap_err(),
    ]
    .map(|why| why.to_string());

    insta::assert_snapshot!(reasons.join("\n"), @"
    no delivery 1; there are none
    no delivery 7; there are those from 1 to 2
    a delivery is replayed 1 to 10 times at once, not 0
    this delivery is a webhook, and of a webhook only the signature can be forged: wrong_signature
    ");
}

#[test]
fn a_deleted_endpoint_gets_nothing_more() {
    let mut world = world();
    something_happens(&mut world);

    world
        .transact(|desk| crate::rules::webhook::endpoints::delete(desk.env, HERE))
        .expect("it is an endpoint");

    assert_eq!(due(&world), [2]);
    assert_eq!(status(&world, 1), DeliveryStatus::Cancelled);
}

#[test]
fn the_oldest_deliveries_give_way() {
    let mut world = world();

    for _ in 0..=MOST_DELIVERIES / 2 {
        something_happens(&mut world);
    }

    let deliveries = world.idp.deliveries();
    assert_eq!((deliveries.len(), deliveries[0].number), (MOST_DELIVERIES, 3));
}

#[test]
fn what_comes_of_a_call_of_before_a_reset_is_nothing_to_the_delivery_of_its_number() {
    let mut world = world();
    something_happens(&mut world);
    due(&world);

    world.idp.reset();
    let forgotten = world.idp.deliveries();
    something_happens(&mut world);
    due(&world);
    world.idp.record_outcome(FIRST_RUN, 1, Outcome::Answered(204));

    assert_eq!(forgotten, []);
    assert_eq!(status(&world, 1), DeliveryStatus::UnderWay);
}

// The clock is paused: without a notification, the waiting reaches its limit at once.
#[tokio::test(start_paused = true)]
async fn waiting_for_deliveries_ends_at_a_reset() {
    let mut world = world();
    something_happens(&mut world);
    let mut settled = Box::pin(world.idp.deliveries_settled(Duration::from_secs(1)));
    let waits = std::future::poll_fn(|context| {
        std::task::Poll::Ready(settled.as_mut().poll(context).is_pending())
    });

    assert!(waits.await);
    world.idp.reset();

    assert_eq!(settled.await, Ok(()));
}

//! When time passes, each session expires at its own time.

use serde_json::Value;

use crate::outbox::Outcome;
use crate::seed::Seed;
use crate::seed::Webhook;
use crate::testing::{ALICE, AUTHORIZE, BOB, World};
use crate::wire::Browser;

const HOUR: u64 = 3_600;

/// Returns a world whose sessions expire after two idle hours or five hours in all, with receivers for both kinds of
/// message.
fn world() -> World {
    let mut seed = Seed::default().policies(|policies| {
        policies.session_idle_seconds = 7_200;
        policies.session_absolute_seconds = 18_000;
    });
    let logged_out = "http://localhost:3000/logged-out";
    seed.clients[0] = seed.clients[0].clone().back_channel_logout_uri(logged_out);
    let hooks = Webhook::to("http://localhost:3000/webhooks").event("user.logout");
    World::of(&seed.webhook(hooks))
}

#[test]
fn everything_ran_out_at_its_time_before_whatever_comes_next() {
    let mut world = world();
    world.sign_in(AUTHORIZE, ALICE);
    world.browser = Browser::default();
    world.seconds_pass(HOUR);
    world.sign_in(AUTHORIZE, BOB);

    world.seconds_pass(24 * HOUR);
    drop(world.authorize(AUTHORIZE));

    insta::assert_snapshot!(world.idp.story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    1:00:00  authorization.requested      Acme web: openid profile email offline_access
    1:00:00  user.login                   bob@acme.example in Acme
    1:00:00  authorization_code.issued    Acme web for bob@acme.example: openid profile email offline_access
    2:00:00  user.logout                  alice@acme.example: it ran out
    3:00:00  user.logout                  bob@acme.example: it ran out
    1d 1:00:00  authorization.requested      Acme web: openid profile email offline_access
    ");
}

#[test]
fn a_busy_session_ends_absolutely_and_an_idle_one_before() {
    let mut world = world();
    let mut refresh_token = world.alice().refresh_token.expect("offline_access");
    for _ in 0..4 {
        world.seconds_pass(HOUR);
        refresh_token = world.refresh(&refresh_token).unwrap().refresh_token.unwrap();
    }

    world.seconds_pass(HOUR - 1);
    assert_eq!(world.idp.counts().active_sessions, 1);
    world.seconds_pass(1);

    assert_eq!(world.idp.counts().active_sessions, 0);
    let last = world.idp.story();
    insta::assert_snapshot!(last.lines().last().unwrap(), @"5:00:00  user.logout                  alice@acme.example: it ran out");
}

#[test]
fn its_applications_hear_when_it_ended_by_tokens_that_are_fresh() {
    let mut world = world();
    world.alice();

    world.seconds_pass(24 * HOUR);
    let sent = world.idp.deliveries();

    let types: Vec<&str> = sent.iter().map(|one| one.r#type.as_str()).collect();
    assert_eq!(types, ["user.logout", "logout_token"]);
    let decided: Vec<String> = sent.iter().map(|one| one.decided_at.to_string()).collect();
    assert_eq!(decided, ["2026-01-01T11:00:00Z"; 2]);
    let [webhook, token] =
        [0, 1].map(|at| serde_json::from_str::<Value>(&sent[at].body).expect("JSON"));
    assert_eq!(webhook["occurred_at"], "2026-01-01T11:00:00Z");
    let session = &webhook["data"]["user_session"];
    assert_eq!(session["status"], "EXPIRED");
    assert_eq!(session["expired_at"], "2026-01-01T11:00:00Z");
    assert_eq!(session["logout_at"], Value::Null);
    assert_eq!(token["iat"], world.idp.clock().now().as_second());
    assert_eq!(world.idp.due_calls().len(), 2);
    world.seconds_pass(24 * HOUR);
    assert_eq!(world.idp.deliveries().len(), 2, "once");
}

#[test]
fn what_falls_due_is_sent_in_the_order_in_which_it_fell_due() {
    let mut world = world();
    world.alice();
    world.sign_in(&format!("{AUTHORIZE}&prompt=login"), BOB);
    let [webhook, token] = &world.idp.due_calls()[..] else { panic!("alice was replaced") };
    for call in [webhook, token] {
        world.idp.record_outcome(call.run, call.number, Outcome::Answered(500));
    }

    world.seconds_pass(24 * HOUR);
    let mut sent = Vec::new();
    for _ in 0..4 {
        for call in world.idp.due_calls() {
            sent.push(call.number);
            world.idp.record_outcome(call.run, call.number, Outcome::Answered(200));
        }
    }

    // The retry of the first fell due after a minute, and the end of Bob's session after two hours.
    assert_eq!(sent, [webhook.number, 4, 3], "{:?}", world.idp.deliveries());
}

#[test]
fn whoever_ended_before_does_not_run_out() {
    let mut world = world();
    world.alice();
    world.logout("").expect("a logout");

    world.seconds_pass(24 * HOUR);

    assert_eq!(world.idp.deliveries().len(), 2, "{}", world.idp.story());
}

#[test]
fn many_sessions_do_not_slow_a_request_down_that_ends_none() {
    // Only the next session to expire is looked at, and not all of them.
    let mut world = world();
    for _ in 0..50 {
        world.browser = Browser::default();
        world.sign_in(AUTHORIZE, ALICE);
        world.seconds_pass(1);
    }

    let next = world.idp.read(|env| env.next_ending().map(|(at, _)| at));

    assert_eq!(next.unwrap().to_string(), "2026-01-01T11:00:00Z");
    world.seconds_pass(2 * HOUR - 50);
    assert_eq!(world.idp.counts().active_sessions, 49);
}

//! Alice looks where she is signed in: one device less, and then none.

use e2e::World;
use insta::assert_snapshot;
use user_agent::{Fetch, UserAgent};

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";

/// The form of the browser that is not this one.
const THE_OTHER: &str = ".rows li:not(:has(.role)) form";

/// What the phone says of itself.
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1";

async fn alice_on_two_devices() -> (World, UserAgent, UserAgent) {
    let world = World::start().await;
    let mut phone = world.browser().named("phone").identifying_as(PHONE);
    world.sign_in(&mut phone, ALICE).await;
    let laptop = world.browser_of(ALICE).await.named("laptop");
    (world, laptop, phone)
}

#[tokio::test]
async fn the_lost_phone_is_signed_out_and_this_device_stays() {
    let (world, mut laptop, phone) = alice_on_two_devices().await;

    let list = world.open(&mut laptop, "/sessions").await;
    assert_eq!(list.select(".rows li").unwrap().len(), 2);
    let phone_is_listed = "Safari 17.2 on iOS 17.2.1, from 127.0.0.1";
    assert!(list.text().contains(phone_is_listed), "{}", list.text());
    let list = laptop.press_in(THE_OTHER, "Sign out this device").await.unwrap();

    assert_eq!(list.select(".rows li").unwrap().len(), 1);
    assert_eq!(world.api(&phone).await, 401, "at once, not in five minutes");
    assert_eq!(world.api(&laptop).await, 200);
    assert_snapshot!("the_lost_phone", world.transcript);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_this_one_too() {
    let (world, mut laptop, phone) = alice_on_two_devices().await;

    world.open(&mut laptop, "/sessions").await;
    let landing = laptop.press("Sign out everywhere").await.unwrap();

    assert_eq!(landing.url(), &world.url("/logged-out"));
    assert_eq!((world.api(&laptop).await, world.api(&phone).await), (401, 401));
    let page = world.open(&mut laptop, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app", "Scalekit asks again");
    assert_snapshot!("everywhere", world.transcript);
}

#[tokio::test]
async fn signing_out_this_very_device_is_a_sign_out() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;

    world.open(&mut browser, "/sessions").await;
    let landing = browser.press("Sign out this device").await.unwrap();

    assert_eq!(landing.url(), &world.url("/logged-out"));
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("this_very_device", world.transcript);
}

#[tokio::test]
async fn nobody_ends_the_sessions_of_others() {
    let world = World::start().await;
    let mut alice = world.browser_of(ALICE).await.named("alice");
    let mut bob = world.browser_of(BOB).await.named("bob");
    let list = world.open(&mut alice, "/sessions").await;
    let alices = list.attributes("input[name=session]", "value").unwrap().remove(0);
    let list = world.open(&mut bob, "/sessions").await;
    let token = list.attributes("meta[name=csrf-token]", "content").unwrap().remove(0);
    world.transcript.clear();

    let end =
        |fields: &[(&str, &str)]| Fetch::post(world.url("/sessions/end").as_str()).form(fields);
    let with_proof = end(&[("session", &alices), ("csrf_token", &token)]);
    let not_his = bob.fetch(with_proof).await.unwrap();
    let no_proof = bob.fetch(end(&[("session", &alices)])).await.unwrap();

    assert_eq!((not_his.status(), no_proof.status()), (404, 403));
    assert_eq!(world.api(&alice).await, 200);
    assert_snapshot!("of_others", world.transcript);
}

//! What a role opens, and how soon it opens or closes.

use e2e::World;
use insta::assert_snapshot;
use user_agent::{Fetch, UserAgent};

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";
const BOB_ID: &str = "usr_100000000000000002";

#[tokio::test]
async fn a_member_is_refused_and_stays_signed_in() {
    let world = World::start().await;
    let mut bob = world.browser_of(BOB).await.named("bob");
    let mut alice = world.browser().named("alice");
    world.sign_in(&mut alice, ALICE).await;
    world.transcript.clear();

    let page = world.open(&mut bob, "/admin").await;
    let answer = bob.fetch(Fetch::get("/api/admin")).await.unwrap();

    assert_eq!((page.status(), &*page.heading()), (403, "This page is for administrators"));
    assert_eq!(answer.status(), 403);
    assert_eq!(answer.json().unwrap()["error"], "forbidden");
    assert_eq!(world.api(&bob).await, 200);
    assert_eq!(world.open(&mut alice, "/admin").await.heading(), "Administration");
    assert_eq!(alice.fetch(Fetch::get("/api/admin")).await.unwrap().status(), 200);
    assert_snapshot!("a_member", world.transcript);
}

#[tokio::test]
async fn an_administrator_gives_the_role_in_the_app() {
    let world = World::start().await;
    let mut bob = world.browser_of(BOB).await.named("bob");
    let mut alice = world.browser_of(ALICE).await.named("alice");

    let members = world.open(&mut alice, "/admin").await;
    assert!(members.text().contains(BOB), "{}", members.text());
    let of_bob = format!(".rows li:has(input[value='{BOB_ID}']) form");
    alice.choose("Role of bob@acme.example", "admin").unwrap();
    alice.press_in(&of_bob, "Set role").await.unwrap();

    assert_eq!(world.open(&mut bob, "/admin").await.status(), 403);
    assert_eq!(refresh(&bob).await, 204);
    assert_eq!(world.open(&mut bob, "/admin").await.status(), 200);
    assert_snapshot!("in_the_app", world.transcript);
}

#[tokio::test]
async fn a_new_role_counts_from_the_next_refresh_and_a_lost_one_no_longer_than_its_token() {
    let world = World::start().await;
    let mut bob = world.browser_of(BOB).await;

    world.idp.set_roles(BOB, "Acme", &["admin"]).unwrap();
    world.transcript.note("bob is made an admin");
    assert_eq!(world.open(&mut bob, "/admin").await.status(), 403, "the token is the old one");
    assert_eq!(refresh(&bob).await, 204);
    assert_eq!(world.open(&mut bob, "/admin").await.status(), 200);

    world.idp.set_roles(BOB, "Acme", &["member"]).unwrap();
    world.transcript.note("bob is a member again");
    assert_eq!(world.open(&mut bob, "/admin").await.status(), 200, "the token lives to its exp");
    world.idp.outlive_access_tokens();
    world.transcript.note("the token has expired");
    assert_eq!(world.open(&mut bob, "/admin").await.status(), 403);
    assert_eq!(world.api(&bob).await, 200);
    assert_snapshot!("a_new_role", world.transcript);
}

/// Renews, as a script on the open page does.
async fn refresh(browser: &UserAgent) -> u16 {
    let page = browser.page().unwrap();
    let token = page.attributes("meta[name=csrf-token]", "content").unwrap().concat();
    let refresh = Fetch::post("/auth/refresh").header("X-CSRF-Token", &token);
    browser.fetch(refresh).await.unwrap().status()
}

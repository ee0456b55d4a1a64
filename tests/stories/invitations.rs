//! A person is invited into an organization by a mail, follows its link and is in the app.

use std::time::Duration;

use e2e::{ACME, CLIENT_NAME, World};
use insta::assert_snapshot;
use mock_idp::Seed;
use scalekit::management::{Management, NewUser, User};
use serde_json::json;
use user_agent::{Page, UserAgent};

const ERIN: &str = "erin@initech.example";
const ALICE: &str = "alice@acme.example";

/// For so long an invitation is good.
const FIFTEEN_DAYS: Duration = Duration::from_hours(15 * 24);

/// Makes the app the only application, so that links from mails lead to it.
async fn world() -> World {
    let alone = |mut seed: Seed| {
        seed.clients.retain(|client| client.name == CLIENT_NAME);
        seed
    };
    World::start_with(alone).await
}

/// Invites Erin to administer Acme.
async fn invite(world: &World, management: &Management) -> User {
    let erin = NewUser::with_email(ERIN).named("Erin", "Walsh").role("admin");
    let invited = management.create_user(ACME, erin);
    world.server("Erin is invited", invited).await.unwrap()
}

/// Opens the newest link to Erin.
async fn follow_link(world: &World, browser: &mut UserAgent) -> Page {
    let link = world.idp.newest_link(ERIN).unwrap();
    browser.open(&link).await.unwrap()
}

async fn standing(management: &Management, erin: &User) -> String {
    let erin = management.user(&erin.id).await.unwrap();
    erin.memberships[0].status.clone()
}

#[tokio::test]
async fn the_link_in_the_mailbox_leads_into_the_app_with_the_role_that_was_offered() {
    let world = world().await;
    let management = world.management();
    let mut browser = world.browser();
    let mailbox = format!("{}/mailbox", world.idp.environment_url());

    let erin = invite(&world, &management).await;
    let before = standing(&management, &erin).await;
    browser.open(&mailbox).await.unwrap();
    let arrived = browser.click("Open the link").await.unwrap();
    let page = world.open(&mut browser, "/admin").await;

    assert_eq!(arrived.url(), &world.url("/dashboard"));
    assert!(arrived.text().contains("Erin Walsh"), "{}", arrived.text());
    assert_eq!(page.heading(), "Administration");
    let after = standing(&management, &erin).await;
    assert_eq!((&*before, &*after), ("PENDING_INVITE", "ACTIVE"));
    assert_snapshot!("accepted", world.transcript);
}

#[tokio::test]
async fn a_used_link_lets_nobody_else_in() {
    let world = world().await;
    let mut erin = world.browser().named("erin");
    let mut finder = world.browser().named("finder");
    invite(&world, &world.management()).await;

    follow_link(&world, &mut erin).await;
    world.transcript.clear();
    let page = follow_link(&world, &mut finder).await;
    assert_eq!(page.heading(), "This invitation was accepted");
    let page = finder.click("Sign in at Sample app").await.unwrap();

    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_eq!(world.api(&finder).await, 401);
    assert_eq!(world.api(&erin).await, 200);
    assert_snapshot!("used", world.transcript);
}

#[tokio::test]
async fn whoever_is_made_without_an_invitation_gets_no_mail_and_signs_in_like_everybody() {
    let world = world().await;
    let management = world.management();
    let mut browser = world.browser();
    let erin = NewUser::with_email(ERIN).named("Erin", "Walsh");

    let made = management.create_user(ACME, erin.without_invitation());
    let erin = world.server("Erin is moved here", made).await.unwrap();
    let link = world.idp.newest_link(ERIN);
    let at_once = standing(&management, &erin).await;
    world.open(&mut browser, "/dashboard").await;
    let page = world.prove(&mut browser, ERIN).await;

    assert_eq!((link, &*at_once), (None, "ACTIVE"));
    assert!(page.text().contains("Erin Walsh"), "{}", page.text());
}

#[tokio::test]
async fn an_invitation_that_has_expired_is_sent_again() {
    let world = world().await;
    let management = world.management();
    let mut browser = world.browser();
    let erin = invite(&world, &management).await;
    let first = world.idp.newest_link(ERIN).unwrap();

    world.pass(FIFTEEN_DAYS);
    let late = browser.open(&first).await.unwrap();
    let status = standing(&management, &erin);
    let expired = world.server("the server asks how she stands", status).await;
    let path = format!("/invites/organizations/{ACME}/users/{}/resend", erin.id);
    let rest = world.rest().await;
    let resent = rest.patch(&path, json!({}));
    let resent = world.server("it has the invitation sent again", resent).await;
    let replaced = browser.open(&first).await.unwrap();
    let arrived = follow_link(&world, &mut browser).await;

    assert_eq!(late.heading(), "This invitation has expired");
    assert_eq!((expired.as_str(), resent.status), ("INVITE_EXPIRED", 200));
    assert_eq!(replaced.heading(), "This invitation is unknown");
    assert_eq!(arrived.url(), &world.url("/dashboard"));
    assert_eq!(world.api(&browser).await, 200);
    assert_snapshot!("sent_again", world.transcript);
}

#[tokio::test]
async fn in_somebody_elses_browser_the_link_ends_their_session_and_begins_hers() {
    let world = world().await;
    let mut shared = world.browser_of(ALICE).await;
    let alices_cookie = shared.jar();
    invite(&world, &world.management()).await;

    let page = follow_link(&world, &mut shared).await;
    let elsewhere = world.browser().named("a copy");
    elsewhere.restore(&alices_cookie);

    assert_eq!(page.url(), &world.url("/dashboard"));
    assert!(page.text().contains("Erin Walsh"), "{}", page.text());
    assert_eq!(world.api(&elsewhere).await, 401, "Alice's session is over");
    assert_snapshot!("a_shared_browser", world.transcript);
}

//! A person whom the app's server made at Scalekit, and ended there.

use e2e::{ACME, Backend, Portal, World};
use insta::assert_snapshot;
use scalekit::management::{ManagementError, NewUser, UserChange};
use serde_json::json;

const ERIN: &str = "erin@initech.example";
const BOB: &str = "bob@acme.example";
const BOB_ID: &str = "usr_100000000000000002";

#[tokio::test]
async fn whoever_the_server_makes_signs_in_and_whoever_it_deletes_is_out_at_the_next_renewal() {
    let world = World::start().await;
    let management = world.management();
    let mut browser = world.browser();
    let erin = NewUser::with_email(ERIN).named("Erin", "Walsh").role("admin");

    let made = management.create_user(ACME, erin);
    let erin = world.server("Erin is made", made).await.unwrap();
    world.open(&mut browser, "/admin").await;
    let page = world.prove(&mut browser, ERIN).await;
    assert_eq!(page.heading(), "Administration");
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!(
        (&me["sub"], &me["name"], &me["roles"]),
        (&json!(erin.id), &json!("Erin Walsh"), &json!(["admin"]))
    );

    let deleted = management.delete_user(&erin.id);
    world.server("Erin is deleted", deleted).await.unwrap();
    assert_eq!(world.api(&browser).await, 200, "a token lives to its exp");
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 401);
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_snapshot!("made_and_deleted", world.transcript);
    let gone = management.user(&erin.id).await.unwrap_err();
    assert!(matches!(gone, ManagementError::NotFound(_)), "{gone}");
}

#[tokio::test]
async fn the_same_address_afterwards_is_somebody_new() {
    let world = World::start().await;
    let management = world.management();
    let mut browser = world.browser();
    let erin = NewUser::with_email(ERIN).external_id("crm-7").role("admin");
    let erin = management.create_user(ACME, erin).await.unwrap();
    management.delete_user(&erin.id).await.unwrap();

    world.open(&mut browser, "/dashboard").await;
    world.prove(&mut browser, ERIN).await;
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();

    assert_ne!(me["sub"], erin.id.as_str());
    assert_ne!(me["organization"], ACME, "she founds an organization of her own");
    let of_acme = management.users_of(ACME).all().await.unwrap();
    assert!(of_acme.iter().all(|user| user.email != ERIN));
    let second = NewUser::with_email(ERIN);
    let taken = management.create_user(ACME, second).await.unwrap_err();
    assert!(matches!(taken, ManagementError::Conflict(_)), "{taken}");
}

#[tokio::test]
async fn a_name_that_changes_is_in_userinfo_at_once_and_in_the_app_at_the_next_sign_in() {
    let world = World::start_with(Backend::join).await;
    let (portal, management) = (Portal::of(&world), world.management());
    let mut browser = world.browser_of(BOB).await;
    let (attempt, home) = portal.send(&mut browser, |sign_in| sign_in).await;
    let before = portal.finish(attempt, &home).await.unwrap();

    let robert = UserChange::default().named("Robert", "Okafor").external_id("crm|7");
    management.update_user(BOB_ID, robert).await.unwrap();
    let info = portal.client.userinfo(&before.tokens.access_token).await;
    let shown = world.open(&mut browser, "/dashboard").await;
    let (attempt, home) = portal.send(&mut browser, |sign_in| sign_in).await;
    let after = portal.finish(attempt, &home).await.unwrap();
    world.open(&mut browser, "/logout").await;
    let shown_then = world.sign_in(&mut browser, BOB).await;

    assert_eq!(info.unwrap().name.as_deref(), Some("Robert Okafor"));
    assert_eq!(before.identity.name.as_deref(), Some("Bob Okafor"));
    assert_eq!(after.identity.name.as_deref(), Some("Robert Okafor"));
    let token = &after.tokens.access_token;
    let claims = portal.client.verify_access_token(token).await.unwrap();
    assert_eq!(claims.extra["xuid"], "crm|7");
    assert!(shown.text().contains("Bob Okafor"), "{}", shown.text());
    assert!(shown_then.text().contains("Robert Okafor"), "{}", shown_then.text());
    let found = management.user_by_external_id("crm|7").await.unwrap();
    assert_eq!(found.id, BOB_ID);
}

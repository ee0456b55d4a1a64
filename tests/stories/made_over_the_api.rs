//! A person whom the app's server made at Scalekit, and ended there.

use e2e::{ACME, World};
use insta::assert_snapshot;
use scalekit::management::{ManagementError, NewUser};
use serde_json::json;

const ERIN: &str = "erin@initech.example";

#[tokio::test]
async fn whoever_the_server_makes_signs_in_and_whoever_it_deletes_is_out_at_the_next_renewal() {
    let world = World::start().await;
    let management = world.management();
    let mut browser = world.browser();
    let erin = NewUser::with_email(ERIN)
        .named("Erin", "Walsh")
        .role("admin");

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
    assert_ne!(
        me["organization"], ACME,
        "she founds an organization of her own"
    );
    let of_acme = management.users_of(ACME).all().await.unwrap();
    assert!(of_acme.iter().all(|user| user.email != ERIN));
    let second = NewUser::with_email(ERIN);
    let taken = management.create_user(ACME, second).await.unwrap_err();
    assert!(matches!(taken, ManagementError::Conflict(_)), "{taken}");
}

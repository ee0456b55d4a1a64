//! Who may come in for the first time, as whom, and who may not.

use e2e::{World, send_code, type_code};
use insta::assert_snapshot;

const ACME: &str = "org_100000000000000001";
const GLOBEX: &str = "org_100000000000000002";

/// Scalekit's code for every test user.
const FIXED_CODE: &str = "424242";

#[tokio::test]
async fn a_newcomer_founds_an_organization_and_administers_it() {
    let world = World::start().await;
    let mut browser = world.browser();

    world.open(&mut browser, "/admin").await;
    browser.click("Create an account").await.unwrap();
    browser.fill("organization_name", "Initech").unwrap();
    let page = world.prove(&mut browser, "erin@initech.example").await;

    assert_eq!(
        (page.status(), page.url()),
        (200, &world.url("/admin")),
        "the deep link is restored"
    );
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!(me["email"], "erin@initech.example");
    assert_eq!(me["roles"], serde_json::json!(["admin"]));
    let own = me["organization"].as_str().unwrap();
    assert!(own.starts_with("org_") && ![ACME, GLOBEX].contains(&own));
    assert!(page.text().contains("role admin in Initech."));
    assert_snapshot!("a_newcomer", world.transcript);
}

#[tokio::test]
async fn a_test_user_signs_in_without_a_mail() {
    let world = World::start().await;
    let mut browser = world.browser();

    world.open(&mut browser, "/dashboard").await;
    send_code(&mut browser, "qa+sktest@acme.example").await;
    let page = type_code(&mut browser, FIXED_CODE).await;

    assert!(world.idp.mailbox().is_empty());
    assert_eq!(world.idp.newest_code("qa+sktest@acme.example").as_deref(), Some(FIXED_CODE));
    assert_eq!(page.url(), &world.url("/dashboard"));
    assert!(page.text().contains("qa+sktest@acme.example"));
    assert_snapshot!("a_test_user", world.transcript);
}

#[tokio::test]
async fn somebody_in_two_organizations_chooses_and_has_the_role_of_that_one() {
    let world = World::start().await;
    let mut at_home = world.browser().named("at home");
    let mut visiting = world.browser().named("visiting");

    world.open(&mut at_home, "/admin").await;
    let question = world.prove(&mut at_home, "carol@globex.example").await;
    let admitted = at_home.press("Globex admin").await.unwrap();
    world.open(&mut visiting, "/admin").await;
    world.prove(&mut visiting, "carol@globex.example").await;
    let forbidden = visiting.press("Acme member").await.unwrap();

    assert_eq!(question.heading(), "Choose an organization");
    assert_eq!(admitted.status(), 200);
    assert!(admitted.text().contains("role admin in Globex."));
    assert_eq!(forbidden.status(), 403);
    let me = world.open(&mut visiting, "/api/me").await.json().unwrap();
    assert_eq!((&me["organization"], &me["roles"]), (&ACME.into(), &serde_json::json!(["member"])));
    assert_snapshot!("in_two_organizations", world.transcript);
}

#[tokio::test]
async fn declining_is_taken_calmly() {
    let world = World::start().await;
    let mut browser = world.browser();

    world.open(&mut browser, "/dashboard").await;
    let page = browser.press("Cancel").await.unwrap();

    assert_eq!((page.status(), &*page.heading()), (403, "You have not signed in"));
    assert_eq!(world.api(&browser).await, 401);
    let again = browser.click("Sign in").await.unwrap();
    assert_eq!(again.heading(), "Sign in to Sample app", "asked once more, and not by itself");
    assert_snapshot!("declined", world.transcript);
}

#[tokio::test]
async fn a_deactivated_person_is_refused_and_the_app_requests_no_tokens() {
    let world = World::start().await;
    let mut browser = world.browser();

    world.open(&mut browser, "/dashboard").await;
    let page = world.prove(&mut browser, "dave@acme.example").await;

    assert!(page.status() >= 400, "{page:?}");
    assert!(!page.text().contains("deactivated"), "Scalekit's own words stay out: {}", page.text());
    assert_eq!(world.api(&browser).await, 401);
    assert_snapshot!("deactivated", world.transcript);
}

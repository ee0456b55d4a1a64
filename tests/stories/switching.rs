//! Somebody who has several ways in, or several organizations to be in.

use e2e::{ACME, Backend, GLOBEX, Portal, World};
use insta::assert_snapshot;
use scalekit::Prompt;
use serde_json::json;

const ALICE: &str = "alice@acme.example";
const ALICE_ID: &str = "usr_100000000000000001";
const CAROL: &str = "carol@globex.example";
const CAROL_ID: &str = "usr_100000000000000003";

#[tokio::test]
async fn a_social_provider_knows_her_by_her_address_as_the_same_person() {
    let world = World::start().await;
    let google = json!({ "provider": "GOOGLE", "type": "OAUTH" });
    let rest = world.rest().await;
    let made = rest.post("/connections", google);
    let made = world.server("everybody gets Google", made).await;
    assert_eq!(made.status, 200, "{made:?}");
    let mut browser = world.browser();

    world.open(&mut browser, "/dashboard").await;
    let page = browser.press("Sign in with Google").await.unwrap();
    assert_eq!(page.heading(), "Sign in at Google");
    browser.fill("email", ALICE).unwrap();
    let page = browser.press("Continue").await.unwrap();

    assert_eq!(page.url(), &world.url("/dashboard"));
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!((&me["sub"], &me["roles"]), (&json!(ALICE_ID), &json!(["admin"])));
    assert_snapshot!("google", world.transcript);
}

#[tokio::test]
async fn a_live_session_moves_to_another_organization_without_a_page() {
    let world = World::start_with(Backend::join).await;
    let portal = Portal::of(&world);
    let mut browser = world.browser();
    world.open(&mut browser, "/admin").await;
    world.prove(&mut browser, CAROL).await;
    browser.press("Globex admin").await.unwrap();
    world.transcript.clear();

    let (attempt, home) = portal.send(&mut browser, |sign_in| sign_in).await;
    let finished = portal.finish(attempt, &home);
    let globex = world.server("the code is redeemed", finished).await.unwrap();
    let (attempt, home) = portal
        .send(&mut browser, |sign_in| sign_in.prompt(Prompt::SelectAccount).organization(ACME))
        .await;
    let finished = portal.finish(attempt, &home);
    let acme = world.server("the code is redeemed", finished).await.unwrap();

    assert_eq!(globex.identity.oid.as_deref(), Some(GLOBEX));
    assert_eq!(acme.identity.oid.as_deref(), Some(ACME));
    assert_eq!(acme.identity.sid, globex.identity.sid, "one session");
    let token = &acme.tokens.access_token;
    let claims = portal.client.verify_access_token(token).await.unwrap();
    assert_eq!((claims.oid.as_deref(), claims.roles), (Some(ACME), vec!["member".to_owned()]));
    world.idp.outlive_access_tokens();
    world.transcript.note("the app's access token has expired");
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!(
        (&me["organization"], &me["roles"]),
        (&json!(GLOBEX), &json!(["admin"])),
        "another application stays where it is"
    );
    assert_snapshot!("switched", world.transcript);
}

#[tokio::test]
async fn in_the_app_she_changes_the_organization_and_her_whole_session_with_it() {
    let world = World::start().await;
    let mut browser = world.browser();
    world.open(&mut browser, "/dashboard").await;
    world.prove(&mut browser, CAROL).await;
    browser.press("Globex admin").await.unwrap();
    let before = browser.jar();
    world.transcript.clear();

    let question = browser.click("Change the organization").await.unwrap();
    let page = browser.press("Acme member").await.unwrap();
    let admin = world.open(&mut browser, "/admin").await;
    let kept = world.browser().named("a copy");
    kept.restore(&before);

    assert_eq!(question.heading(), "Choose an organization");
    assert_eq!(page.url(), &world.url("/dashboard"));
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!(
        (&me["sub"], &me["organization"], &me["roles"]),
        (&json!(CAROL_ID), &json!(ACME), &json!(["member"]))
    );
    assert_eq!(admin.status(), 403, "no role of Globex is left");
    assert_eq!(world.api(&kept).await, 401, "nor a session");
    assert_snapshot!("in_the_app", world.transcript);
}

#[tokio::test]
async fn the_account_chooser_lets_her_choose_again() {
    let world = World::start_with(Backend::join).await;
    let portal = Portal::of(&world);
    let mut browser = world.browser();
    world.open(&mut browser, "/dashboard").await;
    world.prove(&mut browser, CAROL).await;
    browser.press("Globex admin").await.unwrap();

    let (attempt, question) =
        portal.send(&mut browser, |sign_in| sign_in.prompt(Prompt::SelectAccount)).await;
    let home = browser.press("Acme member").await.unwrap();
    let chosen = portal.finish(attempt, &home).await.unwrap();

    assert_eq!(question.heading(), "Choose an organization");
    assert_eq!(chosen.identity.oid.as_deref(), Some(ACME));
}

#[tokio::test]
async fn whoever_is_taken_out_of_one_organization_is_out_and_comes_back_into_the_other() {
    let world = World::start().await;
    let rest = world.rest().await;
    let mut browser = world.browser();
    world.open(&mut browser, "/dashboard").await;
    world.prove(&mut browser, CAROL).await;
    browser.press("Globex admin").await.unwrap();
    world.transcript.clear();

    let membership = format!("/memberships/organizations/{GLOBEX}/users/{CAROL_ID}");
    let left = rest.delete(&membership);
    let left = world.server("Carol is taken out of Globex", left).await;
    world.idp.outlive_access_tokens();
    let out = world.api(&browser).await;
    world.open(&mut browser, "/dashboard").await;
    let page = world.prove(&mut browser, CAROL).await;

    assert_eq!((left.status, out), (200, 401));
    assert_eq!(page.url(), &world.url("/dashboard"), "without a question");
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!((&me["organization"], &me["roles"]), (&json!(ACME), &json!(["member"])));
    assert_snapshot!("taken_out", world.transcript);
}

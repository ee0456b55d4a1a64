//! Acme gets an identity provider of its own, over the API, and its people sign in there.

use e2e::{ACME, Backend, Cases, Portal, Rest, World, send_code, type_code};
use insta::assert_snapshot;
use scalekit::SignIn;
use serde_json::{Value, json};

const ALICE: &str = "alice@acme.example";
const CONTRACTOR: &str = "gil@elsewhere.example";

/// Buttons on the provider's page that let a sign-in fail.
const DECLINED: &str = "access_denied the person declined at the identity provider";
const NOT_VALID: &str = "invalid_id_token the identity provider's ID token is not valid";

/// Makes Okta, enabled, for everybody with an address at `acme.example`.
async fn acme_with_okta(world: &World) -> (Rest, String) {
    let rest = world.rest().await;
    let okta = world.server("Acme gets Okta", rest.okta_of(ACME)).await;
    let owned = rest.domain_of(ACME, "acme.example");
    world.server("Acme owns acme.example", owned).await;
    (rest, okta)
}

/// Disables a connection of Acme.
async fn disable(rest: &Rest, connection: &str) {
    let path = format!("/organizations/{ACME}/connections/{connection}:disable");
    assert_eq!(rest.patch(&path, Value::Null).await.status, 200);
}

#[tokio::test]
async fn an_address_of_the_domain_leads_to_the_provider_and_back_into_the_app() {
    let world = World::start().await;
    acme_with_okta(&world).await;
    let mut browser = world.browser();

    world.open(&mut browser, "/dashboard").await;
    let page = send_code(&mut browser, "frida@acme.example").await;
    assert_eq!(page.heading(), "Sign in at Okta");
    browser.fill("given_name", "Frida").unwrap();
    browser.fill("family_name", "Berg").unwrap();
    let page = browser.press("Continue").await.unwrap();

    assert_eq!(page.url(), &world.url("/dashboard"));
    assert!(page.text().contains("Frida Berg"), "{}", page.text());
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!(
        (&me["organization"], &me["roles"]),
        (&json!(ACME), &json!(["member"])),
        "a newcomer of the domain becomes a member"
    );
    assert_snapshot!("by_address", world.transcript);
}

#[tokio::test]
async fn an_address_that_is_not_the_providers_to_vouch_for_is_proven_once_by_mail() {
    let world = World::start_with(Backend::join).await;
    let (_, okta) = acme_with_okta(&world).await;
    let portal = Portal::of(&world);
    let mut first = world.browser().named("first");
    let mut second = world.browser().named("second");
    world.transcript.clear();

    let (attempt, _) = portal.send(&mut first, |sign_in| sign_in.connection(&okta)).await;
    first.fill("email", CONTRACTOR).unwrap();
    let page = first.press("Continue").await.unwrap();
    assert_eq!(page.heading(), "Enter the code");
    let code = world.idp.newest_code(CONTRACTOR).unwrap();
    let home = type_code(&mut first, &code).await;
    let once = portal.finish(attempt, &home);
    let once = world.server("the code is redeemed", once).await.unwrap();
    let (attempt, _) = portal.send(&mut second, |sign_in| sign_in.connection(&okta)).await;
    second.fill("email", CONTRACTOR).unwrap();
    let home = second.press("Continue").await.unwrap();
    let again = portal.finish(attempt, &home);
    let again = world.server("the code is redeemed", again).await.unwrap();

    assert_eq!(once.identity.email_verified, Some(true));
    assert_eq!(once.identity.oid.as_deref(), Some(ACME));
    assert_eq!(again.identity.sub, once.identity.sub);
    assert_snapshot!("a_contractor", world.transcript);
}

#[tokio::test]
async fn a_provider_that_is_disabled_is_left_out_and_the_app_goes_on_without() {
    let world = World::start().await;
    let (rest, okta) = acme_with_okta(&world).await;
    let mut waiting = world.browser().named("waiting");
    let mut later = world.browser().named("later");

    world.open(&mut waiting, "/dashboard").await;
    send_code(&mut waiting, ALICE).await;
    world.server("Okta is disabled", disable(&rest, &okta)).await;
    let refused = waiting.press("Continue").await.unwrap();
    world.open(&mut later, "/dashboard").await;
    let page = world.prove(&mut later, ALICE).await;

    assert_eq!(
        (refused.status(), &*refused.heading()),
        (403, "Your organization’s own sign-in does not work")
    );
    assert!(refused.text().contains("connection_not_active"));
    assert_eq!(world.api(&waiting).await, 401);
    assert_eq!(page.url(), &world.url("/dashboard"), "by a code from her mail");
    assert_snapshot!("disabled_meanwhile", world.transcript);
}

#[tokio::test]
async fn declining_at_the_provider_is_taken_calmly() {
    let world = World::start().await;
    acme_with_okta(&world).await;
    let mut browser = world.browser();

    world.open(&mut browser, "/dashboard").await;
    send_code(&mut browser, ALICE).await;
    let page = browser.press("Cancel").await.unwrap();

    assert_eq!((page.status(), &*page.heading()), (403, "You have not signed in"));
    assert_eq!(world.api(&browser).await, 401);
    let again = browser.click("Sign in").await.unwrap();
    assert_eq!(again.heading(), "Sign in to Sample app");
}

type Choice = fn(SignIn, &str) -> SignIn;

#[tokio::test]
async fn whatever_an_application_names_leads_to_the_same_provider() {
    let selectors: [(&str, Choice); 4] = [
        ("connection_id", |sign_in, okta| sign_in.connection(okta)),
        ("organization_id", |sign_in, _| sign_in.organization(ACME)),
        ("domain_hint", |sign_in, _| sign_in.domain_hint("acme.example")),
        ("login_hint", |sign_in, _| sign_in.login_hint(ALICE)),
    ];
    let mut cases = Cases::default();

    for (name, choose) in selectors {
        let world = World::start_with(Backend::join).await;
        let (_, okta) = acme_with_okta(&world).await;
        let portal = Portal::of(&world);
        let mut browser = world.browser();
        world.transcript.clear();
        let (attempt, page) = portal.send(&mut browser, |sign_in| choose(sign_in, &okta)).await;
        browser.fill("email", ALICE).unwrap();
        let home = browser.press("Continue").await.unwrap();
        let finished = portal.finish(attempt, &home);
        let finished = world.server("the code is redeemed", finished).await;
        let identity = finished.unwrap().identity;

        assert_eq!(identity.oid.as_deref(), Some(ACME), "{name}");
        assert_eq!(identity.amr, [okta], "{name}");
        assert_eq!(identity.email.as_deref(), Some(ALICE), "{name}");
        cases.add(&name, page.heading(), &world);
    }

    assert_eq!(cases.table(), ["Sign in at Okta"; 4].join("\n"));
    assert_snapshot!("selectors", cases.diagrams());
}

#[tokio::test]
async fn what_cannot_begin_or_fails_there_reaches_the_application_by_its_documented_name() {
    let mut outcomes = Vec::new();
    let world = World::start_with(Backend::join).await;
    let (rest, okta) = acme_with_okta(&world).await;
    let portal = Portal::of(&world);

    for button in [DECLINED, NOT_VALID, "Cancel"] {
        let mut browser = world.browser();
        let (attempt, _) = portal.send(&mut browser, |sign_in| sign_in.connection(&okta)).await;
        let home = browser.press(button).await.unwrap();
        let error = portal.finish(attempt, &home).await.unwrap_err();
        let name = button.split(' ').next().unwrap();
        outcomes.push(format!("{name:<18}{error}"));
    }
    disable(&rest, &okta).await;
    let selectors: [(&str, Choice); 5] = [
        ("disabled", |sign_in, okta| sign_in.connection(okta)),
        ("none enabled", |sign_in, _| sign_in.organization(ACME)),
        ("its domain", |sign_in, _| sign_in.domain_hint("acme.example")),
        ("unknown", |sign_in, _| sign_in.connection("conn_9")),
        ("another's domain", |sign_in, _| sign_in.domain_hint("initech.example")),
    ];
    for (name, choose) in selectors {
        let mut browser = world.browser();
        let (attempt, home) = portal.send(&mut browser, |sign_in| choose(sign_in, &okta)).await;
        let error = portal.finish(attempt, &home).await.unwrap_err();
        outcomes.push(format!("{name:<18}{error}"));
    }

    assert_snapshot!(outcomes.join("\n"), @"
    access_denied     the person declined to sign in: access_denied
    invalid_id_token  the organization's connection cannot be used: invalid_id_token
    Cancel            the person declined to sign in: access_denied
    disabled          the organization's connection cannot be used: connection_not_active
    none enabled      the organization's connection cannot be used: no_active_connections
    its domain        the organization's connection cannot be used: no_active_connections
    unknown           Scalekit refused the request, check the application's settings: invalid_connection_id
    another's domain  the organization's connection cannot be used: domain_not_found
    ");
}

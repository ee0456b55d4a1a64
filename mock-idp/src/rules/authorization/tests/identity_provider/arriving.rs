//! Assertions of identity providers, and the tokens after them.

use super::*;
use crate::environment::UserId;
use crate::rules::Refusal as _;
use crate::testing::{ACME, ALICE, AUTHORIZE, BOB, CAROL, DAVE, GLOBEX, code, page, refusal};

#[test]
fn tokens_name_the_connection_and_the_identity() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let answer = claim(&mut world, &page, ALICE);

    insta::assert_snapshot!(world.last_story(), @"
    00:00  identity_provider.asserted   alice@acme.example by Okta of Acme
    00:00  user.updated                 alice@acme.example
    00:00  user.identity_linked         alice@acme.example by Okta of Acme
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
    let code = code(answer);
    let claims = id_claims(&mut world, &code);
    assert_eq!(claims["oid"], ACME);
    assert_eq!(claims["sub"], "usr_100000000000000001");
    insta::assert_json_snapshot!([&claims["amr"], &claims["identities"]], @r#"
    [
      [
        "conn_100000000000000001"
      ],
      [
        {
          "connection_id": "conn_100000000000000001",
          "organization_id": "org_100000000000000001",
          "connection_type": "OIDC",
          "provider_name": "OKTA",
          "social": false,
          "provider_raw_attributes": "{\"sub\":\"alice@acme.example\",\"email\":\"alice@acme.example\"}"
        }
      ]
    ]
    "#);
}

#[test]
fn the_providers_page_twice_says_that_the_person_is_signed_in() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    code(claim(&mut world, &page, ALICE));

    let second = claim(&mut world, &page, ALICE).expect("a page");
    let other = refusal(claim(&mut world, &page, BOB));

    assert!(matches!(second, Step::AlreadySignedIn(_)), "{second:?}");
    assert!(
        matches!(other, HostedPageError::Unavailable(hosted::PageUnavailableError::Answered)),
        "{other:?}"
    );
}

#[test]
fn a_second_sign_in_links_nothing_anew() {
    let mut world = world();
    let query = format!("{AUTHORIZE}&connection_id={OKTA}&prompt=login");
    let first = page(world.authorize(&query));
    code(claim(&mut world, &first, ALICE));
    world.seconds_pass(60);
    let second = page(world.authorize(&query));

    code(claim(&mut world, &second, ALICE));

    insta::assert_snapshot!(world.last_story(), @"
    01:00  identity_provider.asserted   alice@acme.example by Okta of Acme
    01:00  user.reauthenticated         alice@acme.example
    01:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
    let alice: UserId = world.user(ALICE);
    let last_login = world.idp.read(|env| {
        let mut known = env.identities_of(&alice);
        known.next().expect("she is known").last_login_at
    });
    assert_eq!(last_login.to_string(), "2026-01-01T09:01:00Z");
}

#[test]
fn a_session_that_is_proven_elsewhere_takes_on_the_new_connection() {
    let mut world = world();
    let query = format!("{AUTHORIZE}&organization_id={GLOBEX}");
    let by_code = world.sign_in(&query, CAROL);
    let request = page(world.authorize(&format!("{query}&provider=google")));

    let by_google = code(claim(&mut world, &request, CAROL));

    let (before, after) = (id_claims(&mut world, &by_code), id_claims(&mut world, &by_google));
    assert_eq!(before["sid"], after["sid"]);
    assert_ne!(before["amr"], after["amr"], "a code keeps how it was come by");
    assert_eq!(after["amr"][0], GOOGLE);
}

#[test]
fn a_social_sign_in_of_an_owned_domain_goes_on_to_its_identity_provider() {
    let mut world = world();
    let request = page(world.authorize(&format!("{AUTHORIZE}&provider=google")));

    let at_okta = page(claim(&mut world, &request, BOB));
    insta::assert_snapshot!(world.last_story(), @"00:00  identity_provider.asked      Okta of Acme");
    let code = code(claim(&mut world, &at_okta, BOB));

    assert_eq!(id_claims(&mut world, &code)["amr"][0], OKTA);
}

#[test]
fn an_address_outside_the_domains_is_proven_once_by_a_code() {
    let mut world = world();
    let query = format!("{AUTHORIZE}&connection_id={OKTA}&prompt=login");
    let first = page(world.authorize(&query));

    page(claim(&mut world, &first, "erin@freelance.example"));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  identity_provider.asserted   erin@freelance.example by Okta of Acme
    00:00  email_code.sent              to erin@freelance.example
    ");
    let digits = world.mailed();
    let answer = world.submit_code(&first, &digits);
    let code_of_erin = code(answer);

    let claims = id_claims(&mut world, &code_of_erin);
    assert_eq!((&claims["amr"][0], &claims["oid"]), (&OKTA.into(), &ACME.into()));
    let again = page(world.authorize(&query));
    code(claim(&mut world, &again, "erin@freelance.example"));
}

#[test]
fn a_code_proves_nobody_else_than_whom_the_provider_named() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    claim(&mut world, &page, CAROL).unwrap();

    let other_address = world.submit_email(&page, "mallory@freelance.example");
    let one_click = world.sign_in_as(&page, BOB);

    for refused in [other_address, one_click] {
        let refused = refusal(refused);
        assert!(matches!(
            refused,
            HostedPageError::Unavailable(hosted::PageUnavailableError::OutOfStep)
        ));
    }
}

#[test]
fn what_fails_at_the_provider_ends_the_request() {
    let mut world = world();
    let mut refusals = Vec::new();
    for fault in ["access_denied", "invalid_id_token", "assertion_expired", "cake"] {
        let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
        let refused = refusal(world.hosted(|desk, browser| {
            hosted::fail_at_identity_provider(desk.env, &page, fault, browser)
        }));
        refusals.push(format!("{}: {refused}", refused.code().as_str()));
    }

    insta::assert_snapshot!(refusals.join("\n"), @"
    access_denied: the person declined at the identity provider
    invalid_id_token: the identity provider's ID token is not valid
    assertion_expired: the identity provider's SAML assertion has expired
    authentication_not_completed: the person did not finish at the identity provider
    ");
}

#[test]
fn the_deactivated_and_the_malformed_stay_outside() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let no_address = refusal(claim(&mut world, &page, "alice"));
    let deactivated = refusal(claim(&mut world, &page, DAVE));

    assert!(matches!(no_address, HostedPageError::Form(_, hosted::FormError::NotAnAddress)));
    assert_eq!(deactivated.code().as_str(), "user_not_active");
}

#[test]
fn whoever_is_prepared_has_signed_in_there_too() {
    let mut world = world();
    let prepared = crate::rules::control::prepare_sign_in;
    world.transact(|desk| prepared(desk.env, ALICE)).unwrap();

    let code = code(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    assert_eq!(id_claims(&mut world, &code)["amr"][0], OKTA);
}

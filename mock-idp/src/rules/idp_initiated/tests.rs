//! Sign-ins that begin at an identity provider: the redirect and its token.

use super::*;
use crate::mint;
use crate::seed::{Client as SeedClient, Connection as SeedConnection, Organization, Seed};
use crate::testing::{ALICE, World};

const OKTA: &str = "conn_1";

fn seed() -> Seed {
    Seed::default()
        .organization(Organization::new("Initech").slug("initech"))
        .connection(SeedConnection::of("Acme", "okta").id(OKTA))
        .connection(SeedConnection::of("Initech", "adfs").id("conn_2").saml())
        .connection(SeedConnection::of("Acme", "okta").id("conn_3").disabled())
        .connection(SeedConnection::social("google").id("conn_4"))
        .client(
            SeedClient::spa("Tenants")
                .id("skc_7")
                .initiate_login_uri("https://{{org_slug}}.tenants.example/login"),
        )
        .client(SeedClient::spa("Mute"))
}

fn departure(connection: &str, client: &str) -> IdpInitiatedRequest {
    IdpInitiatedRequest {
        connection: connection.to_owned(),
        client: client.to_owned(),
        email: "Alice@acme.example".to_owned(),
        relay_state: Some("/reports".to_owned()),
        fault: None,
    }
}

#[test]
fn the_token_has_what_the_authorization_request_needs() {
    let mut world = World::of(&seed());

    let sent = world
        .transact(|desk| decide(desk.env, &departure(OKTA, "Acme web"), &Browser::default()))
        .unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  idp_initiated_login.sent     alice@acme.example from Okta of Acme to Acme web");
    assert_eq!(sent.to.as_str(), "http://localhost:3000/login");
    let IdpInitiatedParameters::Token(key, claims) = sent.with else {
        panic!("nothing went wrong");
    };
    let token = mint::sign(&key, &claims);
    assert_eq!(claims.login_hint, ALICE);
    insta::assert_json_snapshot!(world.claims(&token), @r#"
    {
      "iss": "http://idp.test",
      "connection_id": "conn_1",
      "organization_id": "org_100000000000000001",
      "login_hint": "alice@acme.example",
      "relay_state": "/reports",
      "iat": 1767258000,
      "nbf": 1767258000,
      "exp": 1767258300
    }
    "#);
}

#[test]
fn the_address_has_the_organizations_own_words() {
    let mut world = World::of(&seed());

    let sent = world
        .transact(|desk| decide(desk.env, &departure("conn_2", "skc_7"), &Browser::default()))
        .unwrap();

    assert_eq!(sent.to.as_str(), "https://initech.tenants.example/login");
}

#[test]
fn a_fault_is_sent_in_place_of_the_token() {
    let mut world = World::of(&seed());
    let failing = IdpInitiatedRequest {
        fault: Some("assertion_expired".to_owned()),
        ..departure(OKTA, "Acme web")
    };

    let sent = world.transact(|desk| decide(desk.env, &failing, &Browser::default())).unwrap();

    assert!(matches!(sent.with, IdpInitiatedParameters::Error(UpstreamError::SamlExpired)));
    insta::assert_snapshot!(world.last_story(), @"00:00  idp_initiated_login.sent     an error from Okta of Acme to Acme web");
}

#[test]
fn a_refusal_lists_what_there_is() {
    let mut world = World::of(&seed());
    let nameless = IdpInitiatedRequest { email: "alice".to_owned(), ..departure(OKTA, "Acme web") };
    let mut refusals = Vec::new();

    for request in [
        departure("conn_9", "Acme web"),
        departure("conn_3", "Acme web"),
        departure("conn_4", "Acme web"),
        departure(OKTA, "Mute"),
        nameless,
    ] {
        let refused = world.transact(|desk| decide(desk.env, &request, &Browser::default()));
        refusals.push(refused.expect_err("it cannot be").to_string());
    }

    insta::assert_snapshot!(refusals.join("\n"), @"
    no connection conn_9 with an identity provider; there are conn_1, conn_2, conn_3
    the connection conn_3 is disabled, or not set up
    the connection conn_4 is of no organization, and only an organization's provider begins a sign-in
    no client Mute with an initiate-login URL; there are Acme web, Acme SPA, Tenants
    `alice` is not an e-mail address
    ");
}

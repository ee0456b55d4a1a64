//! The name of a known user after a sign-in.

use super::*;
use crate::rules::Refusal as _;
use crate::seed::User;
use crate::testing::{ALICE, AUTHORIZE, code, page, refusal};

/// A user of Globex, with an address at a domain of Acme's provider.
const GUS: &str = "gus@umbrella.example";
/// A user of Globex, with an address at nobody's domain.
const HAL: &str = "hal@initech.example";

fn world_of_strangers() -> World {
    let seed = seed().domain(Domain::new("umbrella.example", "Acme"));
    let seed = seed.user(User::new(GUS).joins("Globex"));
    World::of(&seed.user(User::new(HAL).joins("Globex")))
}

/// Signs in at the connection's provider, which asserts the given name, and returns the user's names then.
fn names(world: &mut World, connection: &str, email: &str, given: Option<&str>) -> String {
    let page =
        page(world.authorize(&format!("{AUTHORIZE}&connection_id={connection}&prompt=login")));
    let claim = IdentityProviderForm {
        email: email.to_owned(),
        given_name: given.map(str::to_owned),
        family_name: None,
    };
    let code =
        code(world.hosted(|desk, browser| {
            hosted::submit_identity_provider(desk, &page, &claim, browser)
        }));
    let claims = id_claims(world, &code);
    format!("{} {}", claims["given_name"], claims["name"])
}

fn syncs(world: &mut World, connection: &str, section: &str, does: bool) {
    let update = serde_json::json!({
        "connection_id": connection,
        "connection": { section: { "sync_user_profile_on_login": does } },
    });
    let operation = "connections.ConnectionService/UpdateEnvironmentConnection";
    world.manage(operation, update).expect("it can be set");
}

#[test]
fn a_known_user_is_called_what_the_organizations_own_provider_says() {
    let mut world = world();

    let names = [None, Some("Alicia"), Some("Alicia"), None]
        .map(|given| names(&mut world, OKTA, ALICE, given));

    insta::assert_snapshot!(names.join("\n"), @r#"
    "Alice" "Alice Nguyen"
    "Alicia" "Alicia Nguyen"
    "Alicia" "Alicia Nguyen"
    "Alicia" "Alicia Nguyen"
    "#);
    let story = world.idp.story();
    let updates: Vec<&str> = story.lines().filter(|line| line.contains("user.updated")).collect();
    insta::assert_snapshot!(updates.join("\n"), @"00:00  user.updated                 alice@acme.example");
}

#[test]
fn the_connections_settings_have_the_last_word() {
    let mut world = world_of_strangers();
    let by_default = names(&mut world, GOOGLE, HAL, Some("Alicia"));

    syncs(&mut world, OKTA, "oidc_config", false);
    syncs(&mut world, GOOGLE, "oauth_config", true);
    let not_by_okta = names(&mut world, OKTA, ALICE, Some("Alix"));
    let by_google = names(&mut world, GOOGLE, HAL, Some("Alicia"));

    insta::assert_snapshot!([by_default, not_by_okta, by_google].join(", then "), @r#"null null, then "Alice" "Alice Nguyen", then "Alicia" "Alicia""#);
}

#[test]
fn nobody_is_renamed_at_a_door_that_stays_closed() {
    let mut world = world_of_strangers();
    let update = serde_json::json!({
        "connection_id": OKTA,
        "connection": { "oidc_config": { "jit_provisioning_with_sso_enabled": false } },
    });
    let operation = "connections.ConnectionService/UpdateEnvironmentConnection";
    world.manage(operation, update).expect("it can be set");
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let refused = refusal(claim(&mut world, &page, GUS));

    assert_eq!(refused.code().as_str(), "access_denied");
    assert!(!world.last_story().contains("user.updated"), "{}", world.last_story());
}

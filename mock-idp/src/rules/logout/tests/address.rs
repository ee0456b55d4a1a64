//! The addresses to which the browser may go afterwards.

use super::super::LogoutError;
use super::{granted, is_signed_in, signed_in};
use crate::environment::{ClientId, EnvironmentType, Id as _, RegisteredUri};
use crate::seed::Client;
use crate::seed::Seed;
use crate::testing::{AUTHORIZE, GLOBEX, World, refusal};

#[test]
fn an_address_that_is_not_registered_keeps_the_session() {
    let mut world = World::new();
    let hint = signed_in(&mut world);

    for requested in [
        "http://localhost:3000/logged-out/",
        "http://localhost:3000/logged-out?x=1",
        "http://evil.example/",
        // A callback is on another list, and so is another client's address.
        "http://localhost:3000/auth/callback",
        "http://localhost:3000/spa/logged-out",
    ] {
        let refused = refusal(
            world.logout(&format!("id_token_hint={hint}&post_logout_redirect_uri={requested}")),
        );
        let registered = ["http://localhost:3000/logged-out", "http://localhost:3000/"];
        let registered = registered
            .map(|uri| RegisteredUri::new(uri, EnvironmentType::Development).expect("a URI"))
            .into();
        let requested = requested.into();
        let client = Some(ClientId::named("skc_100000000000000001"));
        assert_eq!(refused, LogoutError::Unregistered { requested, registered, client });
    }
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.refused               invalid_request: post_logout_redirect_uri http://localhost:3000/spa/logged-out is not registered; registered: http://localhost:3000/logged-out, http://localhost:3000/");
    assert!(is_signed_in(&mut world));
}

#[test]
fn a_relative_address_is_no_address() {
    let mut world = World::new();
    signed_in(&mut world);

    let refused = refusal(world.logout("post_logout_redirect_uri=/logged-out"));

    assert_eq!(refused, LogoutError::Relative("/logged-out".into()));
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.refused               invalid_request: post_logout_redirect_uri /logged-out is relative; send an absolute URI");
    assert!(is_signed_in(&mut world));
}

#[test]
fn client_id_says_whose_list_counts() {
    let mut world = World::new();
    let spa_home = "post_logout_redirect_uri=http://localhost:3000/spa/logged-out";

    let named = granted(&mut world, &format!("client_id=skc_100000000000000002&{spa_home}"));
    let nobody_named = granted(&mut world, spa_home);
    let other = refusal(world.logout(&format!("client_id=skc_100000000000000001&{spa_home}")));

    assert!(named.to.is_some());
    assert!(nobody_named.to.is_some(), "any client's list will do");
    assert!(matches!(other, LogoutError::Unregistered { .. }));
}

#[test]
fn a_template_is_filled_from_the_organization_of_the_session() {
    let client = |seed: Seed| {
        seed.client(
            Client::web("Tenants")
                .id("skc_9")
                .secret("only_for_tests")
                .post_logout_redirect_uri("https://{{org_slug}}.app.example/bye"),
        )
    };
    let mut world = World::of(&client(Seed::default()));
    let globex = "client_id=skc_9&post_logout_redirect_uri=https://globex.app.example/bye";
    world.sign_in(&format!("{AUTHORIZE}&organization_id={GLOBEX}"), "carol@globex.example");

    let out = granted(&mut world, globex);
    let over = refusal(world.logout(globex));

    assert_eq!(out.to.expect("globex is in scope").as_str(), "https://globex.app.example/bye");
    assert!(
        matches!(over, LogoutError::OtherOrganization { .. }),
        "the session is over, and nothing fills the template"
    );
}

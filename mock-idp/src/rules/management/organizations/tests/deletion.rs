//! A deleted organization leaves nobody in it and nothing of it.

use serde_json::json;

use super::{CREATE, DELETE, GET};
use crate::rules::token::TokenError;
use crate::testing::{ACME, ALICE, AUTHORIZE, CAROL, GLOBEX, World, code, page, refusal};

/// Signs Carol in to one of her two organizations, and returns her code.
fn carol_in(world: &mut World, organization: &str) -> String {
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, CAROL));
    code(world.choose(&request, organization))
}

#[test]
fn its_sessions_end_and_its_memberships_and_others_live_on() {
    let mut world = World::new();
    let alices = world.alice().refresh_token.expect("offline_access");
    world.browser = crate::wire::Browser::default();
    let code = carol_in(&mut world, GLOBEX);
    let carols = world.redeem(&code).unwrap().refresh_token.expect("offline_access");

    world.manage(DELETE, json!({ "id": ACME })).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  alice@acme.example: revoked
    00:00  organization.deleted         Acme
    ");
    assert_eq!(refusal(world.refresh(&alices)), TokenError::SessionOver("it was revoked"));
    world.refresh(&carols).expect("she is in Globex");
    let alice = world.user(ALICE);
    let belongs = |env: &crate::environment::Environment| {
        let user = env.user(&alice).expect("she stays");
        user.memberships.len()
    };
    assert_eq!(world.idp.read(belongs), 0);
    world.manage(GET, json!({ "id": ACME })).expect_err("it is gone");
}

#[test]
fn whoever_belonged_nowhere_else_founds_an_organization() {
    let mut world = World::new();
    world.manage(DELETE, json!({ "id": ACME })).unwrap();

    world.sign_in(AUTHORIZE, ALICE);

    insta::assert_snapshot!(world.last_story(), @r"
    00:00  organization.created         alice's organization
    00:00  user.organization_membership_created  alice@acme.example is admin of alice's organization
    00:00  user.login                   alice@acme.example in alice's organization
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
}

#[test]
fn a_page_with_a_choice_offers_what_is_left() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, CAROL));
    world.manage(DELETE, json!({ "id": ACME })).unwrap();

    assert!(world.choose(&request, ACME).is_err());

    code(world.choose(&request, GLOBEX));
}

#[test]
fn a_session_that_left_it_forgets_it() {
    let mut world = World::new();
    let first = carol_in(&mut world, ACME);
    world.redeem(&first).unwrap();
    let request = page(world.authorize(&format!("{AUTHORIZE}&prompt=select_account")));
    code(world.choose(&request, GLOBEX));

    world.manage(DELETE, json!({ "id": ACME })).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  organization.deleted         Acme");
    let been_in = |env: &crate::environment::Environment| {
        let session = env.sessions().next().expect("hers");
        assert!(session.is_active(env.now()));
        session.authenticated_organizations.clone()
    };
    let left = world.idp.read(been_in);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].as_str(), GLOBEX);
}

#[test]
fn its_slug_is_free_again() {
    let mut world = World::new();
    world.manage(DELETE, json!({ "id": ACME })).unwrap();

    let again = json!({ "organization": { "display_name": "Acme", "slug": "acme" } });
    world.manage(CREATE, again).expect("nobody has it");
}

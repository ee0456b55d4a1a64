//! A person of several organizations chooses one.

use super::super::FormError;
use super::{again, ended};
use crate::environment::{AuthRequestId, MembershipEvent, OrganizationEvent};
use crate::rules::Refusal as _;
use crate::rules::authorization::AuthorizeError;
use crate::rules::control;
use crate::testing::{ACME, ALICE, AUTHORIZE, CAROL, GLOBEX, World, code, page, refusal};

/// Brings Carol to the choice of an organization, with her address proven.
fn carol_at_the_choice(world: &mut World) -> AuthRequestId {
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, CAROL))
}

/// Brings Carol, with a session at Globex, to the choice of another.
fn carol_switches(world: &mut World) -> AuthRequestId {
    world.sign_in(&format!("{AUTHORIZE}&organization_id={GLOBEX}"), CAROL);
    page(world.authorize(&format!("{AUTHORIZE}&prompt=select_account")))
}

#[test]
fn a_person_with_two_organizations_chooses_one() {
    let mut world = World::new();

    let request = carol_at_the_choice(&mut world);
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.asked           carol@globex.example");
    let code = code(world.choose(&request, ACME));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.login                   carol@globex.example in Acme
    00:00  authorization_code.issued    Acme web for carol@globex.example: openid profile email offline_access
    ");
    let tokens = world.redeem(&code).expect("a fresh code");
    assert_eq!(world.claims(&tokens.access_token)["oid"], ACME);
}

#[test]
fn only_an_organization_of_ones_own_can_be_chosen() {
    let mut world = World::new();
    let request = carol_at_the_choice(&mut world);

    let refused = refusal(world.choose(&request, "org_3"));

    assert_eq!(refused.code().as_str(), "invalid_request");
    assert_eq!(again(refused), FormError::NotAnOrganization);
    insta::assert_snapshot!(world.last_story(), @"00:00  login.refused                invalid_request: Choose one of the organizations.");
}

#[test]
fn whoever_is_deactivated_while_they_choose_gets_no_further() {
    let mut world = World::new();
    let request = carol_at_the_choice(&mut world);
    let done = world.transact(|desk| control::deactivate(desk.env, CAROL));
    done.expect("carol exists");

    let refused = refusal(world.choose(&request, ACME));

    assert_eq!(ended(refused), AuthorizeError::UserNotActive);
}

#[test]
fn a_switch_keeps_the_session() {
    let mut world = World::new();
    let request = carol_switches(&mut world);

    code(world.choose(&request, ACME));

    insta::assert_snapshot!(world.last_story(), @"00:00  authorization_code.issued    Acme web for carol@globex.example: openid profile email offline_access");
    let visited = world.idp.read(|env| {
        let sessions: Vec<_> = env.sessions().collect();
        assert_eq!(sessions.len(), 1);
        sessions[0].authenticated_organizations.clone()
    });
    assert_eq!(visited, [GLOBEX, ACME].map(|id| id.parse().expect("an id")),);
}

#[test]
fn a_choice_in_a_session_that_ended_meanwhile_signs_nobody_in() {
    let mut world = World::new();
    let request = carol_switches(&mut world);
    world.logout("").expect("nothing stands against it");

    page(world.choose(&request, ACME));

    insta::assert_snapshot!(world.last_story(), @"00:00  authorization.restarted");
    let sessions = world.idp.read(|env| {
        let now = env.now();
        env.sessions().filter(|session| session.is_active(now)).count()
    });
    assert_eq!(sessions, 0);
}

#[test]
fn a_requested_organization_must_be_one_of_the_persons() {
    let mut world = World::new();
    let request = page(world.authorize(&format!("{AUTHORIZE}&organization_id={GLOBEX}")));

    let refused = refusal(world.sign_in_as(&request, ALICE));

    assert!(matches!(ended(refused), AuthorizeError::NotAMember(_)));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  login.refused                access_denied: this user is no member of organization org_100000000000000002
    00:00  authorization.ended          access_denied
    ");
}

#[test]
fn whoever_joined_meanwhile_may_choose_the_new_one() {
    let mut world = World::new();
    let request = carol_at_the_choice(&mut world);
    let initech = crate::environment::Organization::new(
        "org_3".parse().expect("an id"),
        "Initech",
        jiff::Timestamp::UNIX_EPOCH,
    );
    let (user, organization) = (world.user(CAROL), initech.id.clone());
    world.happens(OrganizationEvent::Created { organization: initech.into() });
    world.happens(MembershipEvent::RolesChanged { user, organization, roles: Vec::new() });

    code(world.choose(&request, "org_3"));
}

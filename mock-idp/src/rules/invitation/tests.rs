//! The link in the mail.

use serde_json::json;

use super::{Accepted, InvitationError, accept};
use crate::environment::TrustedRedirect;
use crate::rules::Refusal as _;
use crate::seed::Seed;
use crate::testing::{ACME, ALICE, AUTHORIZE, BOB, GLOBEX, World, code, refusal};

const DAY: u64 = 24 * 60 * 60;

impl World {
    /// Invites Erin to Acme, and returns the token of the link.
    fn invite_erin(&mut self) -> String {
        let user = json!({ "organization_id": ACME, "user": { "email": "erin@initech.example" } });
        let created = self.manage("users.UserService/CreateUserAndMembership", user);
        created.expect("the address is free");
        self.invited()
    }

    fn follow(&mut self, token: &str) -> Result<Accepted, InvitationError> {
        let browser = self.browser.clone();
        let accepted = self.transact(|desk| accept(desk, token, &browser))?;
        if let Some(cookie) = &accepted.cookie {
            self.browser.sessions = vec![cookie.clone()];
        }
        Ok(accepted)
    }
}

#[test]
fn it_proves_the_address_and_signs_in_so_that_authorize_needs_no_page() {
    let mut world = World::new();
    let token = world.invite_erin();

    let accepted = world.follow(&token).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.login                   erin@initech.example in Acme
    00:00  user.organization_membership_created  erin@initech.example accepted the invitation to Acme
    ");
    assert_eq!(accepted.to.unwrap().as_str(), "http://localhost:3000/login");
    let code = code(world.authorize(AUTHORIZE));
    let tokens = world.redeem(&code).unwrap();
    let claims = world.claims(&tokens.id_token.expect("openid"));
    assert_eq!(claims["email_verified"], true);
    assert_eq!(claims["oid"], ACME);
}

#[test]
fn it_works_once_and_for_fifteen_days() {
    let mut world = World::new();
    let token = world.invite_erin();

    assert_eq!(refusal(world.follow("x")), InvitationError::Unknown);
    assert_eq!(refusal(world.follow("")), InvitationError::Unknown);
    world.seconds_pass(15 * DAY);
    assert_eq!(refusal(world.follow(&token)), InvitationError::Expired);
    let erin = world.user("erin@initech.example");
    let again = json!({ "organization_id": ACME, "id": erin });
    world.manage("users.UserService/ResendInvite", again).unwrap();
    assert_eq!(refusal(world.follow(&token)), InvitationError::Unknown);
    let token = world.invited();
    world.follow(&token).unwrap();
    let used = refusal(world.follow(&token));

    assert_eq!(used, InvitationError::Accepted);
    assert_eq!(used.code().as_str(), "invalid_request");
    insta::assert_snapshot!(world.last_story(), @"15d 0:00:00  invitation.refused           invalid_request: this invitation was accepted before; its link works once");
}

#[test]
fn whoever_is_deactivated_meanwhile_stays_out() {
    let mut world = World::new();
    let token = world.invite_erin();
    let user = world.user("erin@initech.example");
    world.happens(crate::environment::UserEvent::Deactivated { user });

    let refused = refusal(world.follow(&token));

    assert_eq!(refused.code().as_str(), "user_not_active");
}

#[test]
fn a_membership_that_was_taken_back_takes_its_link_along() {
    let mut world = World::new();
    let token = world.invite_erin();
    let erin = world.user("erin@initech.example");
    let back = json!({ "organization_id": ACME, "id": erin, "cascade": false });
    world.manage("users.UserService/DeleteMembership", back).unwrap();

    assert_eq!(refusal(world.follow(&token)), InvitationError::Unknown);
}

#[test]
fn a_person_who_is_signed_in_keeps_the_session_and_moves_over() {
    let mut world = World::new();
    world.alice();
    let alice = world.user(ALICE);
    let invite = json!({ "organization_id": GLOBEX, "id": alice, "membership": {} });
    world.manage("users.UserService/CreateMembership", invite).unwrap();
    let token = world.invited();

    let accepted = world.follow(&token).unwrap();

    assert!(accepted.cookie.is_none());
    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.reauthenticated         alice@acme.example
    00:00  user.organization_membership_created  alice@acme.example accepted the invitation to Globex
    ");
    let code = code(world.authorize(AUTHORIZE));
    let tokens = world.redeem(&code).unwrap();
    assert_eq!(world.claims(&tokens.access_token)["oid"], GLOBEX);
}

#[test]
fn somebody_elses_session_in_the_same_browser_ends() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, BOB);
    let token = world.invite_erin();

    world.follow(&token).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  bob@acme.example: another person signed in with this browser
    00:00  user.login                   erin@initech.example in Acme
    00:00  user.organization_membership_created  erin@initech.example accepted the invitation to Acme
    ");
}

#[test]
fn it_leads_to_where_an_application_begins_if_that_is_one_place() {
    for (registered, to) in [
        (None, None),
        (Some("https://*.acme.example/login"), None),
        (Some("https://{{org_slug}}.acme.example/login"), Some("https://acme.acme.example/login")),
    ] {
        let mut seed = Seed::default();
        for client in &mut seed.clients {
            client.initiate_login_uri = registered.map(str::to_owned);
        }
        let mut world = World::of(&seed);
        let token = world.invite_erin();

        let accepted = world.follow(&token).unwrap();

        assert_eq!(accepted.to.as_ref().map(TrustedRedirect::as_str), to);
    }
}

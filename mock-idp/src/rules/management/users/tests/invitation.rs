//! Invitations, as the application's server sees them.

use serde_json::json;

use super::{ALICE_ID, ERIN};
use crate::rules::Refusal as _;
use crate::testing::{ACME, ALICE, AUTHORIZE, GLOBEX, World, code, page, refusal};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn an_invitation_waits_for_fifteen_days() {
    let mut world = World::new();

    let erin = world.erin(true);

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.created                 erin@initech.example
    00:00  user.organization_invitation  erin@initech.example to Acme
    ");
    insta::assert_json_snapshot!(world.place_of_erin(&erin), @r#"
    {
      "organization_id": "org_100000000000000001",
      "membership_status": "PENDING_INVITE",
      "roles": [
        {
          "id": "role_302707637393841759",
          "name": "member",
          "display_name": "Member"
        }
      ],
      "name": "Acme",
      "display_name": "Acme",
      "created_at": "2026-01-01T09:00:00Z",
      "expires_at": "2026-01-16T09:00:00Z",
      "provisioning_method": "invitation",
      "permissions": [
        "invoices:read"
      ]
    }
    "#);
    world.seconds_pass(15 * DAY - 1);
    assert_eq!(world.place_of_erin(&erin)["membership_status"], "PENDING_INVITE");
    world.seconds_pass(1);
    assert_eq!(world.place_of_erin(&erin)["membership_status"], "INVITE_EXPIRED");
}

#[test]
fn while_it_is_good_the_same_link_is_mailed_again() {
    let mut world = World::new();
    let erin = world.erin(true);
    let first = world.invited();
    world.seconds_pass(DAY);

    let resent =
        world.users("ResendInvite", json!({ "organization_id": ACME, "id": erin })).unwrap();

    assert_eq!(world.invited(), first);
    insta::assert_snapshot!(world.last_story(), @"1d 0:00:00  user.organization_invitation  erin@initech.example to Acme, again");
    insta::assert_json_snapshot!(resent["invite"], { ".user_id" => "usr_…" }, @r#"
    {
      "organization_id": "org_100000000000000001",
      "user_id": "usr_…",
      "status": "pending_invite",
      "created_at": "2026-01-01T09:00:00Z",
      "expires_at": "2026-01-16T09:00:00Z",
      "resent_at": "2026-01-02T09:00:00Z",
      "resent_count": 1
    }
    "#);
}

#[test]
fn an_expired_one_is_replaced() {
    let mut world = World::new();
    let erin = world.erin(true);
    let first = world.invited();
    world.seconds_pass(16 * DAY);

    let again = json!({ "organization_id": ACME, "id": erin });
    let resent = world.users("ResendInvite", again).unwrap();

    assert_ne!(world.invited(), first);
    assert_eq!(resent["invite"]["created_at"], "2026-01-17T09:00:00Z");
    assert_eq!(resent["invite"]["expires_at"], "2026-02-01T09:00:00Z");
    assert_eq!(world.place_of_erin(&erin)["membership_status"], "PENDING_INVITE");
}

#[test]
fn there_is_nothing_to_send_again_to_whoever_is_in() {
    let mut world = World::new();

    let failure =
        refusal(world.users("ResendInvite", json!({ "organization_id": ACME, "id": ALICE_ID })));

    assert_eq!(failure.code().as_str(), "FAILED_PRECONDITION");
    assert_eq!(failure.to_string(), "alice@acme.example is in Acme already");
}

#[test]
fn whoever_proves_the_address_by_a_code_has_accepted_too() {
    let mut world = World::new();
    let erin = world.erin(true);
    let (request, digits) = world.mail_code(AUTHORIZE, ERIN);

    code(world.submit_code(&request, &digits));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.login                   erin@initech.example in Acme
    00:00  user.organization_membership_created  erin@initech.example accepted the invitation to Acme
    00:00  authorization_code.issued    Acme web for erin@initech.example: openid profile email offline_access
    ");
    assert_eq!(world.place_of_erin(&erin)["membership_status"], "ACTIVE");
}

#[test]
fn an_invitation_puts_no_chooser_before_whoever_belongs_somewhere() {
    let mut world = World::new();
    let invite = json!({ "organization_id": GLOBEX, "id": ALICE_ID, "membership": {} });
    world.users("CreateMembership", invite).unwrap();

    world.sign_in(AUTHORIZE, ALICE);
    assert!(world.last_story().contains("in Acme"));
    let query = format!("{AUTHORIZE}&prompt=login&organization_id={GLOBEX}");
    world.sign_in(&query, ALICE);

    assert!(world.last_story().contains("accepted the invitation to Globex"));
}

#[test]
fn whoever_is_invited_to_several_chooses_and_accepts_that_one() {
    let mut world = World::new();
    let erin = world.erin(true);
    let invite = json!({ "organization_id": GLOBEX, "id": erin, "membership": {} });
    world.users("CreateMembership", invite).unwrap();
    let (request, digits) = world.mail_code(AUTHORIZE, ERIN);
    page(world.submit_code(&request, &digits));

    code(world.choose(&request, GLOBEX));

    let reply = world.users("GetUser", json!({ "id": erin })).unwrap();
    let places = reply["user"]["memberships"].as_array().unwrap();
    let statuses: Vec<_> = places.iter().map(|one| &one["membership_status"]).collect();
    assert_eq!(statuses, ["PENDING_INVITE", "ACTIVE"]);
}

//! Memberships, and what their end does.

use serde_json::json;

use super::{ALICE_ID, BOB_ID, CAROL_ID};
use crate::rules::Refusal as _;
use crate::testing::{ACME, ALICE, AUTHORIZE, CAROL, DAVE, GLOBEX, World, code, page, refusal};

#[test]
fn whoever_joins_without_a_mail_may_choose_the_organization_at_once() {
    let mut world = World::new();
    let request = json!({
        "organization_id": GLOBEX,
        "id": ALICE_ID,
        "membership": { "roles": [{ "name": "member" }], "inviter_email": CAROL },
        "send_invitation_email": false,
    });

    let joined = world.users("CreateMembership", request.clone()).unwrap();

    insta::assert_snapshot!(world.last_story(), @"00:00  user.organization_membership_created  alice@acme.example is member of Globex");
    let place = &joined["user"]["memberships"][1];
    assert_eq!(place["membership_status"], "ACTIVE");
    assert_eq!(place["inviter_email"], CAROL);
    let twice = refusal(world.users("CreateMembership", request));
    assert_eq!(twice.code().as_str(), "ALREADY_EXISTS");
    let chooser = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&chooser, ALICE));
    code(world.choose(&chooser, GLOBEX));
}

#[test]
fn the_first_of_an_organization_is_its_creator_and_later_ones_are_members() {
    let mut world = World::new();
    let leave = json!({ "organization_id": GLOBEX, "id": CAROL_ID });
    world.users("DeleteMembership", leave).unwrap();
    let mut roles = |id: &str| {
        let request = json!({ "organization_id": GLOBEX, "id": id, "membership": {} });
        let joined = world.users("CreateMembership", request).unwrap();
        joined["user"]["memberships"][1]["roles"][0]["name"].clone()
    };

    assert_eq!((roles(ALICE_ID), roles(BOB_ID)), (json!("admin"), json!("member")));
}

#[test]
fn a_change_replaces_what_it_names_and_leaves_the_rest() {
    let mut world = World::new();
    let change =
        |membership| json!({ "organization_id": ACME, "id": BOB_ID, "membership": membership });
    let metadata = change(json!({ "metadata": { "desk": "4.02" } }));
    let roles = change(json!({ "roles": [{ "name": "admin" }, { "name": "admin" }] }));

    world.users("UpdateMembership", metadata).unwrap();
    let mut text = world.last_story();
    let changed = world.users("UpdateMembership", roles).unwrap();
    text = format!("{text}\n{}", world.last_story());

    insta::assert_snapshot!(text, @"
    00:00  user.organization_membership_updated  metadata of bob@acme.example in Acme
    00:00  user.organization_membership_updated  bob@acme.example is admin of Acme
    ");
    let place = &changed["user"]["memberships"][0];
    assert_eq!(place["metadata"], json!({ "desk": "4.02" }));
    assert_eq!(place["roles"].as_array().unwrap().len(), 1);
    let elsewhere = json!({ "organization_id": GLOBEX, "id": BOB_ID, "membership": {} });
    let failure = refusal(world.users("UpdateMembership", elsewhere));
    assert_eq!(failure.to_string(), format!("there is no membership of {BOB_ID} in {GLOBEX}"));
}

#[test]
fn whoever_leaves_is_signed_out_where_they_are_in_the_organization() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, CAROL));
    let in_globex = code(world.choose(&request, GLOBEX));
    let in_globex = world.redeem(&in_globex).unwrap();
    let leave = |organization| json!({ "organization_id": organization, "id": CAROL_ID });

    world.users("DeleteMembership", leave(GLOBEX)).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  carol@globex.example: revoked
    00:00  user.organization_membership_deleted  carol@globex.example left Globex
    ");
    let refused = world.refresh(&in_globex.refresh_token.expect("offline_access"));
    assert!(refused.is_err());
    world.sign_in(AUTHORIZE, CAROL);
    assert!(world.last_story().contains("carol@globex.example in Acme"));
}

#[test]
fn a_session_that_moved_on_lives_and_gets_no_more_tokens_of_what_was_left() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, CAROL));
    let in_globex = code(world.choose(&request, GLOBEX));
    let in_globex = world.redeem(&in_globex).unwrap();
    let switch = format!("{AUTHORIZE}&prompt=select_account&organization_id={ACME}");
    let in_acme = code(world.authorize(&switch));
    let in_acme = world.redeem(&in_acme).unwrap();

    let leave = json!({ "organization_id": GLOBEX, "id": CAROL_ID });
    world.users("DeleteMembership", leave).unwrap();

    assert!(world.refresh(&in_globex.refresh_token.unwrap()).is_err());
    assert!(world.refresh(&in_acme.refresh_token.unwrap()).is_ok());
}

#[test]
fn the_last_membership_takes_the_user_with_it_unless_cascade_is_false() {
    let mut world = World::new();
    let leave =
        |id: &str, cascade| json!({ "organization_id": ACME, "id": id, "cascade": cascade });

    world.users("DeleteMembership", leave(BOB_ID, false)).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  user.organization_membership_deleted  bob@acme.example left Acme");
    world.users("DeleteMembership", leave(ALICE_ID, true)).unwrap();
    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.organization_membership_deleted  usr_100000000000000001 left Acme
    00:00  user.deleted                 alice@acme.example
    ");

    assert!(world.users("GetUser", json!({ "id": BOB_ID })).is_ok());
    assert!(world.users("GetUser", json!({ "id": ALICE_ID })).is_err());
}

#[test]
fn the_membership_of_somebody_deactivated_is_inactive() {
    let mut world = World::new();
    let dave = json!({ "id": world.user(DAVE) });

    let reply = world.users("GetUser", dave).unwrap();

    let place = &reply["user"]["memberships"][0];
    assert_eq!(place["membership_status"], "INACTIVE");
}

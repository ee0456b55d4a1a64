//! Users themselves.

use serde_json::json;

use super::{ALICE_ID, BOB_ID, CAROL_ID, ERIN};
use crate::rules::Refusal as _;
use crate::testing::{ACME, ALICE, AUTHORIZE, CAROL, World, code, page, refusal};

#[test]
fn a_user_has_the_form_that_scalekit_documents() {
    let mut world = World::new();
    world.seconds_pass(60);
    world.alice();

    let reply = world.users("GetUser", json!({ "id": ALICE_ID })).unwrap();

    insta::assert_json_snapshot!(reply["user"], { ".environment_id" => "env_…" }, @r#"
    {
      "id": "usr_100000000000000001",
      "environment_id": "env_…",
      "create_time": "2026-01-01T09:00:00Z",
      "update_time": "2026-01-01T09:00:00Z",
      "email": "alice@acme.example",
      "memberships": [
        {
          "organization_id": "org_100000000000000001",
          "join_time": "2026-01-01T09:00:00Z",
          "membership_status": "ACTIVE",
          "roles": [
            {
              "id": "role_133797660316768603",
              "name": "admin",
              "display_name": "Admin"
            }
          ],
          "name": "Acme",
          "display_name": "Acme",
          "provisioning_method": "direct_provision",
          "permissions": [
            "invoices:read",
            "invoices:write",
            "members:manage"
          ]
        }
      ],
      "user_profile": {
        "id": "usp_100000000000000001",
        "given_name": "Alice",
        "family_name": "Nguyen",
        "name": "Alice Nguyen",
        "email_verified": true,
        "first_name": "Alice",
        "last_name": "Nguyen"
      },
      "last_login_time": "2026-01-01T09:01:00Z"
    }
    "#);
}

#[test]
fn whoever_is_created_without_a_mail_signs_in_by_code_at_once() {
    let mut world = World::new();
    let request = json!({
        "organization_id": ACME,
        "user": {
            "email": "Erin@Initech.example",
            "external_id": "employee-7",
            "user_profile": {
                "first_name": "Erin",
                "last_name": "Haddad",
                "locale": "fr",
                "phone_number": "+33123456789",
                "gender": "female",
                "groups": ["staff"],
                "custom_attributes": { "badge": "42" },
            },
            "membership": { "roles": [{ "name": "admin" }], "metadata": { "desk": "4.02" } },
            "metadata": { "plan": "free" },
        },
        "send_invitation_email": false,
    });

    let created = world.users("CreateUserAndMembership", request).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.created                 erin@initech.example
    00:00  user.organization_membership_created  erin@initech.example is admin of Acme
    ");
    let user = &created["user"];
    insta::assert_json_snapshot!(user, { ".id" => "usr_…", ".environment_id" => "env_…", ".user_profile.id" => "usp_…" }, @r#"
    {
      "id": "usr_…",
      "environment_id": "env_…",
      "create_time": "2026-01-01T09:00:00Z",
      "update_time": "2026-01-01T09:00:00Z",
      "email": "erin@initech.example",
      "external_id": "employee-7",
      "memberships": [
        {
          "organization_id": "org_100000000000000001",
          "join_time": "2026-01-01T09:00:00Z",
          "membership_status": "ACTIVE",
          "roles": [
            {
              "id": "role_133797660316768603",
              "name": "admin",
              "display_name": "Admin"
            }
          ],
          "name": "Acme",
          "metadata": {
            "desk": "4.02"
          },
          "display_name": "Acme",
          "provisioning_method": "direct_provision",
          "permissions": [
            "invoices:read",
            "invoices:write",
            "members:manage"
          ]
        }
      ],
      "user_profile": {
        "id": "usp_…",
        "given_name": "Erin",
        "family_name": "Haddad",
        "name": "Erin Haddad",
        "locale": "fr",
        "email_verified": true,
        "phone_number": "+33123456789",
        "custom_attributes": {
          "badge": "42"
        },
        "groups": [
          "staff"
        ],
        "gender": "female",
        "first_name": "Erin",
        "last_name": "Haddad"
      },
      "metadata": {
        "plan": "free"
      }
    }
    "#);
    let (request, digits) = world.mail_code(AUTHORIZE, ERIN);
    let code = code(world.submit_code(&request, &digits));
    let tokens = world.redeem(&code).unwrap();
    let claims = world.claims(&tokens.access_token);
    assert_eq!(claims["xuid"], "employee-7");
    assert_eq!(claims["roles"], json!(["admin"]));
    let claims = world.claims(&tokens.id_token.expect("openid"));
    assert_eq!(claims["name"], "Erin Haddad");
}

#[test]
fn an_address_or_an_external_id_is_one_users_alone() {
    let mut world = World::new();
    world.users("UpdateUser", json!({ "id": ALICE_ID, "user": { "external_id": "7" } })).unwrap();
    let create = |email: &str, external_id: &str| json!({ "organization_id": ACME, "user": { "email": email, "external_id": external_id } });

    let refused = [
        world.users("CreateUserAndMembership", create("ALICE@acme.example", "8")),
        world.users("CreateUserAndMembership", create(ERIN, "7")),
        world.users("UpdateUser", json!({ "id": BOB_ID, "user": { "external_id": "7" } })),
        world.users(
            "UpdateUser",
            json!({ "id": BOB_ID, "user": { "external_id": "7".repeat(256) } }),
        ),
    ]
    .map(|outcome| {
        let failure = refusal(outcome);
        format!("{}: {failure}", failure.code().as_str())
    });

    insta::assert_snapshot!(refused.join("\n"), @"
    ALREADY_EXISTS: a user with the address alice@acme.example exists; CreateMembership takes them into an organization
    ALREADY_EXISTS: another user has the external id 7
    ALREADY_EXISTS: another user has the external id 7
    INVALID_ARGUMENT: user.external_id must be at most 255 characters long
    ");
    let own = json!({ "external_id": "7", "user": { "external_id": "7" } });
    world.users("UpdateUser", own).expect("it is her own");
}

#[test]
fn a_change_leaves_alone_what_it_does_not_name() {
    let mut world = World::new();
    world.seconds_pass(60);
    let first = json!({
        "id": ALICE_ID,
        "user": {
            "external_id": "7",
            "user_profile": { "given_name": "Alix", "picture": "https://acme.example/a.png", "groups": ["staff"] },
            "metadata": { "plan": "free" },
        },
    });
    world.users("UpdateUser", first).unwrap();
    insta::assert_snapshot!(world.last_story(), @"01:00  user.updated                 alice@acme.example");

    let second = json!({
        "external_id": "7",
        "user": { "user_profile": { "name": "Alix N.", "picture": "" }, "metadata": { "tier": "two" } },
    });
    let changed = world.users("UpdateUser", second).unwrap();

    let user = &changed["user"];
    assert_eq!(user["update_time"], "2026-01-01T09:01:00Z");
    assert_eq!(user["metadata"], json!({ "tier": "two" }));
    let profile = &user["user_profile"];
    for (field, value) in [
        ("given_name", json!("Alix")),
        ("family_name", json!("Nguyen")),
        ("name", json!("Alix N.")),
        ("groups", json!(["staff"])),
    ] {
        assert_eq!(profile[field], value, "{field}");
    }
    assert!(profile.get("picture").is_none(), "an empty text takes away");
    let tokens = world.alice();
    assert_eq!(world.claims(&tokens.id_token.expect("openid"))["name"], "Alix N.");
    assert_eq!(world.userinfo(&tokens.access_token).unwrap()["xuid"], "7");
}

#[test]
fn whoever_is_deleted_is_out_everywhere() {
    let mut world = World::new();
    let tokens = world.alice();
    let chooser = page(world.authorize(&format!("{AUTHORIZE}&prompt=login")));

    world.users("DeleteUser", json!({ "id": ALICE_ID })).unwrap();

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  usr_100000000000000001: revoked
    00:00  user.deleted                 alice@acme.example
    ");
    assert!(world.refresh(&tokens.refresh_token.expect("offline_access")).is_err());
    assert!(world.userinfo(&tokens.access_token).is_err());
    page(world.authorize(AUTHORIZE));
    let gone = refusal(world.users("GetUser", json!({ "id": ALICE_ID })));
    assert_eq!(gone.to_string(), format!("there is no user {ALICE_ID}"));
    page(world.submit_email(&chooser, ALICE));
    let digits = world.mailed();
    code(world.submit_code(&chooser, &digits));
    assert!(world.last_story().contains("user.signup"), "the address is free again");
}

#[test]
fn whoever_is_deleted_while_they_choose_an_organization_begins_again() {
    let mut world = World::new();
    let request = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&request, CAROL));

    world.users("DeleteUser", json!({ "id": CAROL_ID })).unwrap();

    refusal(world.choose(&request, ACME));
    page(world.submit_email(&request, ALICE));
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut world = World::new();
    let nobody = "usr_999999999999999999";

    for (method, request, text) in [
        ("GetUser", json!({ "id": nobody }), "there is no user usr_999999999999999999"),
        ("GetUser", json!({ "external_id": "7" }), "there is no user with the external id 7"),
        ("GetUser", json!({}), "id is required, or external_id"),
        ("DeleteUser", json!({ "id": nobody }), "there is no user usr_999999999999999999"),
        (
            "CreateUserAndMembership",
            json!({ "organization_id": "org_9", "user": { "email": ERIN } }),
            "there is no organization org_9",
        ),
    ] {
        let failure = refusal(world.users(method, request));

        assert_eq!(failure.to_string(), text);
    }
}

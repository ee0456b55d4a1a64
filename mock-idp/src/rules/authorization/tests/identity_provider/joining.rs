//! People who become members by signing in.

use super::*;
use crate::rules::Refusal as _;
use crate::testing::{ACME, AUTHORIZE, CAROL, GLOBEX, but, code, page, refusal};

/// Returns the organization and the roles of an access token, and the names in the ID token.
fn arrived(world: &mut World, code: &str) -> String {
    let tokens = world.redeem(code).expect("the code is fresh");
    let access = world.claims(&tokens.access_token);
    let id = world.claims(&tokens.id_token.expect("openid"));
    format!("{} {} {}", access["oid"], access["roles"], id["given_name"])
}

#[test]
fn a_stranger_of_an_owned_domain_becomes_a_member() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let code = code(claim(&mut world, &page, "erin@acme.example"));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  identity_provider.asserted   erin@acme.example by Okta of Acme
    00:00  user.signup                  erin@acme.example
    00:00  user.identity_linked         erin@acme.example by Okta of Acme
    00:00  user.login                   erin@acme.example in Acme
    00:00  authorization_code.issued    Acme web for erin@acme.example: openid profile email offline_access
    ");
    insta::assert_snapshot!(arrived(&mut world, &code), @r#""org_100000000000000001" ["member"] "Erin""#);
}

#[test]
fn a_user_of_another_organization_joins_this_one() {
    let mut world =
        World::of(&seed().user(crate::seed::User::new("gus@acme.example").joins("Globex")));
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let code = code(claim(&mut world, &page, "gus@acme.example"));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  identity_provider.asserted   gus@acme.example by Okta of Acme
    00:00  user.updated                 gus@acme.example
    00:00  user.organization_membership_created  gus@acme.example is member of Acme
    00:00  user.identity_linked         gus@acme.example by Okta of Acme
    00:00  user.login                   gus@acme.example in Acme
    00:00  authorization_code.issued    Acme web for gus@acme.example: openid profile email offline_access
    ");
    insta::assert_snapshot!(arrived(&mut world, &code), @r#""org_100000000000000001" ["member"] "Erin""#);
}

#[test]
fn nobody_joins_where_the_settings_say_no() {
    let mut world = world();
    let update = serde_json::json!({
        "connection_id": OKTA,
        "connection": { "oidc_config": { "jit_provisioning_with_sso_enabled": false } },
    });
    world.manage("connections.ConnectionService/UpdateEnvironmentConnection", update).unwrap();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let refused = refusal(claim(&mut world, &page, "erin@acme.example"));

    assert_eq!(refused.code().as_str(), "access_denied");
}

#[test]
fn nobody_joins_where_there_is_no_room() {
    let mut world = world();
    let bound = serde_json::json!({
        "organization_id": ACME,
        "settings": { "max_allowed_users": 1 },
    });
    world.manage("organizations.OrganizationService/UpsertUserManagementSettings", bound).unwrap();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));

    let refused = refusal(claim(&mut world, &page, "erin@acme.example"));

    assert_eq!(refused.code().as_str(), "access_denied");
}

#[test]
fn an_identity_provider_opens_its_own_organization_and_no_other() {
    let mut world = world();
    let query = format!("{AUTHORIZE}&organization_id={GLOBEX}");
    let stranger = page(world.authorize(&query));
    world.submit_email(&stranger, "erin@acme.example").unwrap();
    let refused = refusal(claim(&mut world, &stranger, "erin@acme.example"));
    assert_eq!(refused.code().as_str(), "access_denied");
}

#[test]
fn a_new_face_at_a_social_provider_founds_an_organization() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&provider=google")));

    let code = code(claim(&mut world, &page, "erin@initech.example"));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  identity_provider.asserted   erin@initech.example by Google
    00:00  organization.created         erin's organization
    00:00  user.signup                  erin@initech.example
    00:00  user.identity_linked         erin@initech.example by Google
    00:00  user.login                   erin@initech.example in erin's organization
    00:00  authorization_code.issued    Acme web for erin@initech.example: openid profile email offline_access
    ");
    assert!(arrived(&mut world, &code).ends_with("\"Erin\""));
}

#[test]
fn somebody_of_two_organizations_chooses_after_a_social_sign_in() {
    let mut world = world();
    let query = page(world.authorize(&format!("{AUTHORIZE}&provider=google")));

    let chooser = page(claim(&mut world, &query, CAROL));
    let code = code(world.choose(&chooser, ACME));

    let claims = id_claims(&mut world, &code);
    assert_eq!((&claims["amr"][0], &claims["oid"]), (&GOOGLE.into(), &ACME.into()));
}

#[test]
fn an_allowed_domain_lets_people_join_by_a_code_from_their_mail() {
    let allowed = Domain::new("globex.example", "Globex").allowed_email();
    let mut world = World::of(&seed().domain(allowed));
    let (first, digits) = world.mail_code(&but(AUTHORIZE, "prompt=create"), "gina@globex.example");

    let code = code(world.submit_code(&first, &digits));

    insta::assert_snapshot!(arrived(&mut world, &code), @r#""org_100000000000000002" ["member"] null"#);
}

#[test]
fn the_management_api_shows_how_a_person_joined_and_as_whom() {
    let mut world = world();
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    code(claim(&mut world, &page, "erin@acme.example"));
    let erin = serde_json::json!({ "id": world.user("erin@acme.example") });

    let reply = world.manage("users.UserService/GetUser", erin.clone()).unwrap();

    let user = &reply["user"];
    assert_eq!(user["memberships"][0]["provisioning_method"], "jit_using_sso");
    insta::assert_json_snapshot!(user["user_profile"]["external_identities"], @r#"
    [
      {
        "connection_id": "conn_100000000000000001",
        "connection_type": "OIDC",
        "connection_provider": "OKTA",
        "connection_user_id": "erin@acme.example",
        "last_login_time": "2026-01-01T09:00:00Z",
        "created_time": "2026-01-01T09:00:00Z"
      }
    ]
    "#);
    world.manage("users.UserService/DeleteUser", erin).unwrap();
    let again = crate::testing::page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    code(claim(&mut world, &again, "erin@acme.example"));
    assert!(world.last_story().contains("user.signup"), "nobody is left of her");
}

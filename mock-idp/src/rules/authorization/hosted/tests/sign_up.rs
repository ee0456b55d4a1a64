//! A person with a new address creates an organization.

use super::super::{EmailForm, submit_email};
use super::ended;
use crate::rules::Refusal as _;
use crate::rules::authorization::AuthorizeError;
use crate::seed::{Client, Seed, User};
use crate::testing::{ACME, AUTHORIZE, World, code, page, refusal};

const ERIN: &str = "erin@initech.example";

fn sign_up(world: &mut World, organization: Option<&str>) -> String {
    let request = page(world.authorize(&format!("{AUTHORIZE}&prompt=create")));
    let form =
        EmailForm { email: ERIN.to_owned(), organization_name: organization.map(str::to_owned) };
    page(world.hosted(|desk, browser| submit_email(desk, &request, &form, browser)));
    let digits = world.mailed();
    code(world.submit_code(&request, &digits))
}

/// Returns the names of the organizations.
fn organizations(world: &World) -> Vec<String> {
    let names = |env: &crate::environment::Environment| {
        env.organizations().map(|known| known.name.clone()).collect()
    };
    world.idp.read(names)
}

#[test]
fn whoever_signs_up_founds_an_organization_and_is_its_admin() {
    let mut world = World::new();

    let code = sign_up(&mut world, Some("  Initech  "));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  organization.created         Initech
    00:00  user.signup                  erin@initech.example
    00:00  user.login                   erin@initech.example in Initech
    00:00  authorization_code.issued    Acme web for erin@initech.example: openid profile email offline_access
    ");
    let tokens = world.redeem(&code).expect("a fresh code");
    let claims = world.claims(&tokens.access_token);
    assert_eq!(claims["roles"], serde_json::json!(["admin"]));
    assert!(organizations(&world).contains(&"Initech".to_owned()));
    let id = world.claims(tokens.id_token.as_deref().expect("an ID token"));
    assert_eq!(id["email"], ERIN);
    assert_eq!(id["email_verified"], true);
}

#[test]
fn an_organization_without_a_name_is_called_after_its_founder() {
    for blank in [None, Some("   ")] {
        let mut world = World::new();

        sign_up(&mut world, blank);

        assert!(organizations(&world).contains(&"erin's organization".to_owned()));
    }
}

#[test]
fn a_long_name_is_cut() {
    let mut world = World::new();

    sign_up(&mut world, Some(&"é".repeat(300)));

    assert!(organizations(&world).contains(&"é".repeat(100)));
}

#[test]
fn nobody_signs_up_into_an_organization_of_others() {
    let mut world = World::new();
    let (request, digits) = world.mail_code(&format!("{AUTHORIZE}&organization_id={ACME}"), ERIN);

    let refused = refusal(world.submit_code(&request, &digits));

    assert_eq!(refused.code().as_str(), "access_denied");
    assert!(matches!(ended(refused), AuthorizeError::NotAMember(_)));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  login.refused                access_denied: this user is no member of organization org_100000000000000001
    00:00  authorization.ended          access_denied
    ");
}

#[test]
fn a_person_without_an_organization_founds_one_on_the_way_in() {
    let seed = Seed::empty()
        .client(
            Client::web("Acme web")
                .id("skc_100000000000000001")
                .secret("test_acme_web_secret_not_for_production")
                .redirect_uri("http://localhost:3000/auth/callback"),
        )
        .user(User::new(ERIN));
    let mut world = World::of(&seed);

    let code = world.sign_in(AUTHORIZE, ERIN);

    insta::assert_snapshot!(world.last_story(), @"
    00:00  organization.created         erin's organization
    00:00  user.organization_membership_created  erin@initech.example is admin of erin's organization
    00:00  user.login                   erin@initech.example in erin's organization
    00:00  authorization_code.issued    Acme web for erin@initech.example: openid profile email offline_access
    ");
    let tokens = world.redeem(&code).expect("a fresh code");
    let claims = world.claims(&tokens.access_token);
    assert_eq!(claims["roles"], serde_json::json!(["admin"]));
}

//! The deliveries that each kind of event causes, to the byte.

use serde_json::{Value, json};

use crate::outbox::Delivery;
use crate::seed::Seed;
use crate::seed::Webhook;
use crate::testing::{ACME, ALICE, AUTHORIZE, AUTHORIZE_SPA, World, code};
use crate::wire::Browser;

mod types;

const HOOKS: &str = "http://localhost:3000/webhooks";
const LOGGED_OUT: &str = "http://localhost:3000/auth/back-channel-logout";

/// Returns an environment with an endpoint for these types, and a server that gets logout tokens.
fn world(types: &[&str]) -> World {
    let mut seed = Seed::default();
    let webhook = types.iter().fold(Webhook::to(HOOKS), |webhook, &kind| webhook.event(kind));
    seed.clients[0] = seed.clients[0].clone().back_channel_logout_uri(LOGGED_OUT);
    World::of(&seed.webhook(webhook))
}

fn bodies(world: &World) -> Vec<Value> {
    let deliveries = world.idp.deliveries().into_iter();
    let webhooks = deliveries.filter(|delivery| delivery.r#type != "logout_token");
    webhooks.map(|webhook| serde_json::from_str(&webhook.body).expect("JSON")).collect()
}

fn types(world: &World) -> String {
    let deliveries = world.idp.deliveries().into_iter();
    deliveries.map(|delivery| delivery.r#type).collect::<Vec<_>>().join(", ")
}

fn logout_tokens(world: &World) -> Vec<Delivery> {
    let deliveries = world.idp.deliveries().into_iter();
    deliveries.filter(|delivery| delivery.r#type == "logout_token").collect()
}

/// Signs a new person up, in and out.
fn a_visit(world: &mut World) {
    let (waiting, digits) = world.mail_code(AUTHORIZE, "new@start.example");
    let code = code(world.submit_code(&waiting, &digits));
    let tokens = world.redeem(&code).expect("tokens");
    let hint = tokens.id_token.expect("openid");
    world.logout(&format!("id_token_hint={hint}")).expect("a logout");
}

#[test]
fn a_visit_causes_deliveries_in_order() {
    let mut world = world(&[]);

    a_visit(&mut world);

    insta::assert_snapshot!(types(&world), @"organization.created, user.signup, user.login, user.logout, logout_token");
}

#[test]
fn the_same_day_has_the_same_bytes() {
    let deliveries = || {
        let mut world = world(&[]);
        a_visit(&mut world);
        world.idp.deliveries()
    };

    assert_eq!(deliveries(), deliveries());
}

#[test]
fn a_webhook_about_a_person_has_their_session() {
    let mut world = world(&["user.signup", "user.login", "user.logout"]);

    a_visit(&mut world);

    insta::assert_json_snapshot!(bodies(&world));
}

#[test]
fn a_webhook_has_the_whole_organization() {
    let mut world =
        world(&["organization.created", "organization.updated", "organization.deleted"]);

    let made = json!({ "organization": { "display_name": "Initech" } });
    let made = world.manage("organizations.OrganizationService/CreateOrganization", made);
    let id = made.expect("made")["organization"]["id"].clone();
    let named = json!({ "id": id, "organization": { "display_name": "Initrode" } });
    world.manage("organizations.OrganizationService/UpdateOrganization", named).expect("named");
    let gone = json!({ "id": id });
    world.manage("organizations.OrganizationService/DeleteOrganization", gone).expect("gone");

    insta::assert_json_snapshot!(bodies(&world));
}

#[test]
fn a_webhook_about_a_membership_has_the_person_and_the_organization() {
    let mut world = world(&[
        "user.organization_invitation",
        "user.organization_membership_created",
        "user.organization_membership_updated",
        "user.organization_membership_deleted",
    ]);

    for (method, request) in [
        (
            "CreateUserAndMembership",
            json!({
                "organization_id": ACME,
                "user": { "email": "erin@acme.example" },
                "send_invitation_email": true,
            }),
        ),
        (
            "CreateUserAndMembership",
            json!({
                "organization_id": ACME,
                "user": { "email": "frank@acme.example" },
                "send_invitation_email": false,
            }),
        ),
        (
            "UpdateMembership",
            json!({
                "organization_id": ACME,
                "id": "usr_100000000000000002",
                "membership": { "roles": [{ "name": "admin" }] },
            }),
        ),
        (
            "DeleteMembership",
            json!({
                "organization_id": ACME,
                "id": "usr_100000000000000003",
            }),
        ),
    ] {
        let method = format!("users.UserService/{method}");
        world.manage(&method, request).unwrap_or_else(|why| panic!("{method}: {why}"));
    }

    insta::assert_json_snapshot!(bodies(&world));
}

#[test]
fn a_webhook_has_the_whole_role_or_permission() {
    let mut world = world(&["role.created", "permission.created"]);

    let permission =
        json!({ "permission": { "name": "reports:read", "description": "See reports" } });
    world.manage("roles.RolesService/CreatePermission", permission).expect("made");
    let role = json!({ "role": { "name": "auditor", "display_name": "Auditor", "permissions": ["reports:read"] } });
    world.manage("roles.RolesService/CreateRole", role).expect("made");

    insta::assert_json_snapshot!(bodies(&world));
}

#[test]
fn an_endpoint_gets_the_types_that_it_wants() {
    let mut world = world(&["user.logout"]);

    a_visit(&mut world);

    assert_eq!(types(&world), "user.logout, logout_token");
}

#[test]
fn a_client_that_took_part_gets_a_logout_token() {
    let mut world = world(&["user.signup"]);
    world.alice();

    world.logout("").expect("a logout");

    let [delivery] = &logout_tokens(&world)[..] else {
        panic!("one client, one address: {:?}", world.idp.deliveries());
    };
    assert_eq!(delivery.url, LOGGED_OUT);
    insta::assert_snapshot!(delivery.body, @r#"{"iss":"http://idp.test","sub":"usr_100000000000000001","aud":["skc_100000000000000001"],"iat":1767258000,"exp":1767258120,"jti":"tkn_845597350314696317","sid":"ses_104347359131428821","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#);
}

#[test]
fn a_client_that_took_no_part_gets_no_logout_token() {
    let mut world = world(&["user.signup"]);
    let code = world.sign_in(AUTHORIZE_SPA, ALICE);
    world.redeem_spa(&code).expect("tokens");

    world.logout("").expect("a logout");

    assert_eq!(logout_tokens(&world), []);
}

#[test]
fn a_logout_token_is_sent_whatever_ends_the_session() {
    let ended = |end: fn(&mut World)| {
        let mut world = world(&["user.signup"]);
        world.alice();
        end(&mut world);
        logout_tokens(&world).len()
    };

    let by_an_administrator = ended(|world| {
        let alice = world.user(ALICE);
        let request = json!({ "user_id": alice });
        world.manage("sessions.SessionService/RevokeAllUserSessions", request).expect("revoked");
    });
    let by_another_person = ended(|world| {
        let query = format!("{AUTHORIZE}&prompt=login");
        world.sign_in(&query, crate::testing::BOB);
    });
    let by_nobody = ended(|world| world.browser = Browser::default());

    assert_eq!((by_an_administrator, by_another_person, by_nobody), (1, 1, 0));
}

#[test]
fn a_session_that_runs_out_causes_one_logout_token() {
    let mut world = world(&["user.signup"]);
    world.alice();
    assert_eq!(world.idp.due_calls().len(), 0);

    world.seconds_pass(7 * 24 * 60 * 60); // the idle life of a session
    let due = world.idp.due_calls().len();
    world.seconds_pass(1);

    assert_eq!((due, world.idp.due_calls().len()), (1, 0));
    assert_eq!(logout_tokens(&world).len(), 1);
}

//! An application that signs people in by itself, between the login page and the callback.

use serde_json::{Value, json};

use super::super::OperationError;
use crate::environment::AuthRequestId;
use crate::rules::Refusal as _;
use crate::rules::authorization::Step;
use crate::rules::authorization::hosted::{self, HostedPageError, PageUnavailableError};
use crate::seed::{Connection, Domain, Seed};
use crate::testing::{ALICE, AUTHORIZE, World, code, page, refusal};

const OKTA: &str = "conn_1";

fn world() -> World {
    let seed = Seed::default()
        .connection(Connection::of("Acme", "custom").id(OKTA))
        .connection(Connection::of("Acme", "okta").id("conn_2"))
        .domain(Domain::new("acme.example", "Acme"));
    World::of(&seed)
}

fn waiting(world: &mut World) -> AuthRequestId {
    page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")))
}

fn supply(
    world: &mut World,
    request: &AuthRequestId,
    user: &Value,
) -> Result<Value, OperationError> {
    let request = json!({ "connection_id": OKTA, "login_request_id": request, "user": user });
    world.manage("auth.AuthService/UpdateLoginUserDetails", request)
}

fn callback(world: &mut World, request: &AuthRequestId) -> Result<Step, HostedPageError> {
    world.hosted(|desk, browser| hosted::partner_callback(desk, request, OKTA, browser))
}

#[test]
fn whoever_the_application_names_is_signed_in_at_the_callback() {
    let mut world = world();
    let request = waiting(&mut world);

    let reply = supply(&mut world, &request, &json!({ "sub": "u-1", "email": ALICE })).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  identity_provider.told       alice@acme.example");
    let code = code(callback(&mut world, &request));

    assert_eq!(reply, json!({ "auth_request_id": request }));
    let id_token = world.redeem(&code).unwrap().id_token.unwrap();
    let claims = world.claims(&id_token);
    assert_eq!(claims["amr"][0], OKTA);
    let raw = claims["identities"][0]["provider_raw_attributes"].as_str().unwrap();
    assert_eq!(raw, r#"{"sub":"u-1","email":"alice@acme.example"}"#);
}

#[test]
fn a_failed_sign_in_leads_back_to_the_client() {
    let mut world = world();
    let request = waiting(&mut world);

    supply(&mut world, &request, &json!({ "login_failed": true })).unwrap();
    let refused = refusal(callback(&mut world, &request));

    assert_eq!(refused.code().as_str(), "authentication_not_completed");
}

#[test]
fn the_callback_signs_nobody_in_before_details_arrive() {
    let mut world = world();
    let request = waiting(&mut world);

    let refused = refusal(callback(&mut world, &request));

    assert!(matches!(refused, HostedPageError::Unavailable(PageUnavailableError::OutOfStep)));
}

#[test]
fn only_a_request_that_waits_for_this_connection_takes_details() {
    let mut world = world();
    let waits_elsewhere = page(world.authorize(&format!("{AUTHORIZE}&connection_id=conn_2")));
    let waits = waiting(&mut world);
    let alice = json!({ "sub": "u-1", "email": ALICE });
    let unknown = json!({ "connection_id": "conn_9", "login_request_id": waits, "user": alice });

    let outcomes = [
        supply(&mut world, &waits_elsewhere, &alice),
        supply(&mut world, &"ar_9".parse().unwrap(), &alice),
        supply(&mut world, &waits, &json!({ "email": ALICE })),
        supply(&mut world, &waits, &json!({ "sub": "u-1", "email": "alice" })),
        world.manage("auth.AuthService/UpdateLoginUserDetails", unknown),
    ];

    let outcomes = outcomes.map(|outcome| {
        let failure = outcome.unwrap_err();
        let outcomes = format!("{}: {failure}", failure.code().as_str());
        outcomes.replace(waits_elsewhere.as_str(), "ar_…")
    });
    insta::assert_snapshot!(outcomes.join("\n"), @"
    FAILED_PRECONDITION: the login request ar_… does not wait for the connection conn_1
    NOT_FOUND: there is no login request ar_9
    INVALID_ARGUMENT: user.sub is required
    INVALID_ARGUMENT: user.email must be an e-mail address
    NOT_FOUND: there is no connection conn_9
    ");
}

#[test]
fn what_the_application_knows_of_a_person_is_their_profile() {
    let mut world = world();
    let request = waiting(&mut world);
    let user = json!({
        "sub": "u-1",
        "email": ALICE,
        "given_name": "Alicia",
        "picture": "https://acme.example/alicia.png",
        "phone_number": "+15550100",
        "preferred_username": "ali",
        "gender": "female",
        "groups": ["staff"],
        "custom_attributes": { "floor": 4 },
    });

    supply(&mut world, &request, &user).unwrap();
    callback(&mut world, &request).unwrap();

    let known = json!({ "id": world.user(ALICE) });
    let known = world.manage("users.UserService/GetUser", known).unwrap();
    insta::assert_json_snapshot!(known["user"]["user_profile"], @r#"
    {
      "id": "usp_100000000000000001",
      "given_name": "Alicia",
      "family_name": "Nguyen",
      "name": "Alicia Nguyen",
      "email_verified": true,
      "phone_number": "+15550100",
      "custom_attributes": {
        "floor": "4"
      },
      "external_identities": [
        {
          "connection_id": "conn_1",
          "connection_type": "OIDC",
          "connection_provider": "CUSTOM",
          "connection_user_id": "u-1",
          "last_login_time": "2026-01-01T09:00:00Z",
          "created_time": "2026-01-01T09:00:00Z"
        }
      ],
      "preferred_username": "ali",
      "picture": "https://acme.example/alicia.png",
      "groups": [
        "staff"
      ],
      "gender": "female",
      "first_name": "Alicia",
      "last_name": "Nguyen"
    }
    "#);
}

#[test]
fn what_scalekit_does_not_explain_is_refused_and_not_passed_over() {
    let mut world = world();
    let request = waiting(&mut world);

    let outcomes = [
        json!({ "roles": ["admin"] }),
        json!({ "organization_external_id": "acme-1" }),
        json!({ "organization_external_name": "Acme" }),
    ]
    .map(|more| {
        let mut user = json!({ "sub": "u-1", "email": ALICE });
        let more = more.as_object().unwrap().clone();
        user.as_object_mut().unwrap().extend(more);
        supply(&mut world, &request, &user).unwrap_err().to_string()
    });

    insta::assert_snapshot!(outcomes.join("\n"), @"
    user.roles of UpdateLoginUserDetails, of which Scalekit does not say what it does, is not served by this fake
    user.organization_external_id of UpdateLoginUserDetails, of which Scalekit does not say what it does, is not served by this fake
    user.organization_external_name of UpdateLoginUserDetails, of which Scalekit does not say what it does, is not served by this fake
    ");
}

//! API tokens, valid and not valid any more.

use serde_json::{Value, json};

use super::super::{OperationError, StatusCode};
use crate::environment::{Id as _, MembershipEvent, OrganizationId, UserEvent, UserId};
use crate::rules::Refusal as _;
use crate::seed::{Organization, Seed, User};
use crate::testing::{ACME, GLOBEX, World};

const CREATE: &str = "tokens.ApiTokenService/CreateToken";
const VALIDATE: &str = "tokens.ApiTokenService/ValidateToken";
const INVALIDATE: &str = "tokens.ApiTokenService/InvalidateToken";
const LIST: &str = "tokens.ApiTokenService/ListTokens";
const UPDATE: &str = "tokens.ApiTokenService/UpdateToken";
const ALICE_ID: &str = "usr_100000000000000001";
const BOB_ID: &str = "usr_100000000000000002";

/// Makes a token of Acme, and returns its text and its id.
fn token(world: &mut World, fields: &Value) -> (String, String) {
    let mut token = json!({ "organization_id": ACME });
    for (name, value) in fields.as_object().expect("fields") {
        token[name] = value.clone();
    }
    let created = world.manage(CREATE, json!({ "token": token })).unwrap();
    let text = |name: &str| created[name].as_str().expect("a text").to_owned();
    (text("token"), text("token_id"))
}

fn validated(world: &mut World, token: &str) -> Result<Value, OperationError> {
    let valid = world.manage(VALIDATE, json!({ "token": token }))?;
    Ok(valid["token_info"].clone())
}

#[test]
fn a_token_has_its_owner_and_what_they_may_do() {
    let seed = Seed::empty()
        .client(Seed::default().clients.swap_remove(0))
        .organization(Organization::new("Acme").id(ACME).external_id("tenant-1"))
        .user(
            User::new("alice@acme.example")
                .id(ALICE_ID)
                .external_id("employee-1")
                .member_of("Acme", ["admin"]),
        );
    let mut world = World::of(&seed);
    let (text, _) = token(
        &mut world,
        &json!({ "user_id": ALICE_ID, "custom_claims": { "team": "ops" }, "description": "CI" }),
    );
    insta::assert_snapshot!(world.last_story(), @"00:00  api_token.created            apit_104347359131428821 for alice@acme.example in Acme");

    let written = validated(&mut world, &text).unwrap();

    assert!(text.ends_with(written["token_suffix"].as_str().expect("an end")));
    insta::assert_json_snapshot!(written, @r#"
    {
      "token_id": "apit_104347359131428821",
      "organization_id": "org_100000000000000001",
      "organization_external_id": "tenant-1",
      "user_id": "usr_100000000000000001",
      "user_external_id": "employee-1",
      "custom_claims": {
        "team": "ops"
      },
      "created_at": "2026-01-01T09:00:00Z",
      "description": "CI",
      "token_suffix": "o1NM",
      "email": "alice@acme.example",
      "roles": [
        "admin"
      ]
    }
    "#);
}

#[test]
fn a_token_is_shown_once_and_known_by_its_text_and_its_id() {
    let mut world = World::new();
    let (text, id) = token(&mut world, &json!({}));

    let by_text = validated(&mut world, &text).unwrap();
    let by_id = validated(&mut world, &id).unwrap();

    assert!(id.starts_with("apit_"));
    assert_eq!(by_text, by_id);
    assert_eq!(by_text["token_id"], id);
    assert!(!by_text.to_string().contains(&text));
}

#[test]
fn an_invalidated_token_is_worth_nothing_and_may_be_invalidated_again() {
    let mut world = World::new();
    let (text, _) = token(&mut world, &json!({}));

    world.manage(INVALIDATE, json!({ "token": text })).unwrap();
    let refused = validated(&mut world, &text).unwrap_err();
    world.manage(INVALIDATE, json!({ "token": text })).unwrap();

    assert_eq!(world.last_story(), "", "the second time changes nothing");
    assert_eq!(refused.code(), StatusCode::NotFound);
    assert!(!refused.to_string().contains(&text), "it is a secret still");
    let unknown = world.manage(INVALIDATE, json!({ "token": "x" })).unwrap_err();
    insta::assert_snapshot!(unknown, @"there is no API token like this");
}

#[test]
fn a_token_expires_with_the_clock() {
    let mut world = World::new();
    let (text, _) = token(&mut world, &json!({ "expiry": "2026-01-01T09:01:00Z" }));

    world.seconds_pass(59);
    validated(&mut world, &text).expect("a second is left");
    world.seconds_pass(1);

    assert!(validated(&mut world, &text).is_err());
    let list = world.manage(LIST, json!({ "organization_id": ACME })).unwrap();
    assert_eq!(list, json!({}), "and it is listed no more");
}

#[test]
fn a_users_token_follows_the_user() {
    let mut world = World::new();
    let (text, _) = token(&mut world, &json!({ "user_id": BOB_ID }));

    world.happens(MembershipEvent::RolesChanged {
        user: UserId::named(BOB_ID),
        organization: OrganizationId::named(ACME),
        roles: vec!["admin".to_owned()],
    });
    assert_eq!(validated(&mut world, &text).unwrap()["roles"], json!(["admin"]));
    world.happens(UserEvent::Deactivated { user: UserId::named(BOB_ID) });

    assert!(validated(&mut world, &text).is_err());
}

#[test]
fn claims_are_added_and_the_description_is_replaced() {
    let mut world = World::new();
    let made = json!({ "custom_claims": { "team": "ops", "env": "dev" }, "description": "old" });
    let (text, id) = token(&mut world, &made);

    let changed = json!({ "token": id, "custom_claims": { "env": "prod" } });
    let first = world.manage(UPDATE, changed).unwrap();
    world.manage(UPDATE, json!({ "token": text, "description": "" })).unwrap();

    let claims = json!({ "team": "ops", "env": "prod" });
    assert_eq!(first["token_info"]["custom_claims"], claims);
    assert_eq!(first["token_info"]["description"], "old");
    let written = validated(&mut world, &text).unwrap();
    assert_eq!(written["custom_claims"], claims);
    assert_eq!(written["description"], Value::Null, "an empty one takes it away");
}

#[test]
fn the_list_is_of_an_organization_or_of_one_of_its_users() {
    let mut world = World::new();
    let (_, first) = token(&mut world, &json!({}));
    world.seconds_pass(1);
    let (_, second) = token(&mut world, &json!({ "user_id": BOB_ID }));
    let ids = |world: &mut World, request: Value| {
        let list = world.manage(LIST, request).unwrap();
        let tokens = list["tokens"].as_array().cloned().unwrap_or_default();
        tokens
            .iter()
            .map(|token| token["token_id"].as_str().expect("an id").to_owned())
            .collect::<Vec<_>>()
    };

    let all = json!({ "organization_id": ACME });
    assert_eq!(ids(&mut world, all), [second.clone(), first]);
    let bobs = json!({ "organization_id": ACME, "user_id": BOB_ID });
    assert_eq!(ids(&mut world, bobs), [second]);
    let of_globex = json!({ "organization_id": GLOBEX });
    assert_eq!(ids(&mut world, of_globex), Vec::<String>::new());
}

#[test]
fn what_cannot_be_a_token_is_refused() {
    let mut world = World::new();
    let mut outcomes = Vec::new();
    for token in [
        json!({}),
        json!({ "organization_id": "org_1" }),
        json!({ "organization_id": ACME, "user_id": "usr_1" }),
        json!({ "organization_id": GLOBEX, "user_id": BOB_ID }),
        json!({ "organization_id": ACME, "expiry": "2026-01-01T09:00:00Z" }),
    ] {
        let failure = world.manage(CREATE, json!({ "token": token })).unwrap_err();
        outcomes.push(failure.to_string());
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    token.organization_id is required
    there is no organization org_1
    there is no user usr_1
    usr_100000000000000002 is no member of org_100000000000000002
    token.expiry must lie ahead
    ");
}

/// Applications write the last day of the year 9999 for "never"; it is later than the last time of `jiff`.
#[test]
fn the_last_day_that_the_contract_has_is_as_good_as_never() {
    let mut world = World::new();

    let (text, _) = token(&mut world, &json!({ "expiry": "9999-12-31T23:59:59Z" }));
    let written = validated(&mut world, &text).unwrap();

    assert_eq!(written["expiry"], "9999-12-30T22:00:00.999999999Z");
}

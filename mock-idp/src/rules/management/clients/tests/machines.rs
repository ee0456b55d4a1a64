//! Organizations' clients, and the tokens that they get.

use serde_json::{Value, json};

use crate::rules::Refusal as _;
use crate::rules::management::OperationError;
use crate::rules::management::StatusCode;
use crate::testing::{ACME, GLOBEX, World, refusal};

const CREATE: &str = "clients.ClientService/CreateOrganizationClient";
const GET: &str = "clients.ClientService/GetOrganizationClient";
const LIST: &str = "clients.ClientService/ListOrganizationClients";
const UPDATE: &str = "clients.ClientService/UpdateOrganizationClient";
const DELETE: &str = "clients.ClientService/DeleteOrganizationClient";
const CREATE_SECRET: &str = "clients.ClientService/CreateOrganizationClientSecret";
const DELETE_SECRET: &str = "clients.ClientService/DeleteOrganizationClientSecret";
const ITSELF: &str = "grant_type=client_credentials";

/// Returns the deployment service of Acme: its id, and its credentials in a form.
fn deployer(world: &mut World) -> (String, String) {
    let client = json!({
        "name": "Deployer",
        "scopes": ["deploy:applications", "read:deployments"],
        "audience": ["deployment-api.acme.example", "logs.acme.example"],
        "custom_claims": [{ "key": "region", "value": "eu" }],
        "expiry": 600,
    });
    let created =
        world.manage(CREATE, json!({ "organization_id": ACME, "client": client })).unwrap();
    let id = created["client"]["client_id"].as_str().expect("an id");
    let plain = created["plain_secret"].as_str().expect("it is shown once");
    (id.to_owned(), format!("client_id={id}&client_secret={plain}"))
}

fn of(client: &str) -> Value {
    json!({ "organization_id": ACME, "client_id": client })
}

#[test]
fn an_organizations_client_gets_tokens_for_the_applications_api() {
    let mut world = World::new();
    let (_, credentials) = deployer(&mut world);

    let tokens = world.token(&credentials, ITSELF).expect("its secret is right");

    insta::assert_snapshot!(world.last_story(), @"00:00  client_token.issued          Deployer");
    assert_eq!(tokens.expires_in, 599);
    assert_eq!(tokens.scope, "deploy:applications read:deployments");
    let claims = world.claims(&tokens.access_token);
    insta::assert_json_snapshot!(claims, @r#"
    {
      "iss": "http://idp.test",
      "sub": "m2morg_104347359131428821",
      "aud": [
        "deployment-api.acme.example",
        "logs.acme.example"
      ],
      "client_id": "m2morg_104347359131428821",
      "jti": "tkn_361065353053678754",
      "iat": 1767258000,
      "nbf": 1767258000,
      "exp": 1767258600,
      "scope": "deploy:applications read:deployments",
      "scopes": [
        "deploy:applications",
        "read:deployments"
      ],
      "oid": "org_100000000000000001",
      "custom_claims": {
        "region": "eu"
      }
    }
    "#);
}

#[test]
fn a_client_without_settings_lives_for_an_hour_and_has_no_audience() {
    let mut world = World::new();
    let created = world.manage(CREATE, json!({ "organization_id": ACME, "client": {} })).unwrap();
    let (id, secret) = (&created["client"]["client_id"], &created["plain_secret"]);
    let [id, secret] = [id, secret].map(|one| one.as_str().expect("a text"));
    let credentials = format!("client_id={id}&client_secret={secret}");

    let tokens = world.token(&credentials, ITSELF).expect("its secret is right");

    assert_eq!(tokens.expires_in, 3_599);
    assert_eq!(world.claims(&tokens.access_token)["aud"], Value::Null);
    assert_eq!(created["client"]["expiry"], "3600");
}

#[test]
fn scope_and_audience_can_be_narrowed_and_not_widened() {
    let mut world = World::new();
    let (_, credentials) = deployer(&mut world);
    let mut scope = |parameter: &str| {
        let outcome = world.token(&credentials, &format!("{ITSELF}&{parameter}"));
        outcome.map(|tokens| tokens.scope)
    };

    assert_eq!(scope("scope=read:deployments").unwrap(), "read:deployments");
    assert_eq!(
        scope("scope=openid profile email").unwrap(),
        "deploy:applications read:deployments",
        "these say nothing about a client"
    );
    assert_eq!(refusal(scope("scope=rule:world")).code().as_str(), "invalid_scope");
    assert_eq!(refusal(scope("audience=elsewhere")).code().as_str(), "invalid_request");
    let tokens = world
        .token(&credentials, &format!("{ITSELF}&audience=logs.acme.example"))
        .expect("it is registered");
    let claims = world.claims(&tokens.access_token);
    assert_eq!(claims["aud"], json!(["logs.acme.example"]));
}

#[test]
fn its_token_does_not_open_the_management_api() {
    let mut world = World::new();
    let (id, credentials) = deployer(&mut world);
    let token = world.token(&credentials, ITSELF).expect("its secret is right");

    let failure = world.manage_with(&token.access_token, GET, of(&id)).unwrap_err();

    assert_eq!(failure.code(), StatusCode::PermissionDenied);
    insta::assert_snapshot!(failure, @"this token is of an organization's client: it opens the application's own API, and the management API needs an application's token");
}

#[test]
fn it_has_no_other_grant_and_no_other_way_in() {
    let mut world = World::new();
    let (id, credentials) = deployer(&mut world);

    let code = refusal(world.token(&credentials, "grant_type=authorization_code&code=x"));
    let wrong = refusal(world.token(&format!("client_id={id}&client_secret=x"), ITSELF));
    let none = refusal(world.token(&format!("client_id={id}"), ITSELF));

    assert_eq!(code.code().as_str(), "unauthorized_client");
    assert_eq!(wrong.code().as_str(), "invalid_client");
    assert_eq!(none.code().as_str(), "invalid_client");
}

#[test]
fn secrets_rotate_without_a_gap() {
    let mut world = World::new();
    let (id, first) = deployer(&mut world);
    let old = world.manage(GET, of(&id)).unwrap()["client"]["secrets"][0]["id"].clone();

    let created = world.manage(CREATE_SECRET, of(&id)).unwrap();
    let plain = created["plain_secret"].as_str().expect("it is new");
    let second = format!("client_id={id}&client_secret={plain}");
    world.token(&first, ITSELF).expect("the old one still works");
    let mut named = of(&id);
    named["secret_id"] = old;
    world.manage(DELETE_SECRET, named).unwrap();

    assert!(world.token(&first, ITSELF).is_err());
    world.token(&second, ITSELF).expect("the new one works");
    for _ in 0..4 {
        world.manage(CREATE_SECRET, of(&id)).unwrap();
    }
    let sixth = world.manage(CREATE_SECRET, of(&id)).unwrap_err();
    assert_eq!(sixth.code(), StatusCode::FailedPrecondition);
}

#[test]
fn an_update_is_in_the_next_token() {
    let mut world = World::new();
    let (id, credentials) = deployer(&mut world);
    let mut request = of(&id);
    request["client"] = json!({ "scopes": ["read:deployments"], "expiry": 60 });

    let updated = world.manage(UPDATE, request).unwrap();
    let tokens = world.token(&credentials, ITSELF).expect("its secret is right");

    assert_eq!(updated["client"]["name"], "Deployer", "what is absent stays");
    assert_eq!((tokens.scope.as_str(), tokens.expires_in), ("read:deployments", 59));
}

#[test]
fn a_deleted_client_gets_nothing_more() {
    let mut world = World::new();
    let (id, credentials) = deployer(&mut world);

    world.manage(DELETE, of(&id)).unwrap();

    let why = refusal(world.token(&credentials, ITSELF));
    assert_eq!(why.code().as_str(), "invalid_client");
    let list = world.manage(LIST, json!({ "organization_id": ACME })).unwrap();
    assert_eq!(list, json!({}));
}

#[test]
fn a_list_is_of_one_organization_and_has_pages() {
    let mut world = World::new();
    let mut ids = Vec::new();
    for _ in 0..3 {
        world.seconds_pass(1);
        ids.push(deployer(&mut world).0);
    }

    let request = json!({ "organization_id": ACME, "page_size": 2 });
    let first = world.manage(LIST, request.clone()).unwrap();
    let mut request = request;
    request["page_token"] = first["next_page_token"].clone();
    let second = world.manage(LIST, request).unwrap();

    assert_eq!(first["total_size"], 3);
    assert_eq!(first["clients"][0]["client_id"], ids[2], "the newest first");
    assert_eq!(second["clients"][0]["client_id"], ids[0]);
    let of_globex = world.manage(LIST, json!({ "organization_id": GLOBEX })).unwrap();
    assert_eq!(of_globex, json!({}));
}

#[test]
fn another_organization_does_not_find_it() {
    let mut world = World::new();
    let (id, _) = deployer(&mut world);

    for (operation, organization) in [(GET, GLOBEX), (DELETE, GLOBEX), (GET, "org_1")] {
        let request = json!({ "organization_id": organization, "client_id": id });
        let failure = world.manage(operation, request).unwrap_err();

        assert!(matches!(failure, OperationError::NotFound { .. }), "{failure}");
    }
}

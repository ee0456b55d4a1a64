//! The environment's applications.

use serde_json::{Value, json};

use crate::rules::Refusal as _;
use crate::rules::bearer::BearerError;
use crate::rules::management::OperationError;
use crate::rules::management::StatusCode;
use crate::testing::{ALICE, AUTHORIZE, WEB, World, but, page, refusal};
use crate::wire::Browser;

const CREATE: &str = "clients.ClientService/CreateClient";
const GET: &str = "clients.ClientService/GetClient";
const LIST: &str = "clients.ClientService/ListClient";
const UPDATE: &str = "clients.ClientService/UpdateClient";
const DELETE: &str = "clients.ClientService/DeleteClient";
const CREATE_SECRET: &str = "clients.ClientService/CreateClientSecret";
const ACME_WEB: &str = "skc_100000000000000001";

/// Returns an application with a secret: its id, and its credentials in a form.
fn registered(world: &mut World, client: &Value) -> (String, String) {
    let created = world.manage(CREATE, json!({ "client": client })).unwrap();
    let id = created["client"]["id"].as_str().expect("an id").to_owned();
    let secret = world.manage(CREATE_SECRET, json!({ "client_id": id })).unwrap();
    let plain = secret["plain_secret"].as_str().expect("it is shown once");
    let credentials = format!("client_id={id}&client_secret={plain}");
    (id, credentials)
}

#[test]
fn a_registered_application_signs_people_in_at_once() {
    let mut world = World::new();
    let callback = "http://localhost:4000/cb";
    let (id, credentials) = registered(
        &mut world,
        &json!({ "name": "Second", "client_type": "WEB_APP", "post_login_uris": [callback], "access_token_expiry": 60 }),
    );
    let request = but(AUTHORIZE, &format!("client_id={id}&redirect_uri={callback}"));

    let code = world.sign_in(&request, ALICE);
    let form = format!("grant_type=authorization_code&code={code}&redirect_uri={callback}");
    let tokens = world.token(&credentials, &form).expect("its own code");

    assert_eq!(tokens.expires_in, 59, "its own lifetime, a moment later");
    assert_eq!(world.claims(&tokens.access_token)["aud"], json!([id]), "the token is for it");
}

#[test]
fn an_application_has_the_form_of_the_contract() {
    let mut world = World::new();

    let reply = world.manage(GET, json!({ "client_id": ACME_WEB })).unwrap();

    insta::assert_json_snapshot!(reply, @r#"
    {
      "client": {
        "id": "skc_100000000000000001",
        "create_time": "2026-01-01T09:00:00Z",
        "update_time": "2026-01-01T09:00:00Z",
        "secrets": [
          {
            "id": "sks_997556934909903875",
            "create_time": "2026-01-01T09:00:00Z",
            "update_time": "2026-01-01T09:00:00Z",
            "secret_suffix": "tion",
            "last_used_time": "2026-01-01T09:00:00Z"
          }
        ],
        "post_logout_redirect_uris": [
          "http://localhost:3000/logged-out",
          "http://localhost:3000/"
        ],
        "initiate_login_uri": "http://localhost:3000/login",
        "post_login_uris": [
          "http://localhost:3000/auth/callback"
        ],
        "name": "Acme web",
        "grant_types": [
          "authorization_code",
          "refresh_token",
          "client_credentials"
        ],
        "client_type": "WEB_APP"
      }
    }
    "#);
}

#[test]
fn the_list_is_of_the_environments_own_application_unless_a_type_is_named() {
    let mut world = World::new();
    world.seconds_pass(1);
    let native =
        json!({ "name": "Phone", "client_type": "NTV", "post_login_uris": ["com.acme:/cb"] });
    world.manage(CREATE, json!({ "client": native })).unwrap();
    let names = |world: &mut World, types: Value| {
        let filter = json!({ "filter": { "client_type": types } });
        let list = world.manage(LIST, filter).unwrap();
        let clients = list["clients"].as_array().cloned().unwrap_or_default();
        let name = |client: &Value| client["name"].as_str().unwrap_or_default().to_owned();
        clients.iter().map(name).collect::<Vec<_>>().join(", ")
    };

    assert_eq!(names(&mut world, json!([])), "Acme web");
    assert_eq!(names(&mut world, json!(["ENV"])), "Acme web");
    assert_eq!(names(&mut world, json!(["SPA", "NTV"])), "Acme SPA, Phone");
    assert_eq!(names(&mut world, json!(["ALL"])), "Acme web, Acme SPA, Phone");
    let unknown = json!({ "filter": { "client_type": ["TV"] } });
    insta::assert_snapshot!(world.manage(LIST, unknown).unwrap_err(), @"filter.client_type must be among ENV, WEB_APP, SPA, NTV, ALL");
}

#[test]
fn a_mask_keeps_out_what_it_does_not_name() {
    let mut world = World::new();
    let update = |mask: &str| {
        let client = json!({ "name": "Acme", "enforce_pkce": true });
        json!({ "client_id": ACME_WEB, "client": client, "mask": mask })
    };

    let renamed = world.manage(UPDATE, update("name")).unwrap();
    let refused = ["clientType", "name,a", "A"].map(|mask| {
        let why = world.manage(UPDATE, update(mask)).unwrap_err();
        why.to_string()
    });

    assert_eq!(renamed["client"]["name"], "Acme");
    assert_ne!(renamed["client"]["enforce_pkce"], true);
    insta::assert_snapshot!(refused.join("\n"), @"
    mask names clientType, which cannot be changed
    mask names a, which cannot be changed
    mask names A, which cannot be changed
    ");
}

#[test]
fn an_update_changes_what_it_names_and_nothing_else() {
    let mut world = World::new();
    world.seconds_pass(5);
    let before = world.manage(GET, json!({ "client_id": ACME_WEB })).unwrap();

    let renamed =
        json!({ "client_id": ACME_WEB, "client": { "name": "Acme", "enforce_pkce": true } });
    let after = world.manage(UPDATE, renamed).unwrap();
    let emptied = json!({ "client_id": ACME_WEB, "client": {}, "mask": "postLogoutRedirectUris,enforcePkce" });
    let last = world.manage(UPDATE, emptied).unwrap();

    assert_eq!(after["client"]["name"], "Acme");
    assert_eq!(after["client"]["enforce_pkce"], true);
    assert_eq!(after["client"]["update_time"], "2026-01-01T09:00:05Z");
    assert_eq!(after["client"]["post_login_uris"], before["client"]["post_login_uris"]);
    assert_eq!(after["client"]["secrets"][0]["id"], before["client"]["secrets"][0]["id"]);
    assert_eq!(last["client"]["post_logout_redirect_uris"], Value::Null);
    assert_eq!(last["client"]["enforce_pkce"], Value::Null, "false is left out");
    assert_eq!(last["client"]["name"], "Acme");
}

#[test]
fn a_removed_callback_admits_nobody_any_more() {
    let mut world = World::new();
    let moved = json!({ "client_id": ACME_WEB, "client": { "post_login_uris": ["http://localhost:9/cb"] } });

    world.manage(UPDATE, moved).unwrap();

    assert!(world.authorize(AUTHORIZE).is_err());
    world
        .authorize(&but(AUTHORIZE, "redirect_uri=http://localhost:9/cb"))
        .expect("the new address is registered");
}

#[test]
fn a_refusal_names_the_field_that_cannot_be_registered() {
    let mut world = World::new();
    let mut outcomes = Vec::new();
    for (field, value) in [
        ("client_type", json!("ENV")),
        ("post_login_uris", json!(["http://localhost/a", "/b"])),
        ("post_logout_redirect_uris", json!(["javascript:1"])),
        ("initiate_login_uri", json!("x")),
        ("access_token_expiry", json!(-1)),
        ("grant_types", json!(["password"])),
        ("ip_allowlist", json!({ "cidrs": [{ "value": "10.0.0.0/33" }] })),
    ] {
        let mut client = json!({ "name": "X", "client_type": "WEB_APP" });
        client[field] = value;
        outcomes.push(world.manage(CREATE, json!({ "client": client })).unwrap_err());
    }
    for field in ["back_channel_logout_uris", "grant_types"] {
        let mut client = json!({ "name": "X", "client_type": "SPA" });
        client[field] = json!(["client_credentials"]);
        if field == "back_channel_logout_uris" {
            client[field] = json!(["https://a.example/out"]);
        }
        outcomes.push(world.manage(CREATE, json!({ "client": client })).unwrap_err());
    }

    let outcomes: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(outcomes.join("\n"), @"
    client.client_type must be WEB_APP, SPA or NTV
    client.post_login_uris[1] cannot be `/b`: it is not an absolute URI; write the scheme too, like `http://localhost:3000/auth/callback`
    client.post_logout_redirect_uris[0] cannot be `javascript:1`: a `javascript:` URI runs in the page that follows it and can never be registered
    client.initiate_login_uri cannot be `x`: it is not an absolute URI; write the scheme too, like `http://localhost:3000/auth/callback`
    client.access_token_expiry must be a number of seconds, 0 for the default
    client.grant_types must be among authorization_code, refresh_token, client_credentials for this client
    client.ip_allowlist.cidrs[0].value must be an address range such as 192.0.2.0/24
    client.back_channel_logout_uris are for web applications: this one has no server that could be told
    client.grant_types must be among authorization_code, refresh_token for this client
    ");
}

#[test]
fn grants_that_are_not_registered_are_refused() {
    let mut world = World::new();
    let client = json!({ "name": "Machine", "client_type": "WEB_APP", "grant_types": ["client_credentials"] });
    let (_, credentials) = registered(&mut world, &client);

    let why = refusal(world.token(&credentials, "grant_type=refresh_token&refresh_token=x"));

    assert_eq!(why.code().as_str(), "unauthorized_client");
    world.token(&credentials, "grant_type=client_credentials").expect("this one is registered");
}

#[test]
fn an_application_can_be_kept_out_of_the_management_api() {
    let mut world = World::new();
    let denied =
        json!({ "client_id": ACME_WEB, "client": { "disallow_scalekit_api_access": true } });
    world.manage(UPDATE, denied).unwrap();

    let failure = world.manage(GET, json!({ "client_id": ACME_WEB })).unwrap_err();

    assert_eq!(failure.code(), StatusCode::PermissionDenied);
    insta::assert_snapshot!(failure, @"this application may not use the management API: disallow_scalekit_api_access is set");
}

#[test]
fn a_deleted_application_is_gone_with_everything_of_its_own() {
    let mut world = World::new();
    let callback = "http://localhost:4000/cb";
    let client =
        json!({ "name": "Second", "client_type": "WEB_APP", "post_login_uris": [callback] });
    let (id, credentials) = registered(&mut world, &client);
    let request = but(AUTHORIZE, &format!("client_id={id}&redirect_uri={callback}"));
    let code = world.sign_in(&request, ALICE);
    world.browser = Browser::default();
    let waiting = page(world.authorize(&request));

    world.manage(DELETE, json!({ "client_id": id })).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  client.deleted               Second");

    assert!(world.authorize(&request).is_err());
    assert!(world.sign_in_as(&waiting, ALICE).is_err(), "its page is stale");
    let form = format!("grant_type=authorization_code&code={code}&redirect_uri={callback}");
    let why = refusal(world.token(&credentials, &form));
    assert_eq!(why.code().as_str(), "invalid_client");
    for operation in [GET, DELETE] {
        let failure = world.manage(operation, json!({ "client_id": id })).unwrap_err();
        assert!(matches!(failure, OperationError::NotFound { .. }));
    }
}

#[test]
fn a_token_of_a_deleted_application_opens_nothing() {
    let mut world = World::new();
    let client = json!({ "name": "Second", "client_type": "WEB_APP" });
    let (id, credentials) = registered(&mut world, &client);
    let own = world
        .token(&credentials, "grant_type=client_credentials")
        .expect("it has a secret")
        .access_token;

    world.manage(DELETE, json!({ "client_id": id })).unwrap();
    let failure = world.manage_with(&own, GET, json!({ "client_id": ACME_WEB })).unwrap_err();

    assert_eq!(failure, OperationError::Unauthenticated(BearerError::ClientGone));
}

#[test]
fn the_environments_own_application_stays() {
    let mut world = World::new();

    let failure = world.manage(DELETE, json!({ "client_id": ACME_WEB })).unwrap_err();

    assert_eq!(failure.code(), StatusCode::FailedPrecondition);
    world.token(WEB, "grant_type=client_credentials").expect("it is still there");
}

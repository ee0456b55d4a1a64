//! Connections through the management API, and their effects on sign-ins.

use serde_json::{Value, json};

use super::super::OperationError;
use crate::rules::Refusal as _;
use crate::seed::{Connection, Domain, Seed};
use crate::testing::{ACME, AUTHORIZE, GLOBEX, World, page, refusal};

const SERVICE: &str = "connections.ConnectionService";

fn call(world: &mut World, method: &str, request: Value) -> Result<Value, OperationError> {
    world.manage(&format!("{SERVICE}/{method}"), request)
}

fn created(world: &mut World) -> String {
    let request = json!({
        "organization_id": ACME,
        "connection": { "provider": "OKTA", "type": "OIDC", "key_id": "acme-okta" },
    });
    let created = call(world, "CreateConnection", request).unwrap();
    created["connection"]["id"].as_str().unwrap().to_owned()
}

fn of_acme(id: &str) -> Value {
    json!({ "organization_id": ACME, "id": id })
}

#[test]
fn a_connection_has_the_form_that_scalekit_documents() {
    let mut world = World::new();
    let id = created(&mut world);
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.sso_created     Okta of Acme");

    let reply = call(&mut world, "GetConnection", of_acme(&id)).unwrap();

    let reply = reply.to_string().replace(&id, "conn_…");
    let reply: Value = serde_json::from_str(&reply).unwrap();
    insta::assert_json_snapshot!(reply, @r#"
    {
      "connection": {
        "id": "conn_…",
        "provider": "OKTA",
        "type": "OIDC",
        "status": "DRAFT",
        "organization_id": "org_100000000000000001",
        "ui_button_title": "Okta",
        "test_connection_uri": "http://idp.test/idp/conn_…",
        "create_time": "2026-01-01T09:00:00Z",
        "update_time": "2026-01-01T09:00:00Z",
        "oidc_config": {
          "redirect_uri": "http://idp.test/sso/v1/oauth/conn_…/callback"
        },
        "provider_key": "okta",
        "key_id": "acme-okta"
      }
    }
    "#);
}

#[test]
fn it_is_a_draft_until_it_is_enabled_and_then_people_are_sent_to_it() {
    let mut world = World::new();
    let id = created(&mut world);
    let request = format!("{AUTHORIZE}&organization_id={ACME}");
    let by_id = format!("{AUTHORIZE}&connection_id={id}");

    page(world.authorize(&request));
    let draft = refusal(world.authorize(&by_id)).code();
    let enabled = call(&mut world, "EnableConnection", of_acme(&id)).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.sso_enabled     Okta of Acme");
    page(world.authorize(&by_id));
    let details = call(&mut world, "GetConnection", of_acme(&id)).unwrap();
    let disabled = call(&mut world, "DisableConnection", of_acme(&id)).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.sso_disabled    Okta of Acme");
    let none = refusal(world.authorize(&request)).code();

    assert_eq!(draft.as_str(), "connection_not_active");
    assert_eq!(enabled, json!({ "enabled": true }));
    assert_eq!(details["connection"]["status"], "COMPLETED");
    assert_eq!(disabled, json!({}), "false is the default, and left out");
    assert_eq!(none.as_str(), "no_active_connections");
    call(&mut world, "DisableConnection", of_acme(&id)).unwrap();
    assert_eq!(world.last_story(), "", "the second time changes nothing");
}

#[test]
fn settings_are_kept_field_by_field_and_their_secrets_are_masked() {
    let mut world = World::new();
    let id = created(&mut world);
    let update = |connection: Value| json!({ "connection_id": id, "connection": connection });
    let secret = "a-secret-that-must-not-leak-1234";

    call(
        &mut world,
        "UpdateEnvironmentConnection",
        update(json!({
            "debug_enabled": true,
            "ui_button_title": "Acme's Okta",
            "configuration_type": "DISCOVERY",
            "attribute_mapping": { "email": "mail" },
            "oidc_config": { "issuer": "https://okta.example", "client_secret": secret },
        })),
    )
    .unwrap();
    let more = json!({ "oidc_config": { "client_id": "acme" } });
    let updated = call(&mut world, "UpdateEnvironmentConnection", update(more)).unwrap();
    let by_id = call(&mut world, "GetEnvironmentConnection", json!({ "connection_id": id }));

    assert_eq!(by_id.unwrap(), updated);
    let updated = &updated["connection"];
    assert_eq!(updated["status"], "IN_PROGRESS");
    assert_eq!(updated["ui_button_title"], "Acme's Okta");
    let mut config = updated["oidc_config"].clone();
    config["redirect_uri"].take();
    insta::assert_json_snapshot!(config, @r#"
    {
      "issuer": "https://okta.example",
      "client_id": "acme",
      "client_secret": "…1234",
      "redirect_uri": null
    }
    "#);
    let journal = serde_json::to_string(&world.idp.journal(1)).unwrap();
    assert!(!journal.contains(secret), "the journal keeps no secrets");
    assert!(!format!("{:?}", world.idp.journal(1)).contains(secret));
}

#[test]
fn settings_of_saml_come_with_one_certificate_and_go_with_a_list() {
    let seed = Seed::default().connection(Connection::of("Acme", "adfs").id("conn_1").saml());
    let mut world = World::of(&seed);
    let saml = json!({ "idp_entity_id": "urn:acme", "idp_certificate": "MII…" });
    let update = |section: &str, fields: &Value| json!({ "connection_id": "conn_1", "connection": { section: fields } });

    let updated =
        call(&mut world, "UpdateEnvironmentConnection", update("saml_config", &saml)).unwrap();
    let wrong = json!({ "client_id": "acme" });
    let wrong = call(&mut world, "UpdateEnvironmentConnection", update("oidc_config", &wrong));

    insta::assert_json_snapshot!(updated["connection"]["saml_config"], @r#"
    {
      "sp_entity_id": "http://idp.test/sso/v1/saml/conn_1",
      "sp_assertion_url": "http://idp.test/sso/v1/saml/conn_1/callback",
      "sp_metadata_url": "http://idp.test/sso/v1/saml/conn_1/metadata",
      "idp_metadata_url": "http://idp.test/idp/conn_1/metadata",
      "idp_entity_id": "urn:acme",
      "idp_sso_url": "http://idp.test/idp/conn_1/sso",
      "idp_certificates": [
        {
          "certificate": "MII…",
          "create_time": "2026-01-01T09:00:00Z"
        }
      ]
    }
    "#);
    insta::assert_snapshot!(wrong.unwrap_err(), @"connection.oidc_config is not how a connection of type SAML is configured");
}

#[test]
fn lists_leave_out_what_cannot_be_used_unless_all_are_wanted() {
    let seed = Seed::default()
        .connection(Connection::of("Acme", "okta").id("conn_1"))
        .connection(Connection::of("Globex", "okta").id("conn_2").disabled())
        .connection(Connection::social("google").id("conn_3"))
        .domain(Domain::new("acme.example", "Acme"));
    let mut world = World::of(&seed);
    let mut ids = |request: Value| {
        let list = call(&mut world, "ListConnections", request).unwrap();
        let list = list["connections"].as_array().cloned().unwrap_or_default();
        let ids = list.iter().map(|one| one["id"].as_str().unwrap());
        ids.filter(|id| id.len() < 10).map(str::to_owned).collect::<Vec<_>>()
    };

    assert_eq!(ids(json!({})), ["conn_1", "conn_3"]);
    assert_eq!(ids(json!({ "include": "all" })), ["conn_1", "conn_2", "conn_3"]);
    assert_eq!(ids(json!({ "organization_id": ACME })), ["conn_1"]);
    assert!(ids(json!({ "organization_id": GLOBEX })).is_empty());
    assert_eq!(ids(json!({ "domain": "acme.example" })), ["conn_1"]);
    assert!(ids(json!({ "domain": "nobodys.example" })).is_empty());
    let acme = json!({ "organization_id": ACME });
    let listed = call(&mut world, "ListConnections", acme).unwrap();
    insta::assert_json_snapshot!(listed["connections"][0], @r#"
    {
      "id": "conn_1",
      "provider": "OKTA",
      "type": "OIDC",
      "status": "COMPLETED",
      "enabled": true,
      "organization_id": "org_100000000000000001",
      "ui_button_title": "Okta",
      "domains": [
        "acme.example"
      ],
      "organization_name": "Acme",
      "provider_key": "okta",
      "created_at": "2026-01-01T09:00:00Z"
    }
    "#);
}

#[test]
fn connections_of_agents_are_a_list_of_their_own() {
    let mut world = World::new();
    for key in ["notion", "slack"] {
        let request = json!({
            "connection": { "provider_key": key, "type": "OAUTH", "key_id": format!("{key}-1") },
            "flags": { "is_app": true },
        });
        call(&mut world, "CreateEnvironmentConnection", request).unwrap();
    }
    let mut keys = |request: Value| {
        let list = call(&mut world, "ListAppConnections", request).unwrap();
        let connections = list["connections"].as_array().cloned().unwrap_or_default();
        let keys = connections.iter().map(|one| one["provider_key"].as_str().unwrap());
        (keys.map(str::to_owned).collect::<Vec<_>>(), list["next_page_token"].clone())
    };

    assert_eq!(keys(json!({})).0, ["notion", "slack"]);
    assert_eq!(keys(json!({ "provider": "slack" })).0, ["slack"]);
    assert_eq!(keys(json!({ "query": "TION-1" })).0, ["notion"]);
    let (first, next) = keys(json!({ "page_size": 1 }));
    assert_eq!(first, ["notion"]);
    assert_eq!(keys(json!({ "page_size": 1, "page_token": next })).0, ["slack"]);
    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&provider=slack")));
    assert_eq!(refused.code().as_str(), "no_configured_connections");
}

#[test]
fn a_social_connection_works_from_the_moment_it_is_made() {
    let mut world = World::new();
    let request = json!({ "connection": { "provider": "GOOGLE", "type": "OAUTH" } });

    call(&mut world, "CreateEnvironmentConnection", request).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  connection.created           Google");

    page(world.authorize(&format!("{AUTHORIZE}&provider=google")));
}

#[test]
fn what_is_deleted_is_gone_for_everybody() {
    let mut world = World::new();
    let id = created(&mut world);

    call(&mut world, "DeleteConnection", of_acme(&id)).unwrap();
    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&connection_id={id}")));

    assert_eq!(refused.code().as_str(), "invalid_connection_id");
    for method in ["GetConnection", "EnableConnection", "DisableConnection", "DeleteConnection"] {
        let gone = call(&mut world, method, of_acme(&id)).unwrap_err();
        assert_eq!(gone.to_string(), format!("there is no connection {id}"));
    }
}

#[test]
fn mistakes_name_their_field_or_what_is_missing() {
    let mut world = World::new();
    let id = created(&mut world);
    let new = |connection: Value| json!({ "organization_id": ACME, "connection": connection });
    let mut outcomes = Vec::new();

    for (method, request) in [
        ("CreateConnection", new(json!({ "type": "OIDC" }))),
        ("CreateConnection", new(json!({ "provider": "OKTA" }))),
        ("CreateConnection", new(json!({ "provider": "GOOGLE", "type": "OAUTH" }))),
        (
            "CreateConnection",
            new(json!({ "provider": "OKTA", "type": "SAML", "key_id": "acme-okta" })),
        ),
        (
            "CreateConnection",
            json!({ "organization_id": "org_9", "connection": { "provider": "OKTA", "type": "OIDC" } }),
        ),
        ("CreateConnection", json!({ "organization_id": ACME })),
        ("GetConnection", json!({ "organization_id": GLOBEX, "id": id })),
        ("GetEnvironmentConnection", json!({ "connection_id": "conn_9" })),
        ("ListConnections", json!({ "organization_id": "org_9" })),
        ("ListAppConnections", json!({ "page_token": "x" })),
    ] {
        let failure = call(&mut world, method, request).unwrap_err();
        outcomes.push(format!("{}: {failure}", failure.code().as_str()).replace(&id, "conn_…"));
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    INVALID_ARGUMENT: connection.provider is required, or provider_key in its place
    INVALID_ARGUMENT: connection.type is required
    INVALID_ARGUMENT: connection.type cannot be OAUTH in an organization
    ALREADY_EXISTS: a connection has the key_id acme-okta already
    NOT_FOUND: there is no organization org_9
    INVALID_ARGUMENT: connection is required
    NOT_FOUND: there is no connection conn_…
    NOT_FOUND: there is no connection conn_9
    NOT_FOUND: there is no organization org_9
    INVALID_ARGUMENT: page_token is not one that a list here has given
    ");
}

/// Scalekit's document says that these are there once a connection is complete.
#[test]
fn a_complete_connection_knows_its_identity_provider() {
    for (provider, section) in [("okta", "oidc_config"), ("google", "oauth_config")] {
        let mut seed = Seed::default();
        seed = if provider == "okta" {
            seed.connection(Connection::of("Acme", provider).id("conn_1"))
        } else {
            seed.connection(Connection::social(provider).id("conn_1"))
        };
        let mut world = World::of(&seed);

        let reply =
            call(&mut world, "GetEnvironmentConnection", json!({ "connection_id": "conn_1" }))
                .unwrap();

        insta::assert_json_snapshot!(provider, reply["connection"][section]);
    }
}

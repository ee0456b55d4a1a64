//! The default seed: the names that documents and tests rely on, and the truth of its comments.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::environment::{ClientKind, InitialState, Membership};

fn begun() -> InitialState {
    Seed::default()
        .initial_state("http://127.0.0.1:4010/", &mut Ids::seeded(1))
        .expect("the default seed is right")
}

#[test]
fn the_default_world_is_the_one_in_the_readme() {
    let world = begun();

    let people: Vec<String> = world
        .contents
        .users
        .iter()
        .map(|user| {
            let places =
                |m: &Membership| format!("{} as {}", m.organization, m.roles.join(" and "));
            let memberships: Vec<String> = user.memberships.iter().map(places).collect();
            let state = if user.active { "" } else { ", deactivated" };
            format!("{} {}: {}{state}", user.id, user.email, memberships.join(", "))
        })
        .collect();
    insta::assert_snapshot!(people.join("\n"), @r"
    usr_100000000000000001 alice@acme.example: org_100000000000000001 as admin
    usr_100000000000000002 bob@acme.example: org_100000000000000001 as member
    usr_100000000000000003 carol@globex.example: org_100000000000000002 as admin, org_100000000000000001 as member
    usr_100000000000000004 dave@acme.example: org_100000000000000001 as member, deactivated
    usr_100000000000000005 qa+sktest@acme.example: org_100000000000000001 as member
    ");
}

#[test]
fn the_default_clients_are_the_ones_in_the_readme() {
    let clients = begun().contents.clients;

    insta::assert_json_snapshot!(clients, @r#"
    [
      {
        "id": "skc_100000000000000001",
        "name": "Acme web",
        "kind": {
          "web": [
            {
              "id": "sks_997556934909903875",
              "secret": "…tion",
              "created_at": "1970-01-01T00:00:00Z",
              "last_used_at": null
            }
          ]
        },
        "redirect_uris": [
          "http://localhost:3000/auth/callback"
        ],
        "post_logout_redirect_uris": [
          "http://localhost:3000/logged-out",
          "http://localhost:3000/"
        ],
        "initiate_login_uri": "http://localhost:3000/login",
        "enforce_pkce": false,
        "settings": {
          "management_denied": false
        },
        "is_default": true,
        "created_at": "1970-01-01T00:00:00Z",
        "updated_at": "1970-01-01T00:00:00Z"
      },
      {
        "id": "skc_100000000000000002",
        "name": "Acme SPA",
        "kind": "spa",
        "redirect_uris": [
          "http://localhost:3000/spa/callback"
        ],
        "post_logout_redirect_uris": [
          "http://localhost:3000/spa/logged-out",
          "http://localhost:3000/spa"
        ],
        "initiate_login_uri": "http://localhost:3000/spa/login",
        "enforce_pkce": false,
        "settings": {
          "management_denied": false
        },
        "is_default": false,
        "created_at": "1970-01-01T00:00:00Z",
        "updated_at": "1970-01-01T00:00:00Z"
      }
    ]
    "#);
    let ClientKind::Web(secrets) = &clients[0].kind else {
        panic!("the first client is confidential")
    };
    assert_eq!(secrets[0].secret.reveal(), "test_acme_web_secret_not_for_production");
}

#[test]
fn roles_allow_what_their_permissions_say() {
    let roles: Vec<String> = begun()
        .contents
        .roles
        .iter()
        .map(|role| format!("{}: {}", role.name, role.permissions.join(" ")))
        .collect();

    insta::assert_snapshot!(roles.join("\n"), @r"
    admin: invoices:read invoices:write members:manage
    member: invoices:read
    ");
}

/// Returns `DEFAULT_TOML` with every commented-out line enabled.
pub(super) fn with_everything_on() -> String {
    let switched_on = |line: &'static str| match line.strip_prefix('#') {
        Some(field) if !field.is_empty() && !field.starts_with(' ') => field,
        _ => line,
    };
    DEFAULT_TOML.lines().map(switched_on).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_line_that_is_commented_out_can_be_switched_on() {
    let seed = Seed::from_toml(&with_everything_on()).unwrap_or_else(|error| panic!("{error}"));

    assert_eq!(seed.environment.ids, Some(42));
    assert_eq!(seed.environment.sign_in, SignIn::As("alice@acme.example".to_owned()));
    assert_eq!(seed.environment.signing_key, SigningKey::Generate);
    assert_eq!(seed.clients.len(), 3);
    assert_eq!(seed.users[0].locale.as_deref(), Some("en-GB"));
}

#[test]
fn policies_and_secrets_that_are_commented_out_are_the_defaults() {
    let seed = Seed::from_toml(&with_everything_on()).expect("a test of its own says so");

    assert_eq!(seed.policies, Policies::default());
    let (written, left_out) = (seed.environment, Environment::default());
    assert_eq!(written.webhook_secret, left_out.webhook_secret);
    assert_eq!(written.interceptor_secret, left_out.interceptor_secret);
}

/// A new field of the seed has to be explained in the file.
#[test]
fn every_field_is_in_the_commented_file() {
    let written = json(&built::everything());
    let commented = json(&toml::from_str::<toml::Table>(&with_everything_on()).unwrap());

    assert_eq!(fields(&written).len(), 11);
    for section in fields(&written) {
        let shown = fields(&commented[section]);
        let missing: Vec<_> = fields(&written[section]).difference(&shown).copied().collect();
        assert_eq!(missing, [""; 0], "`{section}` should show them");
    }
}

fn json(seed: &impl Serialize) -> Value {
    serde_json::to_value(seed).expect("a seed is plain data")
}

/// Returns the names of the fields of a table, or of all tables of a list.
fn fields(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(fields).collect(),
        Value::Object(table) => table.keys().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn an_environment_without_pinned_ids_gets_others_each_time() {
    let first_client = |seed: &Seed| {
        let world = seed.initial_state("http://127.0.0.1", &mut seed.stream_of_ids()).unwrap();
        world.contents.clients[0].id.clone()
    };
    let unpredictable = Seed::empty().client(Client::spa("Acme SPA"));
    let pinned = unpredictable.clone().ids(42);

    assert_ne!(first_client(&unpredictable), first_client(&unpredictable));
    assert_eq!(first_client(&pinned), first_client(&pinned));
}

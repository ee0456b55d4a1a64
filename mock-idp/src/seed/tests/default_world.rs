//! The default seed: the names that documents and tests rely on, and comments that do not lie.

use super::*;
use crate::environment::{Beginning, ClientKind, Membership};

fn begun() -> Beginning {
    Seed::default()
        .begin("http://127.0.0.1:4010/", &mut Ids::seeded(1))
        .expect("the default seed is right")
}

#[test]
fn the_default_world_is_the_one_in_the_readme() {
    let world = begun();

    let people: Vec<String> = world
        .users
        .iter()
        .map(|user| {
            let places =
                |m: &Membership| format!("{} as {}", m.organization, m.roles.join(" and "));
            let memberships: Vec<String> = user.memberships.iter().map(places).collect();
            let state = if user.active { "" } else { ", deactivated" };
            format!(
                "{} {}: {}{state}",
                user.id,
                user.email,
                memberships.join(", ")
            )
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
    let clients = begun().clients;

    insta::assert_json_snapshot!(clients, @r#"
    [
      {
        "id": "skc_100000000000000001",
        "name": "Acme web",
        "kind": {
          "web": [
            "…tion"
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
        "enforce_pkce": false
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
        "enforce_pkce": false
      }
    ]
    "#);
    let ClientKind::Web(secrets) = &clients[0].kind else {
        panic!("the first client is confidential")
    };
    assert_eq!(
        secrets[0].reveal(),
        "test_acme_web_secret_not_for_production"
    );
}

#[test]
fn roles_allow_what_their_permissions_say() {
    let roles: Vec<String> = begun()
        .roles
        .iter()
        .map(|role| format!("{}: {}", role.name, role.permissions.join(" ")))
        .collect();

    insta::assert_snapshot!(roles.join("\n"), @r"
    admin: invoices:read invoices:write members:manage
    member: invoices:read
    ");
}

/// `DEFAULT_TOML` with every line that is commented out switched on.
fn with_everything_on() -> String {
    let switched_on = |line: &'static str| match line.strip_prefix('#') {
        Some(field) if !field.is_empty() && !field.starts_with(' ') => field,
        _ => line,
    };
    DEFAULT_TOML
        .lines()
        .map(switched_on)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_line_that_is_commented_out_can_be_switched_on() {
    let seed = Seed::from_toml(&with_everything_on()).unwrap_or_else(|error| panic!("{error}"));

    assert_eq!(seed.environment.ids, Some(42));
    assert_eq!(
        seed.environment.sign_in,
        SignIn::As("alice@acme.example".to_owned())
    );
    assert_eq!(seed.environment.signing_key, SigningKey::Generate);
    assert_eq!(seed.clients.len(), 3);
    assert_eq!(seed.users[0].locale.as_deref(), Some("en-GB"));
}

#[test]
fn the_policies_that_are_commented_out_are_the_defaults() {
    let seed = Seed::from_toml(&with_everything_on()).expect("a test of its own says so");

    assert_eq!(seed.policies, Policies::default());
}

/// Whoever adds a field to a seed has to explain it.
#[test]
fn every_field_is_in_the_commented_file() {
    let every_field = Seed::empty()
        .ids(1)
        .client(
            Client::web("web")
                .id("skc_1")
                .secret("s")
                .redirect_uri("r")
                .post_logout_redirect_uri("p")
                .initiate_login_uri("i"),
        )
        .organization(
            Organization::new("o")
                .id("org_1")
                .slug("s")
                .external_id("x")
                .metadata("k", "v"),
        )
        .permission(Permission::new("a:b").description("d"))
        .role(Role::new("r").description("d").permission("a:b"))
        .user(
            User::new("e")
                .id("usr_1")
                .name("g", "f")
                .picture("p")
                .locale("l")
                .external_id("x")
                .joins("o"),
        );
    let written = serde_json::to_value(&every_field).expect("a seed is plain data");
    let commented: toml::Table = with_everything_on()
        .parse()
        .expect("a test of its own says so");

    for (section, fields) in written.as_object().expect("a seed has sections") {
        let first = |list: &serde_json::Value| list.get(0).cloned().unwrap_or_else(|| list.clone());
        let shown = commented[section]
            .as_array()
            .map_or(&commented[section], |items| &items[0]);
        for field in first(fields)
            .as_object()
            .expect("a section has fields")
            .keys()
        {
            let shown_later = commented[section]
                .as_array()
                .is_some_and(|items| items.iter().any(|item| item.get(field).is_some()));
            assert!(
                shown.get(field).is_some() || shown_later,
                "`{section}` does not show `{field}`"
            );
        }
    }
}

#[test]
fn an_environment_without_pinned_ids_gets_others_each_time() {
    let client = |ids: &mut Ids| {
        let seed = Seed::empty().client(Client::spa("Acme SPA"));
        seed.begin("http://127.0.0.1", ids).unwrap().clients[0]
            .id
            .clone()
    };

    assert_ne!(
        client(&mut Seed::empty().stream_of_ids()),
        client(&mut Seed::empty().stream_of_ids())
    );
    assert_eq!(
        client(&mut Seed::empty().ids(42).stream_of_ids()),
        client(&mut Seed::empty().ids(42).stream_of_ids())
    );
}

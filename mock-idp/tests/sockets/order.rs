//! All lists have the seed's order. Ids are random here, because the seed does not pin them.

use mock_idp::seed::{Client, Connection, Domain, Organization, Passkey, Permission, Role, User};
use mock_idp::{NewWorld, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Fake, builder};

/// Number of items in each list; by chance they would be in this order once in 479,001,600 times.
const MANY: usize = 12;

fn names(kind: &str) -> Vec<String> {
    (0..MANY).map(|number| format!("{kind} {number}")).collect()
}

fn address(number: usize) -> String {
    format!("person{number}@acme.example")
}

fn seed() -> Seed {
    let mut seed = Seed::empty()
        .role(Role::new("first").default_creator().default_member())
        .organization(Organization::new("Home"));
    for name in names("web") {
        seed = seed.client(
            Client::web(name)
                .secret("only_for_tests")
                .redirect_uri("http://localhost:3000/callback"),
        );
    }
    for (number, name) in names("organization").into_iter().enumerate() {
        seed = seed
            .permission(Permission::new(format!("thing{number}:read")))
            .role(Role::new(format!("role{number}")))
            .connection(Connection::of(&name, "okta"))
            .domain(Domain::new(format!("d{number}.example"), &name))
            .user(
                User::new(address(number))
                    .member_of("Home", [format!("role{number}")])
                    .passkey(Passkey::new("first"))
                    .passkey(Passkey::new("second")),
            )
            .organization(Organization::new(name));
    }
    seed
}

fn fake() -> Fake {
    Fake::built(builder(seed()))
}

/// Returns a member of each item of a list in an answer.
fn listed(answer: &Value, list: &str, member: &str) -> Vec<String> {
    let items = answer[list].as_array().unwrap_or_else(|| panic!("{list} of {answer}"));
    items.iter().map(|item| item[member].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn what_clients_are_configured_with_comes_in_the_seeds_order() {
    let fake = fake();

    let registered: Vec<String> =
        fake.idp.clients().into_iter().map(|client| client.name).collect();
    let copy = fake.idp.worlds().create(NewWorld::copy_of("world_1")).expect("a copy");
    let copied: Vec<String> = copy.clients().into_iter().map(|client| client.name).collect();
    let world = fake.steer("/worlds", &json!({ "seed": seed().to_toml() }));

    assert_eq!(registered, names("web"));
    assert_eq!(copied, names("web"));
    assert_eq!(listed(&world, "clients", "name"), names("web"));
}

#[test]
fn pages_and_refusals_list_in_the_seeds_order() {
    let fake = fake();
    let client = &fake.idp.clients()[3].client_id;
    let authorize = format!(
        "/oauth/authorize?response_type=code&client_id={client}&redirect_uri=http://localhost:3000/callback&scope=openid"
    );

    let home = fake.get("/").page_text();
    let sign_in = fake.get(&fake.get(&authorize).location()).page_text();
    let refused =
        fake.control(&Method::POST, "/sign-in", &json!({ "want": "tokens", "user": "nobody" }));

    let standing = |text: &str, wanted: Vec<String>| {
        let found: Vec<usize> =
            wanted.iter().map(|one| text.find(one.as_str()).expect("it is there")).collect();
        assert!(found.is_sorted(), "{text}");
    };
    standing(&home, names("web"));
    standing(&sign_in, (0..MANY).map(address).collect());
    standing(&refused.body, (0..MANY).map(address).collect());
}

#[test]
fn the_management_api_lists_in_the_seeds_order_on_every_page() {
    let fake = fake();
    let member = |path: &str, list: &str, member: &str| {
        let mut members = Vec::new();
        let mut token = String::new();
        loop {
            let page = fake.get_own(&format!("{path}page_size=5&page_token={token}"));
            members.extend(listed(&page, list, member));
            match page["next_page_token"].as_str() {
                Some(next) if !next.is_empty() => token = next.to_owned(),
                _ => break members,
            }
        }
    };

    assert_eq!(member("/users?", "users", "email"), (0..MANY).map(address).collect::<Vec<_>>());
    assert_eq!(
        member("/organizations?", "organizations", "display_name")[1..],
        names("organization")
    );
    assert_eq!(member("/clients?filter.client_type=ALL&", "clients", "name"), names("web"));
    let permissions: Vec<String> = (0..MANY).map(|number| format!("thing{number}:read")).collect();
    assert_eq!(member("/permissions?", "permissions", "name"), permissions);
    let roles = listed(&fake.get_own("/roles"), "roles", "name");
    assert_eq!(roles[1..], (0..MANY).map(|number| format!("role{number}")).collect::<Vec<_>>());
}

#[test]
fn roles_of_organizations_follow_the_order_of_these() {
    let fake = fake();
    for name in names("organization").iter().rev() {
        let id = fake.organization(name);
        fake.steer(
            &format!("/api/v1/organizations/{id}/roles"),
            &json!({ "name": "own", "display_name": name }),
        );
    }

    let roles = listed(&fake.get_own("/roles"), "roles", "display_name");

    assert_eq!(roles[MANY + 1..], names("organization"));
}

#[test]
fn a_seed_that_is_exported_and_begun_again_keeps_its_order() {
    let fake = fake();
    fake.steer("/api/v1/organizations", &json!({ "display_name": "made later" }));

    let exported = fake.idp.seed();
    let again = fake.idp.worlds().create(exported.clone()).expect("it is right").seed();

    let texts = |all: Vec<&String>| all.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(texts(exported.clients.iter().map(|one| &one.name).collect()), names("web"));
    assert_eq!(
        texts(exported.organizations.iter().map(|one| &one.name).collect())[1..=MANY],
        names("organization")
    );
    assert_eq!(exported.organizations.last().expect("many").name, "made later");
    let emails = texts(exported.users.iter().map(|one| &one.email).collect());
    assert_eq!(emails, (0..MANY).map(address).collect::<Vec<_>>());
    let passkeys = exported.users[0].passkeys.iter().map(|one| &one.display_name).collect();
    assert_eq!(texts(passkeys), ["first", "second"]);
    assert_eq!(again.clients, exported.clients);
    assert_eq!(again.organizations, exported.organizations);
    assert_eq!(again.users, exported.users);
    assert_eq!(again.roles, exported.roles);
    assert_eq!(again.permissions, exported.permissions);
    assert_eq!(again.connections, exported.connections);
    assert_eq!(again.domains, exported.domains);
}

#[test]
fn a_domain_that_an_organization_owns_keeps_its_place_in_an_export() {
    let seed = Seed::empty()
        .organization(Organization::new("Acme"))
        .domain(Domain::new("guests.example", "Acme").allowed_email())
        .domain(Domain::new("acme.example", "Acme"));

    let exported = Fake::built(builder(seed)).idp.seed();

    let hosts: Vec<&str> = exported.domains.iter().map(|one| one.domain.as_str()).collect();
    assert_eq!(hosts, ["guests.example", "acme.example"]);
}

impl Fake {
    /// Returns an answer of the management API without its token.
    fn get_own(&self, path: &str) -> Value {
        self.see(&format!("/api/v1{path}"))
    }

    fn organization(&self, name: &str) -> String {
        let all = self.get_own("/organizations?page_size=100");
        let found = all["organizations"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|one| one["display_name"] == name);
        found.expect("it is there")["id"].as_str().expect("an id").to_owned()
    }
}

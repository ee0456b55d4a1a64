//! The export of an environment as a seed.

use mock_idp::{MockIdp, Seed, SeedError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::Fake;

/// Returns the management API's lists of everything that a seed has, without fields that a seed lacks.
fn shown(fake: &Fake) -> Vec<Value> {
    let paths = [
        "/api/v1/users?page_size=30",
        "/api/v1/organizations?page_size=30",
        "/api/v1/roles",
        "/api/v1/permissions",
    ];
    let shown = paths.map(|path| {
        let answer = fake.manage(Method::GET, path, &Value::Null);
        assert_eq!(answer.status, 200, "{answer}");
        let mut json = answer.json();
        undated(&mut json);
        json
    });
    shown.to_vec()
}

/// Removes times, and the ids of roles and permissions, which are new at every start.
fn undated(json: &mut Value) {
    match json {
        Value::Object(members) => {
            let is_role = members.contains_key("name") && !members.contains_key("email");
            members.retain(|name, _| {
                let is_of_a_beginning = name == "id" && is_role;
                !name.ends_with("_time") && !name.ends_with("_at") && !is_of_a_beginning
            });
            members.values_mut().for_each(undated);
        }
        Value::Array(items) => items.iter_mut().for_each(undated),
        _ => {}
    }
}

fn exported(fake: &Fake) -> Seed {
    let answer = fake.control(&Method::GET, "/seed", &Value::Null);
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(answer.header("content-type"), Some("application/toml"));
    Seed::from_toml(&answer.body).unwrap_or_else(|why: SeedError| panic!("{why:?}"))
}

#[test]
fn what_the_management_api_made_is_there_again() {
    let fake = Fake::start();
    let acme = "/api/v1/organizations/org_100000000000000001";
    fake.idp.set_roles("bob@acme.example", "Globex", &["admin", "member"]).expect("both exist");
    fake.idp.deactivate("carol@globex.example").expect("she exists");
    let erin = json!({ "email": "erin@initech.example", "user_profile": { "given_name": "Erin" } });
    let erin =
        fake.manage(Method::POST, &format!("{acme}/users?send_invitation_email=false"), &erin);
    assert_eq!(erin.status, 201, "{erin}");
    let initech = json!({ "display_name": "Initech", "external_id": "tenant-9", "metadata": { "plan": "gold" } });
    assert_eq!(fake.manage(Method::POST, "/api/v1/organizations", &initech).status, 201);
    let before = shown(&fake);

    let again = Fake::with(exported(&fake));

    let after = shown(&again);
    let listed = ["users", "organizations", "roles", "permissions"];
    for (list, (before, after)) in listed.iter().zip(before.iter().zip(&after)) {
        assert!(before[list].is_array(), "{before:#}");
        assert_eq!(before[list], after[list], "{list}");
    }
    let mut once_more = again.idp.seed();
    once_more.environment.ids = fake.idp.seed().environment.ids;
    assert_eq!(once_more, fake.idp.seed());
}

#[test]
fn two_of_one_name_and_an_invitation_that_waits_keep_nobody_from_starting() {
    let fake = Fake::start();
    let acme = json!({ "display_name": "Acme" });
    assert_eq!(fake.manage(Method::POST, "/api/v1/organizations", &acme).status, 201);
    let invited = json!({ "email": "erin@initech.example" });
    fake.manage(Method::POST, "/api/v1/organizations/org_100000000000000002/users", &invited);
    let client = json!({ "name": "Acme web", "client_type": "WEB_APP" });
    fake.manage(Method::POST, "/api/v1/clients", &client);

    let seed = exported(&fake);

    let mut names: Vec<&str> = seed.organizations.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    assert!(names[1].starts_with("Acme (org_"), "{names:?}");
    let erin = seed.users.iter().find(|user| user.email == "erin@initech.example");
    assert!(erin.expect("she is there").memberships.is_empty());
}

#[test]
fn the_key_that_signs_goes_along_and_so_do_ids_that_are_new() {
    let fake = Fake::start();
    fake.idp.rotate_keys();

    let again = Fake::built(MockIdp::builder().seed(exported(&fake)));

    let kid = |fake: &Fake| {
        fake.get("/keys").json()["keys"].as_array().expect("keys").last().expect("one")["kid"]
            .clone()
    };
    assert_eq!(kid(&fake), kid(&again));
    let ids = fake.idp.seed().environment.ids;
    assert!(ids.is_some_and(|ids| ids != 42));
    assert_eq!(MockIdp::start().seed().environment.ids, None);
}

#[test]
fn the_default_world_is_itself() {
    let idp = MockIdp::start();

    let again = MockIdp::start_with(Seed::from_toml(&idp.seed().to_toml()).expect("a seed"));

    assert_eq!(idp.seed(), again.seed());
    assert_eq!(
        idp.clients().iter().map(|one| one.client_secret.clone()).collect::<Vec<_>>(),
        again.clients().iter().map(|one| one.client_secret.clone()).collect::<Vec<_>>()
    );
}

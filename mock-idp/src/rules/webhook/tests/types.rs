//! Every type of event, compared with Scalekit's documents.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{HOOKS, a_visit, bodies};
use crate::environment::{EVENT_TYPES, Event, EventType};
use crate::fault::DeliveryForgery;
use crate::outbox::{Outcome, Replay};
use crate::rules::authorization::{IdentityProviderForm, hosted};
use crate::rules::webhook::documented::{complaints, rows};
use crate::seed::Seed;
use crate::seed::{Connection, Directory, Domain, Webhook};
use crate::testing::{ACME, ALICE, AUTHORIZE, GLOBEX, World, code, page};
use crate::wire::Browser;

const OKTA: &str = "conn_100000000000000001";

/// Returns a world with an endpoint for everything, Acme's Okta, and a directory that is off.
fn world() -> World {
    World::of(
        &Seed::default()
            .connection(Connection::of("Acme", "okta").id(OKTA))
            .domain(Domain::new("acme.example", "Acme"))
            .directory(Directory::of("Acme", "okta").id("dir_1"))
            .webhook(Webhook::to(HOOKS)),
    )
}

fn call(world: &mut World, method: &str, request: Value) -> Value {
    world.manage(method, request).unwrap_or_else(|why| panic!("{method}: {why}"))
}

/// Creates an organization, sets each of its members, and deletes it.
fn an_organization_lives(world: &mut World) {
    const SERVICE: &str = "organizations.OrganizationService";
    let organization = json!({
        "display_name": "Initech", "external_id": "initech", "metadata": { "plan": "trial" },
    });
    let method = format!("{SERVICE}/CreateOrganization");
    let made = call(world, &method, json!({ "organization": organization }));
    let id = made["organization"]["id"].clone();
    let settings = json!({ "features": [{ "name": "sso", "enabled": true }] });
    let method = format!("{SERVICE}/UpdateOrganizationSettings");
    call(world, &method, json!({ "id": id, "settings": settings }));
    call(world, &format!("{SERVICE}/DeleteOrganization"), json!({ "id": id }));
}

/// Creates a connection, both kinds of domains and a directory, switches them on and off, and deletes them.
fn single_sign_on_is_set_up(world: &mut World) {
    let connection = json!({ "provider": "OKTA", "type": "OIDC" });
    let request = json!({ "organization_id": ACME, "connection": connection });
    let made = call(world, "connections.ConnectionService/CreateConnection", request);
    let one = json!({ "organization_id": ACME, "id": made["connection"]["id"] });
    for step in ["EnableConnection", "DisableConnection", "DeleteConnection"] {
        call(world, &format!("connections.ConnectionService/{step}"), one.clone());
    }
    for domain_type in ["ORGANIZATION_DOMAIN", "ALLOWED_EMAIL_DOMAIN"] {
        let domain = json!({ "domain": "initech.example", "domain_type": domain_type });
        let request = json!({ "organization_id": ACME, "domain": domain });
        let made = call(world, "domains.DomainService/CreateDomain", request);
        let one = json!({ "organization_id": ACME, "id": made["domain"]["id"] });
        call(world, "domains.DomainService/DeleteDomain", one);
    }
    let one = json!({ "organization_id": ACME, "id": "dir_1" });
    for step in ["DisableDirectory", "EnableDirectory"] {
        call(world, &format!("directories.DirectoryService/{step}"), one.clone());
    }
}

/// Creates, invites, changes and deletes a user with the whole profile.
fn a_member_lives(world: &mut World) {
    let user = json!({
        "email": "erin@initech.example",
        "external_id": "erin-7",
        "metadata": { "plan": "gold" },
        "user_profile": {
            "given_name": "Erin",
            "family_name": "Ode",
            "locale": "en-GB",
            "phone_number": "+15550100",
            "preferred_username": "erin",
            "picture": "https://pictures.example/erin.png",
            "gender": "female",
            "groups": ["Engineering"],
            "metadata": { "badge": "7" },
            "custom_attributes": { "desk": "7b" },
        },
    });
    let erin = json!({ "organization_id": ACME, "external_id": "erin-7" });
    let with = |more: Value| {
        let mut request = erin.clone();
        let fields = request.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        request
    };
    for (method, request) in [
        (
            "CreateUserAndMembership",
            json!({ "organization_id": ACME, "user": user, "send_invitation_email": false }),
        ),
        (
            "CreateMembership",
            json!({
                "organization_id": GLOBEX,
                "external_id": "erin-7",
                "membership": {},
                "send_invitation_email": true,
            }),
        ),
        ("UpdateMembership", with(json!({ "membership": { "roles": [{ "name": "admin" }] } }))),
        ("UpdateMembership", with(json!({ "membership": { "metadata": { "seat": "1" } } }))),
        ("DeleteMembership", erin.clone()),
    ] {
        call(world, &format!("users.UserService/{method}"), request);
    }
}

/// Creates, changes and deletes a permission and two roles, one of them Acme's own.
fn access_changes(world: &mut World) {
    let permission = json!({ "name": "reports:read", "description": "See reports" });
    let role = json!({ "name": "auditor", "display_name": "Auditor", "extends": "member" });
    let own = json!({ "name": "clerk", "display_name": "Clerk" });
    for (method, request) in [
        ("CreatePermission", json!({ "permission": permission })),
        (
            "UpdatePermission",
            json!({
                "permission_name": "reports:read",
                "permission": { "name": "reports:read", "description": "Read reports" },
            }),
        ),
        ("DeletePermission", json!({ "permission_name": "reports:read" })),
        ("CreateRole", json!({ "role": role })),
        ("UpdateRole", json!({ "role_name": "auditor", "role": { "display_name": "Auditors" } })),
        ("DeleteRole", json!({ "role_name": "auditor" })),
        ("CreateOrganizationRole", json!({ "org_id": ACME, "role": own })),
        ("DeleteOrganizationRole", json!({ "org_id": ACME, "role_name": "clerk" })),
    ] {
        call(world, &format!("roles.RolesService/{method}"), request);
    }
}

/// Signs Alice in at Acme's Okta.
fn alice_comes_by_okta(world: &mut World) {
    world.browser = Browser {
        user_agent: Some(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/142.0.0.0 Safari/537.36"
                .into(),
        ),
        ..Browser::default()
    };
    let page = page(world.authorize(&format!("{AUTHORIZE}&connection_id={OKTA}")));
    let form =
        IdentityProviderForm { email: ALICE.to_owned(), given_name: None, family_name: None };
    let step =
        world.hosted(|desk, browser| hosted::submit_identity_provider(desk, &page, &form, browser));
    code(step);
}

/// Causes everything that Scalekit has a webhook for.
fn everything_happens(world: &mut World) {
    an_organization_lives(world);
    single_sign_on_is_set_up(world);
    a_member_lives(world);
    access_changes(world);
    a_visit(world);
    alice_comes_by_okta(world);
}

fn of_type<'a>(bodies: &'a [Value], r#type: &str) -> &'a Value {
    let found = bodies.iter().rfind(|body| body["type"] == r#type);
    found.unwrap_or_else(|| panic!("no body of {type}"))
}

#[test]
fn every_type_has_its_documented_name_object_and_words() {
    let documented: Vec<_> =
        rows().map(|(name, row)| (name, row.object.as_str(), row.display_name.as_str())).collect();

    let mut here: Vec<_> = EVENT_TYPES
        .into_iter()
        .map(|name| EventType::named(name).expect("it is in the list"))
        .map(|known| (known.name, known.object, known.display_name))
        .collect();
    here.sort_unstable();

    assert_eq!(here, documented);
}

#[test]
fn every_type_that_the_fake_causes_is_the_name_of_an_event() {
    let caused = rows().filter(|(_, row)| row.data.is_some()).map(|(name, _)| name);

    let names = Event::names().filter(|name| EVENT_TYPES.contains(name));

    assert_eq!(names.collect::<BTreeSet<_>>(), caused.collect());
}

#[test]
fn every_type_that_the_fake_causes_is_as_documented() {
    let mut world = world();

    everything_happens(&mut world);

    let bodies = bodies(&world);
    let found: Vec<String> = bodies.iter().flat_map(complaints).collect();
    assert_eq!(found, Vec::<String>::new());
    let sent: BTreeSet<&str> = bodies.iter().filter_map(|body| body["type"].as_str()).collect();
    let caused = rows().filter(|(_, row)| row.data.is_some()).map(|(name, _)| name);
    assert_eq!(sent, caused.collect());
}

#[test]
fn the_table_finds_what_is_wrong() {
    let mut world = world();
    access_changes(&mut world);
    let role = of_type(&bodies(&world), "role.created").clone();
    let changed = |change: fn(&mut Value)| {
        let mut role = role.clone();
        change(&mut role);
        complaints(&role).len()
    };

    assert_eq!(changed(|_| {}), 0);
    for change in [
        (|role| role["data"] = json!({ "role": role["data"].clone() })) as fn(&mut Value),
        |role| role["data"]["extends"] = Value::Null,
        |role| role["data"]["permissions"] = json!([]),
        |role| role["organization_id"] = Value::Null,
        |role| role["occurred_at"] = json!("today"),
        |role| role["display_name"] = json!("Role created"),
        |role| role["type"] = json!("role.renamed"),
    ] {
        assert_ne!(changed(change), 0);
    }
}

#[test]
fn the_events_api_lists_what_webhooks_carry() {
    let mut world = world();

    everything_happens(&mut world);

    let mut sent = bodies(&world);
    sent.reverse();
    let request = json!({ "page_size": 100 });
    let listed = call(&mut world, "events.EventsService/ListEventsPaginated", request);
    let listed = listed["events"].as_array().expect("events").clone();
    assert_eq!(listed, sent);
}

#[test]
fn what_was_deleted_is_described_as_it_was() {
    let mut world = world();

    single_sign_on_is_set_up(&mut world);
    an_organization_lives(&mut world);

    let bodies = bodies(&world);
    let gone: Vec<&Value> =
        ["organization.sso_deleted", "organization.domain_deleted", "organization.deleted"]
            .into_iter()
            .map(|name| &of_type(&bodies, name)["data"])
            .collect();
    insta::assert_json_snapshot!(gone);
}

#[test]
fn setting_up_single_sign_on_describes_what_was_switched() {
    let mut world = world();

    single_sign_on_is_set_up(&mut world);

    let bodies = bodies(&world);
    let switched: Vec<&Value> = [
        "organization.sso_created",
        "organization.sso_enabled",
        "organization.directory_disabled",
        "organization.domain_created",
    ]
    .into_iter()
    .map(|name| of_type(&bodies, name))
    .collect();
    insta::assert_json_snapshot!(switched);
}

#[test]
fn a_user_has_the_whole_profile() {
    let mut world = world();

    a_member_lives(&mut world);
    alice_comes_by_okta(&mut world);

    let bodies = bodies(&world);
    let erin = &of_type(&bodies, "user.organization_membership_created")["data"]["user"];
    let alice = &of_type(&bodies, "user.login")["data"]["user"];
    insta::assert_json_snapshot!([erin, alice]);
}

#[test]
fn the_organization_is_named_wherever_it_is_known() {
    let mut world = world();

    everything_happens(&mut world);

    let bodies = bodies(&world);
    let nowhere: BTreeSet<&str> = bodies
        .iter()
        .filter(|body| body.get("organization_id").is_none())
        .filter_map(|body| body["type"].as_str())
        .collect();
    let of_the_environment = [
        "permission.created",
        "permission.deleted",
        "permission.updated",
        "role.created",
        "role.deleted",
        "role.updated",
    ];
    assert_eq!(nowhere, of_the_environment.into());
    let clerk = of_type(&bodies, "role.created");
    assert_eq!(
        (&clerk["data"]["name"], &clerk["organization_id"]),
        (&"clerk".into(), &ACME.into())
    );
}

#[test]
fn the_environment_has_one_id() {
    let mut world = world();

    a_member_lives(&mut world);
    single_sign_on_is_set_up(&mut world);

    let request = json!({ "id": world.user(ALICE).as_str() });
    let alice = call(&mut world, "users.UserService/GetUser", request);
    let bodies = bodies(&world);
    let own = &alice["user"]["environment_id"];
    assert!(bodies.iter().all(|body| &body["environment_id"] == own), "{own}");
    assert_eq!(&of_type(&bodies, "organization.domain_created")["data"]["environment_id"], own);
}

#[test]
fn a_logout_forged_as_the_published_sample_is_a_document_of_its_type() {
    const FIRST_RUN: u64 = 0;
    let mut world = world();
    a_visit(&mut world);
    let deliveries = world.idp.deliveries();
    let logout = deliveries.iter().find(|one| one.r#type == "user.logout").expect("a logout");
    let forged = Replay::again().forged(DeliveryForgery::DocsSample);
    let numbers = world.idp.replay(logout.number, forged).expect("it was sent");

    let forged = std::iter::repeat_with(|| world.idp.due_calls())
        .take_while(|calls| !calls.is_empty())
        .flatten()
        .inspect(|call| world.idp.record_outcome(FIRST_RUN, call.number, Outcome::Answered(200)))
        .find(|call| numbers.contains(&call.number))
        .expect("it is due");

    let body: Value = serde_json::from_str(&forged.post().body).expect("JSON");
    assert_eq!(complaints(&body), Vec::<String>::new());
    assert_eq!(body["data"]["user_session"]["status"], "ACTIVE");
    assert_eq!(body["data"]["user_session"].get("logout_at"), None);
}

//! Domains through the management API, and the connections to which their addresses lead.

use serde_json::{Value, json};

use super::super::OperationError;
use crate::rules::Refusal as _;
use crate::seed::{Connection, Organization, Seed};
use crate::testing::{ACME, AUTHORIZE, GLOBEX, World, page, refusal};

fn call(world: &mut World, method: &str, request: Value) -> Result<Value, OperationError> {
    world.manage(&format!("domains.DomainService/{method}"), request)
}

fn create(world: &mut World, organization: &str, domain: &Value) -> Result<Value, OperationError> {
    let request = json!({ "organization_id": organization, "domain": domain });
    call(world, "CreateDomain", request)
}

fn world() -> World {
    World::of(&Seed::default().connection(Connection::of("Acme", "okta").id("conn_1")))
}

#[test]
fn a_domain_sends_its_addresses_to_the_organizations_identity_provider() {
    let mut world = world();
    let request = format!("{AUTHORIZE}&domain_hint=acme.example");
    let before = refusal(world.authorize(&request)).code();

    let created = create(&mut world, ACME, &json!({ "domain": "Acme.Example" })).unwrap();
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.domain_created  acme.example of Acme");

    assert_eq!(before.as_str(), "domain_not_found");
    page(world.authorize(&request));
    let id = created["domain"]["id"].as_str().unwrap();
    let environment_id = created["domain"]["environment_id"].as_str().unwrap();
    let text = created.to_string().replace(id, "dom_…").replace(environment_id, "env_…");
    let text: Value = serde_json::from_str(&text).unwrap();
    insta::assert_json_snapshot!(text, @r#"
    {
      "domain": {
        "id": "dom_…",
        "domain": "acme.example",
        "environment_id": "env_…",
        "organization_id": "org_100000000000000001",
        "txt_record_key": "_scalekit.acme.example",
        "txt_record_secret": "scalekit-domain-verification=dom_…",
        "verification_status": "VERIFIED",
        "create_time": "2026-01-01T09:00:00Z",
        "update_time": "2026-01-01T09:00:00Z",
        "domain_type": "ORGANIZATION_DOMAIN",
        "verification_method": "ADMIN"
      }
    }
    "#);
    let gone = json!({ "organization_id": ACME, "id": id });
    call(&mut world, "GetDomain", gone.clone()).unwrap();
    assert_eq!(call(&mut world, "DeleteDomain", gone.clone()).unwrap(), json!({}));
    insta::assert_snapshot!(world.last_story(), @"00:00  organization.domain_deleted  acme.example");
    assert!(world.authorize(&request).is_err());
    assert!(matches!(
        call(&mut world, "GetDomain", gone),
        Err(OperationError::NotFound { noun: "domain", .. })
    ));
}

#[test]
fn a_domain_may_lead_to_one_of_several_connections() {
    let seed = Seed::default()
        .connection(Connection::of("Acme", "okta").id("conn_1"))
        .connection(Connection::of("Acme", "adfs").id("conn_2").saml());
    let mut world = World::of(&seed);
    let request = json!({
        "organization_id": ACME,
        "connection_id": "conn_2",
        "domain": { "domain": "acme.example" },
    });
    call(&mut world, "CreateDomain", request).unwrap();

    page(world.authorize(&format!("{AUTHORIZE}&domain_hint=acme.example")));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  identity_provider.asked      AD FS of Acme
    ");
    let of_first = json!({ "organization_id": ACME, "connection_id": "conn_1" });
    assert!(call(&mut world, "ListDomains", of_first).unwrap().get("domains").is_none());
}

#[test]
fn an_organizations_own_domain_is_no_other_organizations() {
    let mut world = world();
    let own = json!({ "domain": "acme.example", "domain_type": "ORGANIZATION_DOMAIN" });
    let allowed = json!({ "domain": "acme.example", "domain_type": "ALLOWED_EMAIL_DOMAIN" });
    create(&mut world, ACME, &own).unwrap();

    let taken = create(&mut world, GLOBEX, &own).unwrap_err();
    create(&mut world, ACME, &allowed).unwrap();
    create(&mut world, GLOBEX, &allowed).unwrap();
    let twice = create(&mut world, GLOBEX, &allowed).unwrap_err();

    for failure in [taken, twice] {
        let text = "the domain acme.example is registered already";
        assert_eq!(failure, OperationError::AlreadyExists(text.to_owned()));
    }
}

#[test]
fn lists_have_pages_that_are_counted_from_zero() {
    let seed = Seed::default().organization(Organization::new("Initech").external_id("tenant-3"));
    let mut world = World::of(&seed);
    for name in ["a.example", "b.example", "c.example"] {
        let request = json!({ "external_id": "tenant-3", "domain": { "domain": name } });
        call(&mut world, "CreateDomain", request).unwrap();
    }
    let allowed = json!({ "domain": "d.example", "domain_type": "ALLOWED_EMAIL_DOMAIN" });
    let request = json!({ "external_id": "tenant-3", "domain": allowed });
    call(&mut world, "CreateDomain", request).unwrap();
    let mut names = |mut request: Value| {
        request["external_id"] = "tenant-3".into();
        let list = call(&mut world, "ListDomains", request).unwrap();
        let list = list["domains"].as_array().cloned().unwrap_or_default();
        let names = list.iter().map(|one| one["domain"].as_str().unwrap());
        names.map(|name| name[..1].to_owned()).collect::<String>()
    };

    assert_eq!(names(json!({})), "abcd");
    assert_eq!(names(json!({ "page_size": 3 })), "abc");
    assert_eq!(names(json!({ "page_size": 3, "page_number": 1 })), "d");
    assert_eq!(names(json!({ "page_size": 3, "page_number": 2 })), "");
    assert_eq!(names(json!({ "domain_type": "ALLOWED_EMAIL_DOMAIN" })), "d");
}

#[test]
fn mistakes_name_their_field_or_what_is_missing() {
    let mut world = world();
    let mut outcomes = Vec::new();

    for (method, request) in [
        ("CreateDomain", json!({ "domain": { "domain": "acme.example" } })),
        (
            "CreateDomain",
            json!({ "organization_id": ACME, "domain": { "domain": "a@acme.example" } }),
        ),
        ("CreateDomain", json!({ "organization_id": ACME, "domain": { "domain": "acme" } })),
        (
            "CreateDomain",
            json!({ "organization_id": ACME, "domain": { "domain": "acme.example", "domain_type": 9 } }),
        ),
        (
            "CreateDomain",
            json!({ "organization_id": GLOBEX, "connection_id": "conn_1", "domain": { "domain": "globex.example" } }),
        ),
        ("ListDomains", json!({ "organization_id": ACME, "page_number": -1 })),
        ("ListDomains", json!({ "organization_id": "org_9" })),
        ("ListDomains", json!({ "external_id": "tenant-9" })),
        ("DeleteDomain", json!({ "organization_id": ACME, "id": "dom_9" })),
    ] {
        let failure = call(&mut world, method, request).unwrap_err();
        outcomes.push(format!("{}: {failure}", failure.code().as_str()));
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    INVALID_ARGUMENT: organization_id is required, or external_id in its place
    INVALID_ARGUMENT: domain.domain must be the name of a host, like acme.example
    INVALID_ARGUMENT: domain.domain must be the name of a host, like acme.example
    INVALID_ARGUMENT: domain.domain_type has no value 9
    NOT_FOUND: there is no connection conn_1
    INVALID_ARGUMENT: page_number must be at least 0
    NOT_FOUND: there is no organization org_9
    NOT_FOUND: there is no organization tenant-9
    NOT_FOUND: there is no domain dom_9
    ");
}

#[test]
fn a_domain_at_which_anybody_gets_an_address_is_no_organizations() {
    let mut world = world();
    for domain in ["gmail.com", "Outlook.com", "mailinator.com"] {
        for domain_type in ["ORGANIZATION_DOMAIN", "ALLOWED_EMAIL_DOMAIN"] {
            let new = json!({ "domain": domain, "domain_type": domain_type });

            let refused = create(&mut world, ACME, &new).unwrap_err();

            let why = "domain.domain must be the organization's own: anybody gets an address there";
            assert_eq!(refused.to_string(), why, "{domain} as {domain_type}");
        }
    }
    create(&mut world, ACME, &json!({ "domain": "gmail.example" })).unwrap();
}

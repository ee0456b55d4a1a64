//! Links to the admin portal, which work once, for a minute.

use serde_json::{Value, json};

use super::DELETE;
use crate::rules::portal::{self, PortalError};
use crate::testing::{ACME, World};

const GENERATE: &str = "organizations.OrganizationService/GeneratePortalLink";

fn link(world: &mut World, features: &Value) -> Value {
    let request = json!({ "id": ACME, "features": features });
    world.manage(GENERATE, request).unwrap()["link"].clone()
}

fn open(world: &mut World, link: &Value) -> Result<(String, Vec<&'static str>), PortalError> {
    let id = link["id"].as_str().expect("an id").to_owned();
    let opened = world.transact(|desk| portal::open(desk.env, &id))?;
    Ok((opened.organization.name, opened.features))
}

#[test]
fn a_link_opens_once() {
    let mut world = World::new();

    let link = link(&mut world, &json!(["sso"]));
    insta::assert_snapshot!(world.last_story(), @"00:00  portal_link.generated        Acme: sso");

    assert_eq!(link["expire_time"], "2026-01-01T09:01:00Z");
    let location = format!("http://idp.test/magicLink/{}", link["id"].as_str().unwrap());
    assert_eq!(link["location"], location);
    assert_eq!(open(&mut world, &link), Ok(("Acme".to_owned(), vec!["sso"])));
    assert_eq!(open(&mut world, &link), Err(PortalError::Used));
    insta::assert_snapshot!(world.last_story(), @"00:00  portal.refused               invalid_request: this link was opened before; it works once, so make one each time the portal is shown");
    let journal = serde_json::to_string(&world.idp.journal(1)).unwrap();
    assert!(!journal.contains(link["id"].as_str().unwrap()), "whoever reads it cannot come in");
}

#[test]
fn a_link_opens_for_a_minute() {
    let mut world = World::new();
    let link = link(&mut world, &json!([]));

    world.seconds_pass(60);

    assert_eq!(open(&mut world, &link), Err(PortalError::Expired));
    world.seconds_pass(3_600);
    self::link(&mut world, &json!([]));
    assert_eq!(open(&mut world, &link), Err(PortalError::Unknown), "nobody remembers");
}

#[test]
fn a_link_dies_with_its_organization() {
    let mut world = World::new();
    let link = link(&mut world, &json!([]));

    world.manage(DELETE, json!({ "id": ACME })).unwrap();

    assert_eq!(open(&mut world, &link), Err(PortalError::Unknown));
}

#[test]
fn old_words_for_features_are_understood() {
    let mut world = World::new();
    let request = json!({ "id": ACME, "directory_sync": true, "sso": false });
    let link = world.manage(GENERATE, request).unwrap()["link"].clone();

    let (_, features) = open(&mut world, &link).expect("it is fresh");

    assert_eq!(features, ["dir_sync"]);
}

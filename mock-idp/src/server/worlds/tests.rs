//! Idle worlds, at times that the test chooses.

use std::time::Duration;

use crate::seed::Seed;
use crate::server::MockIdp;
use crate::worlds::NewWorld;

fn ids(idp: &MockIdp) -> Vec<String> {
    let worlds = idp.worlds().list().into_iter();
    worlds.map(|world| world.id).collect()
}

#[test]
fn an_idle_world_is_dropped_but_for_the_first_and_those_with_a_handle() {
    let idp = MockIdp::builder().world_idle_seconds(60).start().unwrap();
    let registry = &idp.worlds().0;
    let over_http = || NewWorld::from(Seed::empty());
    idp.worlds().open(over_http(), false).unwrap();
    let held = idp.worlds().create(Seed::empty()).unwrap();
    idp.worlds().open(over_http(), false).unwrap();
    let begun = registry.real.now();
    registry.real.advance(Duration::from_secs(40));
    registry.state().worlds[&4].usage.note();

    let early = registry.remove_idle(begun + Duration::from_secs(59));
    let later = registry.remove_idle(begun + Duration::from_secs(61));

    assert_eq!((early.len(), later.len()), (0, 1));
    assert_eq!(ids(&idp), ["world_1", &held.world_id(), "world_4"]);
}

#[test]
fn an_unknown_id_is_refused_with_those_that_exist() {
    let idp = MockIdp::builder().start().unwrap();
    let _other = idp.worlds().create(Seed::empty()).unwrap();

    let refusals = ["world_3", "world_02", "2"].map(|id| {
        let refused = idp.worlds().end(id).unwrap_err();
        refused.to_string()
    });

    insta::assert_snapshot!(refusals.join("\n"), @"
    no world world_3; there are world_1, world_2
    no world world_02; there are world_1, world_2
    no world 2; there are world_1, world_2
    ");
}

#[test]
fn no_world_is_made_once_the_first_is_gone() {
    let idp = MockIdp::start();
    let worlds = idp.worlds().clone();
    let held = worlds.create(Seed::empty()).unwrap();

    drop(idp);

    assert!(worlds.list().is_empty());
    insta::assert_snapshot!(worlds.create(Seed::empty()).unwrap_err(), @"the fake that these worlds belonged to is gone, and they are with it");
    assert_eq!(held.journal(), "", "what it remembers can still be read");
}

//! The journals of worlds that come and go.

use futures_util::FutureExt as _;

use super::{MOST_NEW, Stories};
use crate::seed::Seed;
use crate::server::MockIdp;
use crate::worlds::NewWorld;

/// Returns what there is to read now, in lines.
fn read(stories: &mut Stories) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(Some(news)) = stories.next().now_or_never() {
        lines.push(news.to_string());
    }
    lines
}

fn named(name: &str) -> NewWorld {
    NewWorld::from(Seed::empty()).named(name)
}

#[test]
fn a_world_that_was_dropped_before_anybody_read_is_read_to_its_end() {
    let idp = MockIdp::start();
    let mut stories = idp.worlds().follow();
    let checkout = idp.worlds().create(named("checkout")).unwrap();
    let url = checkout.environment_url().to_owned();
    for _ in 0..200 {
        checkout.note("a test").unwrap();
    }
    drop(checkout);
    idp.note("another test").unwrap();

    let lines = read(&mut stories);

    assert_eq!(lines[0], format!("world_2 (checkout)  begins at {url}"));
    let of_checkout: Vec<_> = lines.iter().filter(|line| line.starts_with("world_2")).collect();
    assert_eq!(of_checkout.len(), 1 + 200 + 1);
    assert_eq!(of_checkout[201], "world_2 (checkout)  was dropped");
    assert_eq!(lines.iter().filter(|line| line.starts_with("00:00  note ")).count(), 1);
}

#[test]
fn worlds_that_are_there_are_followed_and_all_end_with_the_first() {
    let idp = MockIdp::start();
    let before = idp.worlds().create(named("checkout")).unwrap();
    before.note("a test").unwrap();
    let mut stories = idp.worlds().follow();

    let begun = read(&mut stories);
    drop(before);
    drop(idp);

    assert!(begun[0].starts_with("world_2 (checkout)  begins at http://127.0.0.1:"), "{begun:?}");
    assert!(begun[1].starts_with("world_2 (checkout)  00:00  note "), "{begun:?}");
    assert_eq!(read(&mut stories), ["world_2 (checkout)  was dropped"]);
    assert_eq!(stories.next().now_or_never(), Some(None));
}

#[test]
fn whoever_reads_too_slowly_hears_how_many_worlds_there_were() {
    let idp = MockIdp::start();
    let mut stories = idp.worlds().follow();
    for _ in 0..MOST_NEW + 3 {
        let world = idp.worlds().create(named("one of many")).unwrap();
        drop(world);
    }

    let lines = read(&mut stories);

    assert_eq!(lines[0], "worlds were made faster than they could be shown: 3 are left out");
    assert!(lines[1].starts_with("world_5 (one of many)  begins at "), "{}", lines[1]);
    let begun = lines.iter().filter(|line| line.contains("  begins at ")).count();
    let dropped = lines.iter().filter(|line| line.ends_with("  was dropped")).count();
    assert_eq!((begun, dropped), (MOST_NEW, MOST_NEW));
}

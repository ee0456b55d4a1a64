//! Requests that would not carry the cookie to another site end nothing here either; otherwise the session of each
//! cookie ends.

use super::{AFTERWARDS, granted, is_signed_in, signed_in};
use crate::environment::NothingEnded;
use crate::secret::Secret;
use crate::testing::{ALICE, AUTHORIZE, BOB, World};
use crate::wire::{Browser, Initiator};

#[test]
fn each_way_that_ends_nothing_says_which_it_was_though_the_cookie_came_along() {
    let mut world = World::new();
    let hint = signed_in(&mut world);
    let mut lines = Vec::new();

    for initiator in [
        Initiator::CrossOriginPost,
        Initiator::Frame,
        Initiator::Subresource("image"),
        Initiator::Prefetch,
        Initiator::Script,
    ] {
        world.browser.initiator = initiator;
        let out = granted(&mut world, &format!("id_token_hint={hint}&{AFTERWARDS}"));
        assert!(out.nothing_ended.is_some() && !out.cookie_is_dead, "{initiator:?}");
        assert!(out.to.is_some(), "{initiator:?} goes on");
        lines.push(world.last_story());
    }

    insta::assert_snapshot!(lines.join("\n"), @"
    00:00  logout.ended_nothing         alice@acme.example: a form or a 307 made this a POST from another site, so the browser keeps the SameSite=Lax cookie at home: send the browser here by a 302 or 303
    00:00  logout.ended_nothing         alice@acme.example: a frame made the request, and within a page of another site the browser keeps the SameSite=Lax cookie at home: send the whole window here by a redirect
    00:00  logout.ended_nothing         alice@acme.example: the page loaded this address as a part of itself (image), for which the browser keeps the SameSite=Lax cookie at home: send the browser here by a redirect
    00:00  logout.ended_nothing         alice@acme.example: the browser prefetched this address (Sec-Purpose), and nobody has gone there yet: a logout happens when the browser goes there
    00:00  logout.ended_nothing         alice@acme.example: a page's script made the request: send the browser here by a redirect
    ");
    world.browser.initiator = Initiator::Navigation;
    assert!(is_signed_in(&mut world));
}

#[test]
fn the_same_is_said_without_a_cookie() {
    let mut world = World::new();
    let hint = signed_in(&mut world);
    world.browser = Browser { initiator: Initiator::CrossOriginPost, ..Browser::default() };

    let out = granted(&mut world, &format!("id_token_hint={hint}"));

    assert_eq!(out.nothing_ended, Some(NothingEnded::CrossOriginPost));
}

#[test]
fn a_cause_is_a_word_in_the_journal() {
    for (why, word) in [
        (NothingEnded::CrossOriginPost, "cross_origin_post"),
        (NothingEnded::Frame, "frame"),
        (NothingEnded::Subresource("image"), "subresource"),
        (NothingEnded::Prefetch, "prefetch"),
        (NothingEnded::Fetch, "fetch"),
    ] {
        assert_eq!(serde_json::to_value(why).expect("a word"), word);
    }
}

#[test]
fn a_program_with_a_jar_signs_out() {
    let mut world = World::new();
    signed_in(&mut world);
    world.browser.initiator = Initiator::Program;

    assert_eq!(granted(&mut world, "").nothing_ended, None);

    assert!(!is_signed_in(&mut world));
}

#[test]
fn neighbours_of_the_right_shape_do_not_make_a_person_immortal() {
    let mut world = World::new();
    signed_in(&mut world);
    let own = world.browser.sessions.clone();
    let planted = Secret::from("c29tZSAzMiBvY3RldHMgb2YgYSB0ZXN0IGJyb3dzZXI");
    world.browser.sessions = [vec![planted.clone()], own.clone(), vec![planted]].concat();
    assert!(is_signed_in(&mut world), "the value that opens a session is used");

    let out = granted(&mut world, "");

    assert_eq!((out.nothing_ended, out.cookie_is_dead), (None, true));
    world.browser.sessions = own;
    assert!(!is_signed_in(&mut world));
}

#[test]
fn every_session_that_a_cookie_opens_ends() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, BOB);
    let bobs = std::mem::take(&mut world.browser);
    let hint = signed_in(&mut world);
    let alices = world.browser.clone();
    world.browser.sessions = [bobs.sessions.clone(), alices.sessions.clone()].concat();

    granted(&mut world, &format!("id_token_hint={hint}"));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  bob@acme.example: signed out
    00:00  user.logout                  alice@acme.example: signed out
    ");
    for browser in [bobs, alices] {
        world.browser = browser;
        assert!(!is_signed_in(&mut world));
    }
}

#[test]
fn whoever_signs_in_again_is_found_behind_a_dead_cookie() {
    let mut world = World::new();
    signed_in(&mut world);
    let dead = world.browser.sessions.clone();
    granted(&mut world, "");
    world.sign_in(AUTHORIZE, ALICE);
    let live = world.browser.sessions.clone();
    world.browser.sessions = [dead, live].concat();

    assert!(is_signed_in(&mut world));
    granted(&mut world, "");
    assert!(!is_signed_in(&mut world));
}

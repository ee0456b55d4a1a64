//! Only the browser's cookie finds a session.

use super::super::LogoutError;
use super::{AFTERWARDS, granted, is_signed_in, signed_in};
use crate::environment::NothingEnded;
use crate::rules::Refusal as _;
use crate::testing::{ALICE, AUTHORIZE, AUTHORIZE_SPA, BOB, SPA, World, code, page, refusal};
use crate::wire::{Browser, Initiator, RepeatedError};

#[test]
fn a_logout_ends_the_session_of_the_cookie() {
    let mut world = World::new();
    let hint = signed_in(&mut world);

    let out = granted(&mut world, &format!("id_token_hint={hint}&{AFTERWARDS}&state=a b"));

    insta::assert_snapshot!(world.last_story(), @"00:00  user.logout                  alice@acme.example: signed out");
    assert_eq!(out.to.expect("the request has one").as_str(), "http://localhost:3000/logged-out");
    assert_eq!(out.state.as_deref(), Some("a b"));
    assert_eq!((out.nothing_ended, out.cookie_is_dead), (None, true));
    assert!(!is_signed_in(&mut world));
}

#[test]
fn a_logout_is_for_every_application_and_its_tokens_are_refused() {
    let mut world = World::new();
    let web = world.alice();
    let spa_code = code(world.authorize(AUTHORIZE_SPA));
    let spa = world.redeem_spa(&spa_code).expect("a fresh code");

    granted(&mut world, "");

    let refused = refusal(world.refresh(&web.refresh_token.expect("offline_access")));
    assert_eq!(refused.code().as_str(), "invalid_grant");
    let query = format!(
        "grant_type=refresh_token&refresh_token={}",
        spa.refresh_token.expect("offline_access")
    );
    let refused = refusal(world.token(SPA, &query));
    assert_eq!(refused.code().as_str(), "invalid_grant");
    page(world.authorize(AUTHORIZE_SPA));
    let refused = refusal(world.userinfo(&spa.access_token));
    insta::assert_snapshot!(refused, @"the access token's session has ended: the person signed out");
}

#[test]
fn a_logout_needs_no_hint_and_no_address() {
    let mut world = World::new();
    signed_in(&mut world);

    let out = granted(&mut world, "");

    assert!(out.to.is_none() && out.cookie_is_dead);
    insta::assert_snapshot!(world.last_story(), @"00:00  user.logout                  alice@acme.example: signed out");
}

#[test]
fn without_the_cookie_nothing_ends_and_the_browser_goes_on() {
    let mut world = World::new();
    let hint = signed_in(&mut world);
    let cookie = std::mem::take(&mut world.browser);

    let out = granted(&mut world, &format!("id_token_hint={hint}&{AFTERWARDS}"));

    assert_eq!(out.nothing_ended, Some(NothingEnded::NoCookie));
    assert!(out.to.is_some() && !out.cookie_is_dead);
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.ended_nothing         alice@acme.example: the request carried no Scalekit cookie, so no session was found: send the browser here by a redirect");
    world.browser = cookie;
    assert!(is_signed_in(&mut world));
}

#[test]
fn a_navigation_without_the_cookie_is_of_somebody_who_is_not_signed_in() {
    let mut world = World::new();
    let hint = signed_in(&mut world);
    world.browser = Browser { initiator: Initiator::Navigation, ..Browser::default() };

    let out = granted(&mut world, &format!("id_token_hint={hint}&{AFTERWARDS}"));

    assert_eq!(out.nothing_ended, Some(NothingEnded::NobodySignedIn));
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.ended_nothing         alice@acme.example: nobody is signed in with this browser");
}

#[test]
fn a_logout_url_works_once() {
    let mut world = World::new();
    let hint = signed_in(&mut world);
    let url = format!("id_token_hint={hint}&{AFTERWARDS}");
    granted(&mut world, &url);
    let with_the_dead_cookie = world.browser.clone();

    for browser in [Browser::default(), with_the_dead_cookie] {
        world.browser = browser;

        let out = granted(&mut world, &url);

        assert_eq!(out.nothing_ended, Some(NothingEnded::Replayed));
        assert!(out.to.is_some());
        insta::allow_duplicates! {
            insta::assert_snapshot!(world.last_story(), @"00:00  logout.ended_nothing         alice@acme.example: this logout URL was used before; it works once");
        }
    }
}

#[test]
fn an_old_logout_url_does_not_end_the_session_of_today() {
    let mut world = World::new();
    let url = format!("id_token_hint={}", signed_in(&mut world));
    granted(&mut world, &url);
    world.sign_in(AUTHORIZE, ALICE);

    let out = granted(&mut world, &url);

    assert_eq!(out.nothing_ended, Some(NothingEnded::Replayed));
    assert!(!out.cookie_is_dead);
    assert!(is_signed_in(&mut world));
}

#[test]
fn a_hint_that_was_never_used_ends_the_session_whatever_became_of_its_own() {
    let mut world = World::new();
    let first = signed_in(&mut world);
    let code = code(world.authorize(AUTHORIZE));
    let second = world.redeem(&code).expect("a fresh code").id_token;
    let second = second.expect("openid");
    granted(&mut world, &format!("id_token_hint={first}"));
    world.sign_in(AUTHORIZE, ALICE);

    let out = granted(&mut world, &format!("id_token_hint={second}"));

    assert_eq!(out.nothing_ended, None);
    insta::assert_snapshot!(world.last_story(), @"00:00  user.logout                  alice@acme.example: signed out; id_token_hint was of another session, of alice@acme.example");
    assert!(!is_signed_in(&mut world));
}

#[test]
fn a_hint_of_another_session_works_once_too() {
    let mut world = World::new();
    let bobs = {
        let code = world.sign_in(AUTHORIZE, BOB);
        world.redeem(&code).expect("a fresh code").id_token
    };
    let url = format!("id_token_hint={}", bobs.expect("openid"));
    let bobs_browser = std::mem::take(&mut world.browser);
    signed_in(&mut world);
    granted(&mut world, &url);
    world.browser = bobs_browser;

    let out = granted(&mut world, &url);

    assert_eq!(out.nothing_ended, Some(NothingEnded::Replayed));
    assert!(is_signed_in(&mut world), "bob stays");
}

#[test]
fn a_hint_that_ended_nothing_still_works() {
    let mut world = World::new();
    let url = format!("id_token_hint={}", signed_in(&mut world));
    let cookie = std::mem::take(&mut world.browser);
    granted(&mut world, &url);
    world.browser = cookie;

    let out = granted(&mut world, &url);

    assert_eq!(out.nothing_ended, None);
}

#[test]
fn a_dead_cookie_without_a_hint_is_cleared() {
    let mut world = World::new();
    signed_in(&mut world);
    granted(&mut world, "");

    let out = granted(&mut world, "");

    assert_eq!(out.nothing_ended, Some(NothingEnded::SessionOver));
    assert!(out.cookie_is_dead);
    insta::assert_snapshot!(world.last_story(), @"00:00  logout.ended_nothing         the cookie's session had ended before");
}

#[test]
fn the_cookie_decides_and_a_hint_of_another_session_is_noted() {
    let mut world = World::new();
    let bobs_hint = {
        let code = world.sign_in(AUTHORIZE, BOB);
        world.redeem(&code).expect("a fresh code").id_token
    };
    let bobs_browser = std::mem::take(&mut world.browser);
    signed_in(&mut world);

    granted(&mut world, &format!("id_token_hint={}", bobs_hint.expect("openid")));

    insta::assert_snapshot!(world.last_story(), @"00:00  user.logout                  alice@acme.example: signed out; id_token_hint was of another session, of bob@acme.example");
    assert!(!is_signed_in(&mut world), "alice is signed out");
    world.browser = bobs_browser;
    assert!(is_signed_in(&mut world), "bob is not");
}

#[test]
fn a_parameter_that_came_twice_ends_nothing() {
    let mut world = World::new();
    signed_in(&mut world);

    let refused = refusal(world.logout("state=a&state=b"));

    assert_eq!(refused, LogoutError::Repeated(RepeatedError("state")));
    assert!(is_signed_in(&mut world));
}

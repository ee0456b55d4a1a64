//! Defects of the sign-out, seen by a browser.

use mock_idp::Endpoint;
use user_agent::{Jar, Page, Probe, UserAgent};
use zoo::Defect;

use crate::world::{ALICE, BOB, World};

/// Signs Alice in and out, and returns her browser, the jar from before, and where she landed.
async fn signed_out(world: &World) -> (UserAgent, Jar, Page) {
    let mut browser = world.browser_of(ALICE).await;
    browser.open(&world.url("/dashboard")).await.expect("a page");
    let kept = browser.jar();
    let landed = browser.press("Sign out").await.expect("the sign-out");
    (browser, kept, landed)
}

/// Returns the status of a page for who has these cookies.
async fn status(world: &World, browser: &UserAgent, path: &str) -> u16 {
    let probe = Probe::get(&world.url(path)).with_cookies();
    browser.probe(probe).await.expect("an answer").status()
}

fn has_session(browser: &UserAgent) -> bool {
    browser.jar().named("zoo_session").next().is_some()
}

#[tokio::test]
async fn a_cookie_that_stays_opens_nothing() {
    for defect in [Defect::CookieNotCleared, Defect::CookieClearedElsewhere] {
        let world = World::with(defect).await;
        let (browser, _, _) = signed_out(&world).await;
        assert!(has_session(&browser), "{defect}");
        assert_eq!(status(&world, &browser, "/dashboard").await, 303, "{defect}");
    }
}

#[tokio::test]
async fn a_session_that_lives_on_opens_a_page_to_a_kept_cookie() {
    let world = World::with(Defect::SessionLivesOn).await;
    let (browser, kept, _) = signed_out(&world).await;
    assert!(!has_session(&browser));
    browser.restore(&kept);
    assert_eq!(status(&world, &browser, "/dashboard").await, 200);
}

#[tokio::test]
async fn calls_that_live_on_are_answered_and_pages_are_not() {
    let world = World::with(Defect::CallsLiveOn).await;
    let (browser, kept, _) = signed_out(&world).await;
    browser.restore(&kept);
    assert_eq!(status(&world, &browser, "/dashboard").await, 303);
    assert_eq!(status(&world, &browser, "/api/me").await, 200);
}

#[tokio::test]
async fn a_get_signs_out_by_a_link_of_another_site() {
    let world = World::with(Defect::GetSignsOut).await;
    let mut browser = world.browser_of(ALICE).await;
    let evil = browser.from_page("http://evil.localhost:1/").expect("an address");
    evil.link(&world.url("/logout")).await.expect("the sign-out");
    assert!(!has_session(&browser));
}

#[tokio::test]
async fn a_post_without_a_token_signs_out_where_forms_are_unprotected() {
    let neighbour = "http://localhost:1/";
    for defect in [Defect::SignOutUnprotected, Defect::SignOutBySite] {
        let world = World::with(defect).await;
        let mut browser = world.browser_of(ALICE).await;
        let page = browser.from_page(neighbour).expect("an address");
        page.post(&world.url("/logout"), &[]).await.expect("the sign-out");
        assert!(!has_session(&browser), "{defect}");
    }
    let world = World::with(Defect::SignOutByAnyToken).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.from_page(neighbour).expect("an address");
    page.post(&world.url("/logout"), &[("csrf", "x")]).await.expect("the sign-out");
    assert!(!has_session(&browser));
}

#[tokio::test]
async fn a_refusal_that_looks_right_leaves_the_person_signed_in() {
    let world = World::with(Defect::RefusalLooksRight).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.from_page("http://localhost:1/").expect("an address");
    let landed = page.post(&world.url("/logout"), &[]).await.expect("an answer");
    assert_eq!(landed.heading(), "Signed out");
    assert_eq!(status(&world, &browser, "/dashboard").await, 200);
}

#[tokio::test]
async fn a_post_logout_address_of_the_request_is_sent_on() {
    let world = World::with(Defect::PostLogoutFromQuery).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    let csrf = page.attributes("input[name=csrf]", "value").expect("a selector").remove(0);
    let to = world.url("/logout?post_logout_redirect_uri=http://evil.localhost/");
    let here = browser.from_here().expect("a page");
    let stranded = here.post(&to, &[("csrf", &csrf)]).await.expect("Scalekit's page");
    assert!(stranded.url().as_str().contains("evil.localhost"), "{}", stranded.url());
}

#[tokio::test]
async fn a_second_click_crashes() {
    let world = World::with(Defect::SecondClickCrashes).await;
    let (browser, kept, _) = signed_out(&world).await;
    browser.restore(&kept);
    let probe = Probe::post(&world.url("/logout")).with_cookies();
    assert_eq!(browser.probe(probe).await.expect("an answer").status(), 500);
}

#[tokio::test]
async fn a_sign_out_that_waits_fails_with_scalekit() {
    let world = World::with(Defect::SignOutWaits).await;
    world.idp.next(Endpoint::Revoke).until_cleared().answers(503);
    let (browser, _, landed) = signed_out(&world).await;
    assert_eq!(landed.status(), 503);
    assert_eq!(status(&world, &browser, "/dashboard").await, 200);
}

#[tokio::test]
async fn a_hint_goes_through_a_url_of_the_application() {
    let world = World::with(Defect::HintInOwnUrl).await;
    let (_, _, landed) = signed_out(&world).await;
    let is_shown = |url: &str| url.starts_with(world.zoo.url()) && url.contains("id_token=eyJ");
    assert!(landed.hops().iter().any(|hop| is_shown(hop.url().as_str())));
    assert_eq!(landed.heading(), "Signed out");
}

#[tokio::test]
async fn a_policy_blocks_the_form_of_the_sign_out() {
    let world = World::with(Defect::FormActionBlocks).await;
    let mut browser = world.browser_of(ALICE).await;
    browser.open(&world.url("/dashboard")).await.expect("a page");
    let blocked = browser.press("Sign out").await.expect_err("the policy");
    assert!(matches!(blocked, user_agent::Error::FormActionForbids(_)), "{blocked}");
}

#[tokio::test]
async fn what_is_left_behind_is_in_the_jar() {
    let world = World::with(Defect::LeavesReturnPath).await;
    let (browser, _, _) = signed_out(&world).await;
    assert!(browser.jar().named("zoo_return_to").next().is_some());
    assert!(!has_session(&browser));
}

#[tokio::test]
async fn a_header_is_no_cleared_cookie() {
    let world = World::with(Defect::ClearSiteDataOnly).await;
    let (_, _, landed) = signed_out(&world).await;
    let post = landed.hops().iter().find(|hop| hop.url().path() == "/logout").expect("a POST");
    assert!(post.header("clear-site-data").is_some());
    assert!(post.set_cookies().all(|line| !line.starts_with("zoo_session")));
}

#[tokio::test]
async fn ending_this_session_alone_is_not_everywhere() {
    let world = World::with(Defect::EverywhereIsHere).await;
    let phone = world.browser_of(ALICE).await;
    let mut laptop = world.browser_of(ALICE).await;
    laptop.open(&world.url("/sessions")).await.expect("a page");
    laptop.press("Sign out everywhere").await.expect("the sign-out");
    assert_eq!(status(&world, &phone, "/dashboard").await, 200);
}

#[tokio::test]
async fn somebody_else_s_session_is_ended_by_its_id() {
    let world = World::with(Defect::EndsAnySession).await;
    let bob = world.browser_of(BOB).await;
    let mut alice = world.browser_of(ALICE).await;
    let page = alice.open(&world.url("/sessions")).await.expect("a page");
    let csrf = page.attributes("input[name=csrf]", "value").expect("a selector").remove(0);
    let session = world.idp.sessions_of(BOB).expect("a person").remove(0).id.to_string();
    let here = alice.from_here().expect("a page");
    let form = [("csrf", csrf.as_str()), ("session", session.as_str())];
    here.post(&world.url("/sessions/end"), &form).await.expect("an answer");
    assert_eq!(status(&world, &bob, "/dashboard").await, 303);
}

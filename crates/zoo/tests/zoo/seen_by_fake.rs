//! Defects that show to the fake when something special happens.

use std::time::Duration;

use mock_idp::{Endpoint, MockIdp};
use user_agent::{Credentials, Fetch, Mode, Probe};
use zoo::Defect;

use crate::world::{A_WHILE, ALICE, World};

/// Somebody in two organizations, of which the first is Globex.
const CAROL: &str = "carol@globex.example";
const GLOBEX: &str = "org_100000000000000002";

#[track_caller]
fn assert_convicted(idp: &MockIdp, defect: Defect) {
    let verdict = idp.verdict();
    for row in defect.rows() {
        assert!(verdict.findings.iter().any(|it| it.slug == *row), "{defect}\n{verdict}");
    }
}

#[tokio::test]
async fn a_sign_in_by_a_script_is_seen() {
    let world = World::with(Defect::SignInByScript).await;
    let mut browser = world.browser();
    let page = browser.open(&world.url("/")).await.expect("the first page");
    assert!(page.body().contains("fetch('/login'"));
    let fetch = Fetch::get("/login").credentials(Credentials::Include);
    browser.fetch(fetch).await.expect_err("CORS forbids it");

    assert_convicted(&world.idp, Defect::SignInByScript);
}

#[tokio::test]
async fn a_sign_out_by_a_script_is_seen() {
    let world = World::with(Defect::LogoutByScript).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    let csrf = page.attributes("input[name=csrf]", "value").expect("a selector").remove(0);
    let fetch = Fetch::post("/logout").header("x-csrf-token", &csrf);
    let answer = browser.fetch(fetch).await.expect("an answer").json().expect("JSON");
    let to = answer["logout"].as_str().expect("an address");
    let fetch = Fetch::get(to).mode(Mode::NoCors).credentials(Credentials::Include);
    browser.fetch(fetch).await.expect("an opaque answer");

    assert_convicted(&world.idp, Defect::LogoutByScript);
}

#[tokio::test]
async fn a_sign_out_by_an_image_is_seen() {
    let world = World::with(Defect::LogoutByImage).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.press("Sign out").await.expect("a page");
    let image = page.attributes("img", "src").expect("a selector").remove(0);
    browser.from_here().expect("a page").image(&image).await.expect("an answer");

    assert_convicted(&world.idp, Defect::LogoutByImage);
}

#[tokio::test]
async fn a_switch_without_the_prompt_is_seen() {
    let world = World::with(Defect::SwitchWithoutSelect).await;
    let mut browser = world.browser();
    browser.open(&world.url("/login")).await.expect("the page of Scalekit");
    world.idp.sign_in_next_as(CAROL).expect("a person");
    browser.open(&world.url("/login")).await.expect("the sign-in");
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    let other = if page.text().contains(GLOBEX) { "org_100000000000000001" } else { GLOBEX };
    browser.fill("organization", other).expect("a field");
    browser.press("Switch organization").await.expect("the switch");

    assert_convicted(&world.idp, Defect::SwitchWithoutSelect);
}

#[tokio::test]
async fn a_loop_of_sign_ins_is_seen() {
    let world = World::with(Defect::SignInLoops).await;
    let mut browser = world.browser_of(ALICE).await;
    world.zoo.forget_sessions();
    world.idp.next(Endpoint::Authorize).times(6).sends_error("access_denied");
    let _ = browser.open(&world.url("/login")).await;

    assert_convicted(&world.idp, Defect::SignInLoops);
}

#[tokio::test]
async fn a_callback_that_counts_again_sends_its_code_again() {
    let world = World::with(Defect::CallbackCountsAgain).await;
    let mut browser = world.browser();
    let page = world.sign_in(&mut browser, ALICE).await;
    let callback = page.hops().iter().find(|hop| hop.url().path() == "/auth/callback");
    let callback = callback.expect("a callback").url().to_string();
    browser.open(&callback).await.expect("an answer");

    let verdict = world.idp.verdict();
    assert!(verdict.findings.iter().any(|it| it.slug == "code-is-used-once"), "{verdict}");
}

#[tokio::test]
async fn requests_that_do_not_share_their_renewal_are_seen() {
    let world = World::with(Defect::RenewalForEach).await;
    let mut browser = world.browser_of(ALICE).await;
    browser.open(&world.url("/dashboard")).await.expect("a page");
    world.pass(A_WHILE);
    world.idp.next(Endpoint::Token).until_cleared().is_late_by(Duration::from_millis(300));
    let call = || browser.fetch(Fetch::get("/api/me"));
    let (one, two, three) = tokio::join!(call(), call(), call());
    for answer in [one, two, three] {
        assert_eq!(answer.expect("an answer").status(), 200);
    }

    assert_convicted(&world.idp, Defect::RenewalForEach);
}

#[tokio::test]
async fn a_dead_token_that_is_sent_again_is_seen() {
    let world = World::with(Defect::DeadTokenKept).await;
    let mut browser = world.browser_of(ALICE).await;
    world.idp.revoke_sessions(ALICE).expect("a person");
    world.pass(A_WHILE);
    for _ in 0..4 {
        let probe = Probe::get(&world.url("/dashboard")).with_cookies();
        assert_eq!(browser.probe(probe).await.expect("an answer").status(), 303);
    }
    browser.open(&world.url("/")).await.expect("the first page");

    assert_convicted(&world.idp, Defect::DeadTokenKept);
}

#[tokio::test]
async fn a_renewal_of_a_session_that_was_signed_out_is_seen() {
    let world = World::with(Defect::RenewsTheDead).await;
    let mut browser = world.browser_of(ALICE).await;
    let kept = browser.jar();
    browser.open(&world.url("/dashboard")).await.expect("a page");
    browser.press("Sign out").await.expect("the sign-out");
    browser.restore(&kept);
    browser.open(&world.url("/")).await.expect("the first page");

    assert_convicted(&world.idp, Defect::RenewsTheDead);
}

//! Defects of the sign-in and of its callback, seen by a browser.

use std::time::Duration;

use mock_idp::Forgery;
use user_agent::{Page, Probe, UserAgent};
use zoo::Defect;

use crate::world::{ALICE, BOB, World};

/// Returns the address of the callback that a page was reached by.
fn callback_of(page: &Page) -> String {
    let mut hops = page.hops().iter();
    let callback = hops.find(|hop| hop.url().path() == "/auth/callback");
    callback.expect("a callback").url().to_string()
}

/// Returns the callback that somebody else's sign-in ended at, which they did not open.
async fn stolen_callback(world: &World, email: &str) -> String {
    let browser = world.browser();
    let begun = browser.probe(Probe::get(&world.url("/login"))).await.expect("a redirect");
    let to = begun.hops()[0].redirects_to().expect("an address").to_string();
    world.idp.sign_in_next_as(email).expect("a person");
    let answer = browser.probe(Probe::get(&to)).await.expect("a redirect");
    answer.hops()[0].redirects_to().expect("the callback").to_string()
}

/// Returns where the application sends a browser that opens this page.
async fn redirect(browser: &UserAgent, probe: Probe) -> String {
    let answer = browser.probe(probe).await.expect("a redirect");
    answer.hops()[0].redirects_to().expect("an address").to_string()
}

#[tokio::test]
async fn a_stolen_callback_signs_in_where_a_state_is_of_any_browser() {
    let world = World::with(Defect::StateOfAnyBrowser).await;
    let stolen = stolen_callback(&world, BOB).await;
    let mut victim = world.browser();
    victim.open(&stolen).await.expect("an answer");
    assert_eq!(world.heading(&mut victim, "/").await, "Hello, Bob Okafor");

    let world = World::right(&[]).await;
    let stolen = stolen_callback(&world, BOB).await;
    let mut victim = world.browser();
    assert_eq!(victim.open(&stolen).await.expect("an answer").status(), 400);
    assert_eq!(world.heading(&mut victim, "/").await, "Welcome");
}

#[tokio::test]
async fn the_cookie_of_an_attempt_shows_its_defect() {
    for (defect, sign) in [
        (Defect::AttemptCookieReadable, "HttpOnly"),
        (Defect::AttemptCookieLivesLong, "Max-Age=600"),
    ] {
        let world = World::with(defect).await;
        let answer = world.browser().probe(Probe::get(&world.url("/login"))).await.expect("one");
        let lines: Vec<&str> = answer.hops()[0].set_cookies().collect();
        assert!(lines.iter().all(|line| !line.contains(sign)), "{defect}: {lines:?}");
    }
}

#[tokio::test]
async fn a_second_tab_is_stranded_where_there_is_one_attempt() {
    let world = World::with(Defect::OneAttempt).await;
    let mut one = world.browser();
    let mut two = one.new_tab();
    let page = one.open(&world.url("/login")).await.expect("the page of Scalekit");
    two.open(&world.url("/login")).await.expect("the page of Scalekit");
    let request = page.attributes("input[name=request]", "value").expect("a selector").remove(0);
    let form = [("request", request.as_str()), ("user", "usr_100000000000000001")];
    let to = format!("{}/login/as", world.idp.environment_url());
    let first = one.from_here().expect("a page").post(&to, &form).await.expect("the callback");
    assert_eq!((first.status(), first.body()), (403, "state mismatch"));
}

#[tokio::test]
async fn a_selector_of_the_query_is_passed_on() {
    let world = World::with(Defect::SelectorFromQuery).await;
    let probe = Probe::get(&world.url("/login?connection_id=conn_666"));
    assert!(redirect(&world.browser(), probe).await.contains("connection_id=conn_666"));
}

#[tokio::test]
async fn the_own_address_follows_a_header() {
    for (defect, header) in
        [(Defect::AddressFromHost, "host"), (Defect::AddressFromForwardedHost, "x-forwarded-host")]
    {
        let world = World::with(defect).await;
        let probe = Probe::get(&world.url("/login")).header(header, "evil.example");
        let to = redirect(&world.browser(), probe).await;
        assert!(to.contains("redirect_uri=http%3A%2F%2Fevil.example"), "{defect}: {to}");
    }
}

#[tokio::test]
async fn a_return_path_leads_elsewhere() {
    for (defect, next) in [
        (Defect::ReturnAnywhere, "https://evil.example/"),
        (Defect::ReturnBySlash, "//evil.example/"),
    ] {
        let world = World::with(defect).await;
        world.idp.sign_in_next_as(ALICE).expect("a person");
        let page = world.browser().open(&world.url(&format!("/login?next={next}"))).await;
        let left_for =
            page.expect("a page").left_for().map(|url| url.host_str().map(str::to_owned));
        assert_eq!(left_for, Some(Some("evil.example".to_owned())), "{defect}");
    }
}

#[tokio::test]
async fn a_deep_link_is_lost() {
    let world = World::with(Defect::DeepLinkLost).await;
    world.idp.sign_in_next_as(ALICE).expect("a person");
    assert_eq!(world.heading(&mut world.browser(), "/reports/7").await, "Hello, Alice Nguyen");
}

#[tokio::test]
async fn an_earlier_session_lives_on_where_sessions_stack() {
    let world = World::with(Defect::SessionsStack).await;
    let mut browser = world.browser_of(ALICE).await;
    let kept = browser.jar();
    browser.open(&world.url("/login")).await.expect("a second sign-in");
    browser.press("Sign out").await.expect("the sign-out");
    browser.restore(&kept);
    let probe = Probe::get(&world.url("/dashboard")).with_cookies();
    assert_eq!(browser.probe(probe).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn the_initiate_login_url_crashes_without_parameters() {
    let world = World::with(Defect::InitiateLoginNeedsNext).await;
    assert_eq!(world.browser().open(&world.url("/login")).await.expect("a page").status(), 500);
    world.browser_of(ALICE).await;
}

#[tokio::test]
async fn a_code_is_exchanged_whatever_the_state_is() {
    for defect in [Defect::StateUnchecked, Defect::StateAfterCode] {
        let world = World::with(defect).await;
        let mut browser = world.browser();
        browser.open(&world.url("/login")).await.expect("the page of Scalekit");
        let forged = world.url("/auth/callback?code=forged&state=forged");
        browser.open(&forged).await.expect("an answer");
        assert!(world.idp.journal().contains("token.refused"), "{defect}");
    }
}

#[tokio::test]
async fn the_callback_shows_its_defect() {
    let world = World::with(Defect::ErrorEchoed).await;
    let script = world.url("/auth/callback?error=access_denied&error_description=<script>");
    assert!(world.browser().open(&script).await.expect("a page").body().contains("<script>"));

    let world = World::with(Defect::CodeMissingCrashes).await;
    let mut browser = world.browser();
    let begun = browser.open(&world.url("/login")).await.expect("the page of Scalekit");
    let mut hops = begun.hops().iter().map(user_agent::Hop::url);
    let request = hops.find(|url| url.path() == "/oauth/authorize").expect("a request");
    let state = request.query_pairs().find(|(name, _)| name == "state").expect("a state").1;
    let without = world.url(&format!("/auth/callback?state={state}"));
    assert_eq!(browser.open(&without).await.expect("a page").status(), 500);

    let world = World::with(Defect::CallbackStays).await;
    let page = world.sign_in(&mut world.browser(), ALICE).await;
    assert_eq!(page.url().path(), "/auth/callback");

    let world = World::with(Defect::CallbackCached).await;
    let page = world.sign_in(&mut world.browser(), ALICE).await;
    let callback = page.hops().iter().find(|hop| hop.url().path() == "/auth/callback");
    assert_eq!(callback.expect("a callback").header("cache-control"), None);
}

#[tokio::test]
async fn a_code_is_sent_again_when_it_was_refused() {
    let world = World::with(Defect::CodeSentTwice).await;
    let mut browser = world.browser();
    let begun = browser.open(&world.url("/login")).await.expect("the page of Scalekit");
    let mut hops = begun.hops().iter().map(user_agent::Hop::url);
    let request = hops.find(|url| url.path() == "/oauth/authorize").expect("a request");
    world.idp.sign_in_next_as(ALICE).expect("a person");
    let answer = browser.probe(Probe::get(request.as_str())).await.expect("a redirect");
    let callback = answer.hops()[0].redirects_to().expect("the callback").to_string();
    world.idp.age(Duration::from_mins(11));
    assert_eq!(browser.open(&callback).await.expect("a page").status(), 400);
    assert_eq!(world.idp.journal().matches("token.refused").count(), 2);
}

#[tokio::test]
async fn a_forged_id_token_is_believed() {
    for (defect, forgery) in [
        (Defect::IdTokenUnverified, Forgery::WrongSignature),
        (Defect::IdTokenUnverified, Forgery::AlgNone),
        (Defect::IdTokenAudienceUnchecked, Forgery::WrongAudience),
        (Defect::IdTokenIssuerUnchecked, Forgery::WrongIssuer),
        (Defect::IdTokenExpiryUnchecked, Forgery::Expired),
        (Defect::NonceUnchecked, Forgery::WrongNonce),
    ] {
        let world = World::with(defect).await;
        world.idp.forge_next_id_token(forgery);
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), "Hello, Alice Nguyen", "{defect}");
    }
}

#[tokio::test]
async fn a_forged_access_token_is_believed() {
    for (defect, forgery) in [
        (Defect::AccessIssuerUnchecked, Forgery::WrongIssuer),
        (Defect::AccessAudienceUnchecked, Forgery::WrongAudience),
        (Defect::AlgorithmFromHeader, Forgery::AlgNone),
    ] {
        let world = World::with(defect).await;
        world.idp.forge_next_access_token(forgery);
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), "Hello, Alice Nguyen", "{defect}");
    }
}

#[tokio::test]
async fn a_forged_token_signs_nobody_in_to_the_right_application() {
    for forgery in Forgery::ALL {
        let world = World::right(&[]).await;
        world.idp.forge_next_id_token(forgery);
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), "Not signed in", "an ID token: {forgery}");
        if matches!(forgery, Forgery::WrongNonce | Forgery::WrongAtHash) {
            continue;
        }
        world.idp.forge_next_access_token(forgery);
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), "Not signed in", "an access token: {forgery}");
    }
    for forgery in Forgery::VALID {
        let world = World::right(&[]).await;
        world.idp.forge_next_access_token(forgery);
        let page = world.sign_in(&mut world.browser(), ALICE).await;
        assert_eq!(page.heading(), "Hello, Alice Nguyen", "{forgery}");
    }
}

#[tokio::test]
async fn somebody_else_s_page_is_shown_by_a_cookie() {
    let world = World::with(Defect::PersonFromCookie).await;
    world.browser_of(BOB).await;
    let mut browser = world.browser_of(ALICE).await;
    browser.change_jar(|jar| {
        let mut cookie = jar.named("zoo_person").next().expect("a cookie").clone();
        cookie.value = "usr_100000000000000002".to_owned();
        jar.put(cookie);
    });
    assert_eq!(world.heading(&mut browser, "/").await, "Hello, Bob Okafor");
}

#[tokio::test]
async fn a_planted_session_id_is_kept() {
    let world = World::with(Defect::SessionIdKept).await;
    let mut browser = world.browser();
    let at: url::Url = world.url("/").parse().expect("an address");
    browser
        .change_jar(|jar| {
            let now = world.idp.clock().system_time();
            jar.set(&at, "zoo_session=planted; Path=/", user_agent::CookieContext::SameSite, now)
        })
        .expect("a cookie");
    world.idp.sign_in_next_as(ALICE).expect("a person");
    browser.open(&world.url("/login")).await.expect("the sign-in");
    let value = browser.jar().named("zoo_session").next().expect("a cookie").value.clone();
    assert_eq!(value, "planted");
}

#[tokio::test]
async fn two_first_callbacks_at_once_crash() {
    let world = World::with(Defect::FirstSignInTwice).await;
    let (mut one, mut two) = (world.browser(), world.browser());
    world.idp.sign_in_next_as(ALICE).expect("a person");
    world.idp.sign_in_next_as(ALICE).expect("a person");
    let login = world.url("/login");
    let (one, two) = tokio::join!(one.open(&login), two.open(&login));
    let mut statuses = [one, two].map(|page| page.expect("a page").status());
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 500]);
}

#[tokio::test]
async fn the_same_callback_again_is_refused_and_sends_nothing() {
    let world = World::right(&[]).await;
    let mut browser = world.browser();
    let page = world.sign_in(&mut browser, ALICE).await;
    let before = world.idp.exchanges().len();
    let again = browser.open(&callback_of(&page)).await.expect("a page");
    assert_eq!(again.status(), 400);
    assert_eq!(world.idp.exchanges().len(), before);
}

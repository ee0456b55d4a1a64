//! Defects of cookies, guards and renewals, seen by a browser.

use std::time::Duration;

use mock_idp::{Endpoint, Forgery, Omission};
use user_agent::{Fetch, Page, Probe, UserAgent};
use zoo::Defect;

use crate::world::{A_WHILE, ALICE, BOB, World};

/// Returns the `Set-Cookie` lines of a way.
fn lines(page: &Page) -> Vec<String> {
    page.hops().iter().flat_map(user_agent::Hop::set_cookies).map(str::to_owned).collect()
}

/// Signs Alice in, and returns the lines that set cookies.
async fn lines_of(defect: Defect) -> Vec<String> {
    let world = World::with(defect).await;
    lines(&world.sign_in(&mut world.browser(), ALICE).await)
}

async fn status(world: &World, browser: &UserAgent, path: &str) -> u16 {
    let probe = Probe::get(&world.url(path)).with_cookies();
    browser.probe(probe).await.expect("an answer").status()
}

#[tokio::test]
async fn the_lines_of_a_sign_in_show_the_defects_of_cookies() {
    let mut table = String::new();
    for defect in [
        Defect::SessionReadable,
        Defect::SessionWithoutSameSite,
        Defect::SessionStrict,
        Defect::NoneWithoutSecure,
        Defect::HintCookieElsewhere,
        Defect::RefreshCookieEverywhere,
        Defect::TokenInReadableCookie,
        Defect::TokensInCookie,
        Defect::CookieTooLong,
        Defect::CookieDiesWithToken,
        Defect::TwoSessionCookies,
    ] {
        table = format!("{table}{defect}\n");
        for line in lines_of(defect).await.iter().filter(|line| !line.contains("attempt")) {
            let (name, rest) = line.split_once('=').expect("a pair");
            let (value, attributes) = rest.split_once("; ").expect("attributes");
            let size = if value.len() > 4000 { "long" } else { "short" };
            let kind = if value.starts_with("eyJ") { "base64 of JSON" } else { size };
            table = format!("{table}    {name} ({kind}); {attributes}\n");
        }
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn a_token_can_be_read_where_no_script_should() {
    let world = World::with(Defect::TokenInPage).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    assert!(page.body().contains("eyJ"));

    let world = World::with(Defect::TokenInAnswer).await;
    let mut browser = world.browser_of(ALICE).await;
    assert!(browser.open(&world.url("/api/me")).await.expect("a page").body().contains("eyJ"));

    let world = World::with(Defect::TokenInUrl).await;
    let page = world.sign_in(&mut world.browser(), ALICE).await;
    assert!(page.url().as_str().contains("access_token=eyJ"));

    let world = World::with(Defect::SecretInPage).await;
    let page = world.browser().open(&world.url("/")).await.expect("a page");
    let secret = world.idp.client("Acme web").client_secret.expect("a secret");
    assert!(page.body().contains(&secret));
}

#[tokio::test]
async fn a_strict_session_is_not_there_right_after_the_sign_in() {
    let world = World::with(Defect::SessionStrict).await;
    let mut browser = world.browser();
    world.idp.sign_in_next_as(ALICE).expect("a person");
    let elsewhere = browser.from_page("http://evil.localhost:1/").expect("an address");
    let page = elsewhere.link(&world.url("/login")).await.expect("the sign-in");
    assert_eq!(page.heading(), "Welcome");
    assert_eq!(world.heading(&mut browser, "/").await, "Hello, Alice Nguyen");
}

#[tokio::test]
async fn a_guard_that_does_not_renew_ends_the_session() {
    for defect in [Defect::GuardDoesNotRenew, Defect::CookieDiesWithToken] {
        let world = World::with(defect).await;
        let browser = world.browser_of(ALICE).await;
        world.pass(A_WHILE);
        assert_eq!(status(&world, &browser, "/dashboard").await, 303, "{defect}");
    }
}

#[tokio::test]
async fn a_renewal_without_expires_in_shows_who_needs_it() {
    let world = World::with(Defect::MaxAgeNotANumber).await;
    let mut browser = world.browser_of(ALICE).await;
    world.idp.next(Endpoint::Token).refreshes_without(&[Omission::ExpiresIn]);
    world.pass(A_WHILE);
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    assert!(lines(&page).iter().any(|line| line.contains("Max-Age=NaN")));

    let world = World::with(Defect::RenewalNeedsExpiresIn).await;
    let browser = world.browser_of(ALICE).await;
    world.idp.next(Endpoint::Token).refreshes_without(&[Omission::ExpiresIn]);
    world.pass(A_WHILE);
    assert_eq!(status(&world, &browser, "/dashboard").await, 303);
}

#[tokio::test]
async fn an_outage_ends_a_session_and_a_right_one_survives_it() {
    let world = World::with(Defect::OutageEndsSession).await;
    let browser = world.browser_of(ALICE).await;
    world.idp.next(Endpoint::Token).answers(503);
    world.pass(A_WHILE);
    assert_eq!(status(&world, &browser, "/dashboard").await, 303);

    let world = World::right(&[]).await;
    let browser = world.browser_of(ALICE).await;
    world.idp.next(Endpoint::Token).answers(503);
    world.pass(A_WHILE);
    assert_eq!(status(&world, &browser, "/dashboard").await, 503);
    assert_eq!(status(&world, &browser, "/dashboard").await, 200);
}

#[tokio::test]
async fn a_session_lives_on_when_that_at_scalekit_is_over() {
    type End = fn(&World);
    let ends: [(Defect, End); 3] = [
        (Defect::ExpiredLivesOn, |world| {
            let session = world.idp.sessions_of(ALICE).expect("a person").remove(0).id;
            world.idp.expire_session(session.as_str()).expect("a session");
        }),
        (Defect::RevokedLivesOn, |world| {
            world.idp.revoke_sessions(ALICE).expect("a person");
        }),
        (Defect::RevokedLivesOn, |world| world.idp.deactivate(ALICE).expect("a person")),
    ];
    for (defect, end) in ends {
        for (world, expected) in [(World::with(defect).await, 200), (World::right(&[]).await, 303)]
        {
            let browser = world.browser_of(ALICE).await;
            end(&world);
            world.pass(A_WHILE);
            let path = "/dashboard";
            assert_eq!(status(&world, &browser, path).await, expected, "{defect}");
        }
    }
}

#[tokio::test]
async fn a_session_lives_on_when_another_application_signed_the_person_out() {
    for (world, expected) in
        [(World::with(Defect::SignedOutLivesOn).await, 200), (World::right(&[]).await, 303)]
    {
        let mut browser = world.browser_of(ALICE).await;
        let logout = format!("{}/oidc/logout", world.idp.environment_url());
        browser.open(&logout).await.expect("Scalekit's page");
        world.pass(A_WHILE);
        assert_eq!(status(&world, &browser, "/dashboard").await, expected);
    }
}

#[tokio::test]
async fn roles_of_yesterday_open_the_admins_page() {
    for defect in [Defect::RolesOfSignIn, Defect::AdminOnceAdminForever] {
        let world = World::with(defect).await;
        let browser = world.browser_of(ALICE).await;
        assert_eq!(status(&world, &browser, "/admin").await, 200);
        world.idp.set_roles(ALICE, "Acme", &["member"]).expect("a member");
        world.pass(A_WHILE);
        assert_eq!(status(&world, &browser, "/admin").await, 200, "{defect}");
    }
}

#[tokio::test]
async fn a_guard_shows_its_defect_by_its_status() {
    for (defect, email, path, expected) in [
        (Defect::MissingRoleIs401, Some(BOB), "/admin", 401),
        (Defect::MissingRoleRedirects, Some(BOB), "/admin", 303),
        (Defect::AdminApiOpen, Some(BOB), "/api/admin/people", 200),
        (Defect::RolesUnchecked, Some(BOB), "/admin", 200),
        (Defect::ClaimsGuessed, Some(ALICE), "/admin", 403),
        (Defect::TenantFromUrl, Some(BOB), "/orgs/org_100000000000000002", 200),
        (Defect::ScriptsRedirected, None, "/api/me", 303),
        (Defect::GuardDoesNotStop, None, "/reports/7", 200),
    ] {
        let world = World::with(defect).await;
        let browser = match email {
            Some(email) => world.browser_of(email).await,
            None => world.browser(),
        };
        assert_eq!(status(&world, &browser, path).await, expected, "{defect}");
    }
}

#[tokio::test]
async fn a_token_without_roles_shows_who_expects_some() {
    for (defect, expected) in [(Defect::NoRolesCrash, 500), (Defect::NoRolesAllow, 200)] {
        let world = World::with(defect).await;
        world.idp.forge_next_access_token(Forgery::NoRoles);
        let browser = world.browser_of(ALICE).await;
        assert_eq!(status(&world, &browser, "/admin").await, expected, "{defect}");
    }
}

#[tokio::test]
async fn headers_of_a_page_show_their_defects() {
    let world = World::with(Defect::PagesStored).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    assert_eq!(page.header("cache-control"), None);

    let world = World::with(Defect::CorsReflects).await;
    let probe = Probe::get(&world.url("/api/me")).header("origin", "https://evil.example");
    let answer = world.browser().probe(probe).await.expect("an answer");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://evil.example"));
}

#[tokio::test]
async fn garbage_in_the_cookie_shows_who_expects_none() {
    for (defect, expected) in [
        (Defect::PresenceIsEnough, 200),
        (Defect::GarbageCookieCrashes, 500),
        (Defect::GarbageCookieKept, 303),
    ] {
        let world = World::with(defect).await;
        let probe = Probe::get(&world.url("/dashboard")).header("cookie", "zoo_session=garbage");
        let answer = world.browser().probe(probe).await.expect("an answer");
        assert_eq!(answer.status(), expected, "{defect}");
        assert_eq!(answer.hops()[0].set_cookies().count(), 0, "{defect}");
    }
    let world = World::right(&[]).await;
    let probe = Probe::get(&world.url("/dashboard")).header("cookie", "zoo_session=garbage");
    let answer = world.browser().probe(probe).await.expect("an answer");
    assert_eq!((answer.status(), answer.hops()[0].set_cookies().count()), (303, 1));
}

#[tokio::test]
async fn a_form_without_a_token_is_taken() {
    for (defect, path) in [
        (Defect::FormsUnprotected, "/notes"),
        (Defect::SessionEndUnprotected, "/sessions/end"),
        (Defect::RenewalUnprotected, "/auth/refresh"),
    ] {
        let world = World::with(defect).await;
        let mut browser = world.browser_of(ALICE).await;
        let session = world.idp.sessions_of(ALICE).expect("a person").remove(0).id.to_string();
        let form = [("session", session.as_str()), ("note", "forged")];
        let neighbour = browser.from_page("http://localhost:1/").expect("an address");
        let page = neighbour.post(&world.url(path), &form).await.expect("an answer");
        assert_ne!(page.hops()[0].status(), 403, "{defect}");
    }
}

#[tokio::test]
async fn a_renewal_route_shows_its_defect() {
    let world = World::with(Defect::RenewalByGet).await;
    let browser = world.browser_of(ALICE).await;
    assert_eq!(status(&world, &browser, "/auth/refresh").await, 303);

    let world = World::with(Defect::RenewalShowsToken).await;
    let mut browser = world.browser_of(ALICE).await;
    browser.open(&world.url("/dashboard")).await.expect("a page");
    let page = browser.press("Stay signed in").await.expect("an answer");
    assert!(page.body().contains("eyJ"));
}

#[tokio::test]
async fn a_page_of_one_person_is_shown_to_the_next() {
    let world = World::with(Defect::PagesShared).await;
    let mut browser = world.browser_of(ALICE).await;
    browser.open(&world.url("/reports/7")).await.expect("a page");
    let mut browser = world.browser_of(BOB).await;
    let page = browser.open(&world.url("/reports/7")).await.expect("a page");
    assert!(page.text().contains(ALICE));
}

#[tokio::test]
async fn a_renewal_that_comes_home_late_brings_a_session_back() {
    let delay = Duration::from_millis(300);
    for (world, expected) in
        [(World::with(Defect::RenewalResurrects).await, 200), (World::right(&[]).await, 303)]
    {
        let mut browser = world.browser_of(ALICE).await;
        let kept = browser.jar();
        let tab = browser.new_tab();
        let page = browser.open(&world.url("/dashboard")).await.expect("a page");
        let csrf = page.attributes("input[name=csrf]", "value").expect("a selector").remove(0);
        world.pass(A_WHILE);
        world.idp.next(Endpoint::Token).is_late_by(delay);
        // The redirect to Scalekit is not followed: its session lives when the renewal comes there.
        let sign_out = Probe::post(&world.url("/logout")).with_cookies().form(&[("csrf", &csrf)]);
        let call = Probe::get(&world.url("/api/me")).with_cookies();
        let (late, _) = tokio::join!(tab.probe(call), browser.probe(sign_out));
        late.expect("an answer");
        browser.restore(&kept);
        assert_eq!(status(&world, &browser, "/dashboard").await, expected);
    }
}

#[tokio::test]
async fn errors_in_detail_are_shown() {
    let world = World::with(Defect::ErrorsInDetail).await;
    world.idp.next(Endpoint::Token).answers(503);
    let page = world.sign_in(&mut world.browser(), ALICE).await;
    assert!(page.text().contains("src/callback.rs"), "{}", page.text());
}

#[tokio::test]
async fn requests_at_once_share_one_renewal() {
    let world = World::right(&[]).await;
    let mut browser = world.browser_of(ALICE).await;
    browser.open(&world.url("/dashboard")).await.expect("a page");
    world.pass(A_WHILE);
    world.idp.next(Endpoint::Token).is_late_by(Duration::from_millis(300));
    let call = || browser.fetch(Fetch::get("/api/me"));
    let (one, two, three, four) = tokio::join!(call(), call(), call(), call());
    for answer in [one, two, three, four] {
        assert_eq!(answer.expect("an answer").status(), 200);
    }
    assert_eq!(world.idp.journal().matches("refresh_token.rotated").count(), 1);
}

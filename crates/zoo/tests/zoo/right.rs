//! The zoo without a defect does everything right; the fake is strict.

use user_agent::{Fetch, Probe};
use zoo::Unusual;

use crate::world::{A_WHILE, ALICE, BOB, World};

#[tokio::test]
async fn a_person_signs_in_stays_signed_in_and_signs_out() {
    let world = World::right(&[]).await;
    let mut browser = world.browser();
    assert_eq!(world.sign_in(&mut browser, ALICE).await.heading(), "Hello, Alice Nguyen");

    world.pass(A_WHILE);
    assert_eq!(world.heading(&mut browser, "/dashboard").await, "Dashboard");
    assert_eq!(world.idp.journal().matches("refresh_token.rotated").count(), 1);

    let landed = browser.press("Sign out").await.expect("the sign-out");
    assert_eq!(landed.heading(), "Signed out");
    assert_eq!(landed.url().as_str(), world.url("/logged-out"));
    assert_eq!(browser.jar().cookies().len(), 0);
    let journal = world.idp.journal();
    assert!(journal.contains("user.logout"), "{journal}");
    let verdict = world.idp.verdict();
    assert!(verdict.findings.is_empty(), "{verdict}");
}

#[tokio::test]
async fn a_kept_cookie_is_worth_nothing_after_the_sign_out() {
    let world = World::right(&[]).await;
    let mut browser = world.browser_of(ALICE).await;
    let kept = browser.jar();
    world.heading(&mut browser, "/dashboard").await;
    browser.press("Sign out").await.expect("the sign-out");

    browser.restore(&kept);
    let probe = Probe::get(&world.url("/api/me")).with_cookies();
    assert_eq!(browser.probe(probe).await.expect("an answer").status(), 401);
    let probe = Probe::get(&world.url("/dashboard")).with_cookies();
    assert_eq!(browser.probe(probe).await.expect("an answer").status(), 303);
}

#[tokio::test]
async fn a_deep_link_leads_there_after_the_sign_in() {
    let world = World::right(&[]).await;
    let mut browser = world.browser();
    world.idp.sign_in_next_as(BOB).expect("a person");

    assert_eq!(world.heading(&mut browser, "/reports/7?all=1").await, "Report 7");
    assert_eq!(browser.page().expect("a page").url().as_str(), world.url("/reports/7?all=1"));
}

#[tokio::test]
async fn a_member_is_refused_what_is_for_admins() {
    let world = World::right(&[]).await;
    let mut bob = world.browser_of(BOB).await;
    for path in ["/admin", "/api/admin/people"] {
        assert_eq!(bob.open(&world.url(path)).await.expect("an answer").status(), 403, "{path}");
    }
    let mut alice = world.browser_of(ALICE).await;
    for path in ["/admin", "/api/admin/people"] {
        assert_eq!(alice.open(&world.url(path)).await.expect("an answer").status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_script_without_a_session_gets_401() {
    let world = World::right(&[]).await;
    let mut browser = world.browser();
    browser.open(&world.url("/")).await.expect("the first page");
    let answer = browser.fetch(Fetch::get("/api/me")).await.expect("an answer");
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn a_sign_out_is_refused_to_other_pages() {
    let world = World::right(&[]).await;
    let mut browser = world.browser_of(ALICE).await;
    let logout = world.url("/logout");
    let neighbour = browser.from_page("http://localhost:1/").expect("an address");
    let answer = neighbour.post(&logout, &[]).await.expect("an answer");
    assert_eq!(answer.status(), 403);
    browser.open(&logout).await.expect("a question");
    assert_eq!(world.heading(&mut browser, "/dashboard").await, "Dashboard");
}

#[tokio::test]
async fn whoever_is_unusual_is_right_too() {
    let is_driven =
        |unusual: &&Unusual| **unusual != Unusual::SpeaksGerman && !unusual.needs_scripts();
    for unusual in Unusual::ALL.iter().filter(is_driven) {
        let world = World::right(&[*unusual]).await;
        let mut browser = world.browser();
        world.idp.sign_in_next_as(ALICE).expect("a person");
        let heading = world.heading(&mut browser, "/dashboard").await;
        assert_eq!(heading, "Dashboard", "{unusual}");
        world.pass(A_WHILE);
        world.heading(&mut browser, "/dashboard").await;
        browser.fill("note", "feed the bears").expect("a field");
        let noted = browser.press("Keep note").await.expect("a form");
        assert!(noted.text().contains("feed the bears"), "{unusual}");
        if *unusual == Unusual::SignOutInTwoSteps {
            browser.click("Sign out").await.expect("a question");
        }
        let landed = browser.press("Sign out").await.expect("the sign-out");
        assert_eq!(landed.heading(), "Signed out", "{unusual}");
        assert!(world.idp.journal().contains("user.logout"), "{unusual}");
    }
}

#[tokio::test]
async fn a_script_signs_out_with_the_token_in_a_header_and_no_form_does() {
    let world = World::right(&[Unusual::SignOutByScript]).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    let csrf = page.attributes("input[name=csrf]", "value").expect("a selector").remove(0);
    assert!(page.body().contains("fetch('/logout'"));

    let without = browser.fetch(Fetch::post("/logout")).await.expect("an answer");
    assert_eq!(without.status(), 403);
    let neighbour = browser.from_page("http://localhost:1/").expect("an address");
    let answer =
        neighbour.post(&world.url("/logout"), &[("csrf", &csrf)]).await.expect("an answer");
    assert_eq!(answer.status(), 403);

    let answer = browser.fetch(Fetch::post("/logout").header("x-csrf-token", &csrf)).await;
    let answer: serde_json::Value =
        serde_json::from_str(answer.expect("an answer").body()).expect("JSON");
    let to = answer["logout"].as_str().expect("an address");
    assert_eq!(browser.open(to).await.expect("a page").heading(), "Signed out");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::right(&[]).await;
    let mut browser = world.browser_of(ALICE).await;
    for path in ["/signing-out", "/reports/bears", "/orgs/org_100000000000000002", "/nowhere"] {
        let page = browser.open(&world.url(path)).await.expect("a page");
        assert_eq!((page.status(), page.heading()), (404, "Nothing here".to_owned()), "{path}");
    }
    assert_eq!(world.heading(&mut browser, "/dashboard").await, "Dashboard");
}

#[tokio::test]
async fn a_sign_out_of_nobody_clears_only_what_the_browser_brought() {
    let world = World::right(&[]).await;
    let browser = world.browser();
    let nobody = browser.probe(Probe::post(&world.url("/logout"))).await.expect("an answer");
    assert_eq!(nobody.hops()[0].redirects_to().map(url::Url::path), Some("/logged-out"));
    assert_eq!(nobody.hops()[0].set_cookies().count(), 0);

    let probe = Probe::post(&world.url("/logout")).header("cookie", "zoo_session=old; other=1");
    let old = browser.probe(probe).await.expect("an answer");
    let lines: Vec<&str> = old.hops()[0].set_cookies().collect();
    assert_eq!(lines, ["zoo_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]);
}

#[tokio::test]
async fn a_second_click_goes_where_the_first_one_went() {
    let world = World::right(&[]).await;
    let mut browser = world.browser_of(ALICE).await;
    let page = browser.open(&world.url("/dashboard")).await.expect("a page");
    let csrf = page.attributes("input[name=csrf]", "value").expect("a selector").remove(0);
    let click = || Probe::post(&world.url("/logout")).with_cookies().form(&[("csrf", &csrf)]);
    let first = browser.probe(click()).await.expect("an answer");
    let second = browser.probe(click()).await.expect("an answer");
    let to = |page: &user_agent::Page| page.hops()[0].redirects_to().cloned();
    assert_eq!(to(&first), to(&second));
    assert!(to(&first).is_some_and(|url| url.path() == "/oidc/logout"));
}

//! The browser application without tokens: the app's session.

use std::fmt::Write as _;

use axum::http::StatusCode;
use sample_app::LOGGED_OUT_PATH;
use serde_json::json;
use thirtyfour::prelude::*;

use super::page::{
    evaluate, heads, no_problem, nothing, objects_with, offline, open_tab, problem, stored,
};
use super::{APP, Answer, FRONT_END, Site};
use crate::chromium::Chromium;
use crate::{arrive, click};

const BOB: &str = "bob@acme.example";
const GREETING: &str = "Hello, Bob Okafor";

/// Makes the page's next requests to sign out leave something out, as a programmer forgets it.
const WITHOUT_CREDENTIALS: &str = "credentials: 'omit'";
const WITHOUT_THE_TOKEN: &str = "headers: { Accept: 'application/json' }";

/// What goes wrong with a sign-out.
enum Failure {
    /// The page forgets something.
    Forgotten(&'static str),
    /// The answer is another.
    Answered(Answer),
    /// There is no network.
    Offline,
}

const FAILURES: [(&str, Failure); 8] = [
    ("no credentials", Failure::Forgotten(WITHOUT_CREDENTIALS)),
    ("403, no token", Failure::Forgotten(WITHOUT_THE_TOKEN)),
    ("500", Failure::Answered(Answer::Status(StatusCode::INTERNAL_SERVER_ERROR))),
    ("503", Failure::Answered(Answer::Status(StatusCode::SERVICE_UNAVAILABLE))),
    ("404", Failure::Answered(Answer::Status(StatusCode::NOT_FOUND))),
    ("502 of a proxy", Failure::Answered(Answer::OfAProxy(StatusCode::BAD_GATEWAY))),
    ("200 of a portal", Failure::Answered(Answer::OfAPortal)),
    ("offline", Failure::Offline),
];

/// Signs Bob in with the button of the page, which leads back to the page; returns the cookie.
async fn sign_in(site: &Site, browser: &WebDriver, host: &str) -> WebDriverResult<String> {
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    browser.goto(site.url(host, "/spa")).await?;
    heads(browser, "Nobody is signed in").await?;
    let sign_in = "//a[normalize-space()='Sign in'][not(ancestor::*[@hidden])]";
    browser.query(By::XPath(sign_in)).single().await?.click().await?;
    heads(browser, GREETING).await?;
    assert_eq!(browser.current_url().await?.as_str(), site.url(host, "/spa"));
    // A script of the page cannot read it; the driver can, and asks for the cookies of the app's host.
    let cdp = browser.cdp();
    let urls = json!({ "urls": [site.url(APP, "/")] });
    let cookies = cdp.send_raw("Network.getCookies", urls).await?;
    let cookies = cookies["cookies"].as_array().expect("a list").iter();
    let mut session = cookies.filter(|cookie| cookie["name"] == "session");
    Ok(session.next().expect("a session")["value"].as_str().expect("a value").to_owned())
}

/// Writes the note that stays until a sign-out.
async fn write_note(browser: &WebDriver) -> WebDriverResult<()> {
    browser.find(By::Id("note")).await?.send_keys("Buy milk").await
}

async fn note(browser: &WebDriver) -> WebDriverResult<Option<String>> {
    browser.find(By::Id("note")).await?.prop("value").await
}

async fn forget(browser: &WebDriver, what: &str) -> WebDriverResult<()> {
    let script = format!(
        "window.honest ??= window.fetch;
         window.fetch = (url, how) =>
             window.honest(url, how.method === 'POST' ? {{ ...how, {what} }} : how);"
    );
    browser.execute(script, Vec::new()).await.map(drop)
}

async fn remember(browser: &WebDriver) -> WebDriverResult<()> {
    browser.execute("window.fetch = window.honest ?? window.fetch;", Vec::new()).await.map(drop)
}

/// Fails a sign-out in each way, at one origin; returns what the page said.
async fn each_failure_at(host: &str) -> WebDriverResult<Option<String>> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(None);
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    let cookie = sign_in(&site, browser, host).await?;
    let first = browser.window().await?;
    write_note(browser).await?;
    let other = open_tab(browser, &site.url(host, "/spa")).await?;
    heads(browser, GREETING).await?;
    browser.switch_to_window(first.clone()).await?;

    let mut said = String::new();
    for (name, failure) in &FAILURES {
        match failure {
            Failure::Forgotten(what) => forget(browser, what).await?,
            Failure::Answered(answer) => site.fault.begin("/logout", *answer),
            Failure::Offline => offline(browser, true).await?,
        }
        click(browser, "Sign out").await?;
        writeln!(said, "{name:<16} {}", problem(browser).await?).expect("a string takes all");
        heads(browser, GREETING).await?;
        remember(browser).await?;
        site.fault.end();
        offline(browser, false).await?;

        assert_eq!(site.status_of(&cookie).await, 200, "{name}: still signed in");
        assert_eq!(site.live_sessions(), 1, "{name}: at Scalekit too");
        assert_eq!(
            note(browser).await?.as_deref(),
            Some("Buy milk"),
            "{name}: nothing is forgotten"
        );
        browser.switch_to_window(other.clone()).await?;
        heads(browser, GREETING).await?;
        assert_eq!(
            note(browser).await?.as_deref(),
            Some("Buy milk"),
            "{name}: not in the other tab"
        );
        browser.switch_to_window(first.clone()).await?;
        evaluate(browser, "await (await import('/spa/page.js')).session.look()").await?;
        no_problem(browser).await?;
    }
    click(browser, "Sign out").await?;
    arrive(browser, "You are signed out").await?;
    assert_eq!(site.status_of(&cookie).await, 401, "without a failure it works");
    Ok(Some(said))
}

#[tokio::test]
async fn each_failure_of_a_sign_out_shows_as_one_and_leaves_the_person_signed_in()
-> WebDriverResult<()> {
    if let Some(said) = each_failure_at(APP).await? {
        insta::assert_snapshot!("chromium.failures", said);
    }
    Ok(())
}

#[tokio::test]
async fn from_an_origin_of_its_own_each_failure_shows_as_one_as_well() -> WebDriverResult<()> {
    if let Some(said) = each_failure_at(FRONT_END).await? {
        insta::assert_snapshot!("chromium.failures_of_a_front_end", said);
    }
    Ok(())
}

/// Signs out with a second tab open, and looks for what is left.
async fn a_success_at(host: &str) -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    let cookie = sign_in(&site, browser, host).await?;
    let first = browser.window().await?;
    write_note(browser).await?;
    let other = open_tab(browser, &site.url(host, "/spa")).await?;
    heads(browser, GREETING).await?;
    assert_ne!(stored(browser).await?, nothing(), "there is something to forget");
    assert_ne!(objects_with(browser, BOB).await?, 0, "in memory too");
    browser.switch_to_window(first).await?;

    click(browser, "Sign out").await?;
    arrive(browser, "You are signed out").await?;

    assert_eq!(browser.current_url().await?.as_str(), site.url(APP, LOGGED_OUT_PATH));
    assert_eq!(site.status_of(&cookie).await, 401, "a kept cookie opens nothing");
    assert_eq!(site.live_sessions(), 0, "the session at Scalekit has ended");
    browser.back().await?;
    heads(browser, "Nobody is signed in").await?;
    assert_eq!(browser.current_url().await?.as_str(), site.url(host, "/spa"));
    assert_eq!(stored(browser).await?, nothing());

    browser.switch_to_window(other).await?;
    heads(browser, "You signed out in another tab").await?;
    assert_eq!(stored(browser).await?, nothing());
    let person = "return (await import('/spa/page.js')).session.person";
    assert!(evaluate(browser, person).await?.is_null());
    assert_eq!(note(browser).await?.as_deref(), Some(""));
    for trace in [BOB, "Bob Okafor", "Buy milk"] {
        assert!(!browser.source().await?.contains(trace), "{trace} is in the page");
        assert_eq!(objects_with(browser, trace).await?, 0, "{trace} is in memory");
    }
    Ok(())
}

#[tokio::test]
async fn a_success_leaves_nothing_in_storage_memory_or_the_other_tab() -> WebDriverResult<()> {
    a_success_at(APP).await
}

#[tokio::test]
async fn from_an_origin_of_its_own_a_success_leaves_nothing_either() -> WebDriverResult<()> {
    a_success_at(FRONT_END).await
}

#[tokio::test]
async fn the_other_tab_hides_the_person_while_the_app_cannot_confirm_the_sign_out()
-> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    sign_in(&site, browser, APP).await?;
    let first = browser.window().await?;
    let other = open_tab(browser, &site.url(APP, "/spa")).await?;
    heads(browser, GREETING).await?;
    browser.switch_to_window(first).await?;
    site.fault.begin("/api/me", Answer::OfAProxy(StatusCode::BAD_GATEWAY));

    click(browser, "Sign out").await?;
    arrive(browser, "You are signed out").await?;

    browser.switch_to_window(other).await?;
    heads(browser, "You signed out in another tab").await?;
    assert!(crate::text(browser).await?.contains("cannot be reached to confirm it"));
    assert!(!browser.source().await?.contains("Bob"));
    Ok(())
}

#[tokio::test]
async fn a_message_that_is_not_true_signs_nobody_out() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    let cookie = sign_in(&site, browser, APP).await?;
    write_note(browser).await?;
    let heard = "
        const { session } = await import('/spa/page.js');
        const views = [];
        const settled = new Promise((done) => session.addEventListener('change', () => {
            views.push(session.view);
            if (session.view !== 'looking') done(views);
        }));
        new BroadcastChannel('session').postMessage('signed out');
        return settled";

    assert_eq!(evaluate(browser, heard).await?, json!(["looking", "signed-in"]));

    heads(browser, GREETING).await?;
    assert_eq!(note(browser).await?.as_deref(), Some("Buy milk"));
    assert_eq!(site.status_of(&cookie).await, 200);
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_out_of_date_is_refused_and_works_at_the_second_click() -> WebDriverResult<()>
{
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    sign_in(&site, browser, APP).await?;
    let first = browser.window().await?;
    // The page would look when its tab comes to the front.
    let session = "const { session } = await import('/spa/page.js');";
    evaluate(browser, &format!("{session} session.look = () => {{}}")).await?;
    // Another sign-in of the browser replaces the session, and with it the token that the page has.
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    open_tab(browser, &site.url(APP, "/login")).await?;
    arrive(browser, "Dashboard").await?;
    browser.switch_to_window(first).await?;
    evaluate(browser, &format!("{session} delete session.look")).await?;

    click(browser, "Sign out").await?;
    let refused = problem(browser).await?;
    assert!(refused.starts_with("You are still signed in: The app refused"), "{refused}");

    click(browser, "Sign out").await?;
    arrive(browser, "You are signed out").await?;
    Ok(())
}

#[tokio::test]
async fn what_another_person_kept_here_goes_with_the_next_sign_in() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    sign_in(&site, browser, APP).await?;
    write_note(browser).await?;
    assert_ne!(stored(browser).await?, nothing(), "there is something to erase");
    // Bob leaves without a sign-out, and his session at Scalekit ends one day.
    site.idp.revoke_sessions(BOB).expect("Bob is in the seed");
    site.idp.sign_in_next_as("alice@acme.example").expect("Alice is in the seed");
    browser.goto(site.url(APP, "/login")).await?;
    arrive(browser, "Dashboard").await?;

    browser.goto(site.url(APP, "/spa")).await?;
    heads(browser, "Hello, Alice Nguyen").await?;

    assert_eq!(note(browser).await?.as_deref(), Some(""));
    assert_eq!(stored(browser).await?, nothing());
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_up() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    let cookie = sign_in(&site, browser, APP).await?;
    site.fault.begin("/logout", Answer::CutShort);

    click(browser, "Sign out").await?;

    let said = problem(browser).await?;
    assert!(said.starts_with("The answer to your sign-out was lost"), "{said}");
    heads(browser, "Nobody is signed in").await?;
    assert_eq!(site.status_of(&cookie).await, 401);
    assert_eq!(stored(browser).await?, nothing());
    Ok(())
}

#[tokio::test]
async fn a_page_of_an_origin_that_is_not_listed_learns_nothing_and_signs_nobody_out()
-> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    let cookie = sign_in(&site, browser, APP).await?;

    browser.goto(site.url("other.acme.localhost", "/spa")).await?;
    heads(browser, "Who is signed in is not known").await?;
    assert!(crate::text(browser).await?.contains("does not let pages of this address read"));
    assert!(!browser.source().await?.contains("Bob"));

    let logout = site.url(APP, "/logout");
    let tries = [
        format!("fetch('{logout}', {{ method: 'POST', credentials: 'include' }})"),
        format!("fetch('{logout}', {{ method: 'POST', credentials: 'include', mode: 'no-cors' }})"),
        format!(
            "fetch('{logout}', {{ method: 'POST', credentials: 'include', headers: {{ 'X-CSRF-Token': 'x' }} }})"
        ),
        format!("fetch('{}', {{ credentials: 'include' }})", site.url(APP, "/api/me")),
    ];
    let outcomes =
        tries.map(|attempt| format!("{attempt}.then((answer) => answer.status, () => 'blocked')"));
    let outcomes = format!("return Promise.all([{}])", outcomes.join(", "));
    assert_eq!(evaluate(browser, &outcomes).await?, json!(["blocked", 0, "blocked", "blocked"]));
    assert_eq!(site.status_of(&cookie).await, 200);
    Ok(())
}

/// The list lets its scripts read answers. The cookie is `Lax`, and `spa.localhost` is another site than the app's.
#[tokio::test]
async fn a_front_end_of_another_site_is_nobody_whatever_is_listed() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start("spa.localhost").await, &chromium.driver);
    let cookie = sign_in(&site, browser, APP).await?;

    browser.goto(site.url("spa.localhost", "/spa")).await?;
    heads(browser, "Nobody is signed in").await?;

    let logout = format!(
        "return (await fetch('{}', {{ method: 'POST', credentials: 'include', headers: {{ Accept: 'application/json' }} }})).status",
        site.url(APP, "/logout")
    );
    assert_eq!(evaluate(browser, &logout).await?, json!(401), "no success without a session");
    assert_eq!(site.status_of(&cookie).await, 200);
    Ok(())
}

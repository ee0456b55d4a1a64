//! The browser application with tokens of its own: a public client with PKCE.

use std::time::Duration;

use mock_idp::{Effect, Endpoint, Forgery};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::page::{
    evaluate, heads, no_problem, nothing, objects_with, offline, open_tab, problem, stored,
};
use super::{APP, Answer, FRONT_END, Site};
use crate::chromium::Chromium;
use crate::{click, text};

const BOB: &str = "bob@acme.example";
const GREETING: &str = "Hello, Bob Okafor";

/// Waits until the page has revoked something, and returns the status.
const REVOCATION: &str = "
    const isRevocation = ({ name }) => name.endsWith('/revoke');
    return new Promise((done) => new PerformanceObserver((list) => {
        const revocation = list.getEntries().find(isRevocation);
        if (revocation) done(String(revocation.responseStatus));
    }).observe({ type: 'resource', buffered: true }))";

/// The tokens of the page.
struct Tokens {
    access: String,
    refresh: String,
    id: String,
}

async fn sign_in(site: &Site, browser: &WebDriver) -> WebDriverResult<Tokens> {
    heads(browser, "There is no token here").await?;
    press(browser, "Sign in").await?;
    heads(browser, GREETING).await?;
    assert_eq!(
        browser.current_url().await?.as_str(),
        site.url(APP, "/spa/tokens"),
        "no code is left"
    );
    tokens(browser).await
}

async fn press(browser: &WebDriver, button: &str) -> WebDriverResult<()> {
    let shown = format!("//button[normalize-space()='{button}'][not(ancestor::*[@hidden])]");
    browser.query(By::XPath(shown)).single().await?.click().await
}

async fn tokens(browser: &WebDriver) -> WebDriverResult<Tokens> {
    let user =
        evaluate(browser, "return (await import('/spa/tokens.js')).manager.getUser()").await?;
    let token = |name: &str| user[name].as_str().expect("a token").to_owned();
    Ok(Tokens {
        access: token("access_token"),
        refresh: token("refresh_token"),
        id: token("id_token"),
    })
}

/// Returns the status of the userinfo endpoint for an access token, and that of a renewal with a refresh token. The
/// second uses the token up.
async fn accepted(site: &Site, tokens: &Tokens) -> [u16; 2] {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let environment = site.idp.environment_url();
    let userinfo = client.get(format!("{environment}/userinfo")).bearer_auth(&tokens.access);
    let renewal = [
        ("grant_type", "refresh_token"),
        ("client_id", "skc_200000000000000002"),
        ("refresh_token", &tokens.refresh),
    ];
    let renewal = client.post(format!("{environment}/oauth/token")).form(&renewal);
    let [userinfo, renewal] = [userinfo.send().await, renewal.send().await];
    [userinfo, renewal].map(|answer| answer.expect("the fake is up").status().as_u16())
}

async fn access_is_accepted(site: &Site, tokens: &Tokens) -> bool {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let userinfo = client.get(format!("{}/userinfo", site.idp.environment_url()));
    userinfo.bearer_auth(&tokens.access).send().await.expect("the fake is up").status().is_success()
}

#[tokio::test]
async fn tokens_are_in_memory_alone_and_are_renewed_there() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    browser.goto(site.url(APP, "/spa/tokens")).await?;

    let first = sign_in(&site, browser).await?;
    assert_eq!(stored(browser).await?, nothing(), "not even a state is left");
    press(browser, "Show the token to Scalekit").await?;
    says(browser, "Scalekit says that this token is of bob@acme.example.").await?;
    site.idp.clock().advance(Duration::from_mins(6));
    assert!(!access_is_accepted(&site, &first).await, "it has expired");
    // The next answer reads the same.
    evaluate(browser, "document.getElementById('answer').textContent = ''").await?;
    press(browser, "Show the token to Scalekit").await?;
    heads(browser, GREETING).await?;
    says(browser, "Scalekit says that this token is of bob@acme.example.").await?;

    let second = tokens(browser).await?;
    assert_ne!(second.refresh, first.refresh, "the refresh token was replaced");
    assert!(access_is_accepted(&site, &second).await);
    assert_eq!(stored(browser).await?, nothing());
    browser.refresh().await?;
    heads(browser, "There is no token here").await?;
    assert_eq!(objects_with(browser, &second.access).await?, 0, "a reload forgets them");
    Ok(())
}

/// Waits until the page shows this answer.
async fn says(browser: &WebDriver, answer: &str) -> WebDriverResult<()> {
    let shown = format!("//*[@id='answer'][normalize-space()='{answer}'][not(@hidden)]");
    browser.query(By::XPath(shown)).first().await.map(drop)
}

#[tokio::test]
async fn a_revocation_that_fails_leaves_the_person_signed_in_and_says_so() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    browser.goto(site.url(APP, "/spa/tokens")).await?;
    let tokens = sign_in(&site, browser).await?;
    let first = browser.window().await?;
    let other = open_tab(browser, &site.url(APP, "/spa/tokens")).await?;
    sign_in(&site, browser).await?;
    browser.switch_to_window(first.clone()).await?;

    // A status is Scalekit's own answer; a page is a proxy's, which no script of another origin may read.
    let mut said = Vec::new();
    for failure in ["500", "403", "HTML", "offline"] {
        let revocation = site.idp.next(Endpoint::Revoke);
        match failure {
            "500" => revocation.answers(500),
            "403" => revocation.answers(403),
            "HTML" => revocation.answers_html(),
            _ => offline(browser, true).await?,
        }
        click(browser, "Sign out").await?;
        said.push(format!("{failure:<8} {}", problem(browser).await?));
        offline(browser, false).await?;
        heads(browser, GREETING).await?;
        assert!(access_is_accepted(&site, &tokens).await, "{failure}: still signed in");
        assert_eq!(site.live_sessions(), 1, "{failure}");
        press(browser, "Show the token to Scalekit").await?;
        no_problem(browser).await?;
        browser.switch_to_window(other.clone()).await?;
        heads(browser, GREETING).await?;
        browser.switch_to_window(first.clone()).await?;
    }
    insta::assert_snapshot!("chromium.failed_revocations", said.join("\n"));
    Ok(())
}

#[tokio::test]
async fn a_success_revokes_the_tokens_of_both_tabs_and_leaves_nothing() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    browser.goto(site.url(APP, "/spa/tokens")).await?;
    let kept = sign_in(&site, browser).await?;
    let first = browser.window().await?;
    let other = open_tab(browser, &site.url(APP, "/spa/tokens")).await?;
    let of_the_other = sign_in(&site, browser).await?;
    assert_ne!(objects_with(browser, &of_the_other.access).await?, 0, "it is in memory");
    browser.switch_to_window(first).await?;

    click(browser, "Sign out").await?;
    heads(browser, "You are signed out").await?;

    assert_eq!(browser.current_url().await?.as_str(), site.url(APP, "/spa/logged-out"));
    assert_eq!(accepted(&site, &kept).await, [401, 400], "kept tokens open nothing");
    assert_eq!(site.live_sessions(), 0, "the session at Scalekit has ended");
    assert_eq!(stored(browser).await?, nothing());
    for token in [&kept.access, &kept.refresh, &kept.id] {
        assert_eq!(objects_with(browser, token).await?, 0);
    }

    browser.switch_to_window(other).await?;
    heads(browser, "You signed out in another tab").await?;
    assert_eq!(evaluate(browser, REVOCATION).await?, "200", "it does not rely on the first tab");
    assert_eq!(accepted(&site, &of_the_other).await, [401, 400]);
    assert_eq!(stored(browser).await?, nothing());
    let user = "return (await import('/spa/tokens.js')).manager.getUser()";
    assert_eq!(evaluate(browser, user).await?, Value::Null);
    for token in [&of_the_other.access, &of_the_other.refresh, &of_the_other.id] {
        assert_eq!(objects_with(browser, token).await?, 0, "a token is in memory");
    }
    assert!(!browser.source().await?.contains("Bob"));
    Ok(())
}

#[tokio::test]
async fn a_renewal_that_fails_keeps_the_person_and_one_that_is_refused_is_the_end()
-> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    browser.goto(site.url(APP, "/spa/tokens")).await?;
    sign_in(&site, browser).await?;

    site.idp.clock().advance(Duration::from_mins(6));
    site.idp.next(Endpoint::Token).answers(503);
    press(browser, "Show the token to Scalekit").await?;
    let fault = "You are still signed in: Scalekit has a fault at the moment. Please try again.";
    assert_eq!(problem(browser).await?, fault);
    heads(browser, GREETING).await?;
    press(browser, "Show the token to Scalekit").await?;
    says(browser, "Scalekit says that this token is of bob@acme.example.").await?;

    site.idp.revoke_sessions(BOB).expect("Bob is in the seed");
    site.idp.clock().advance(Duration::from_mins(6));
    press(browser, "Show the token to Scalekit").await?;
    heads(browser, "There is no token here").await?;
    assert_eq!(problem(browser).await?, "Your session is over: Scalekit has ended it.");
    assert_eq!(stored(browser).await?, nothing());
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_not_for_this_sign_in_signs_nobody_in() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");

    for forgery in [Forgery::WrongIssuer, Forgery::WrongAudience, Forgery::WrongNonce] {
        browser.goto(site.url(APP, "/spa/tokens")).await?;
        heads(browser, "There is no token here").await?;
        site.idp.next(Endpoint::Token).does(Effect::IdToken(forgery));
        press(browser, "Sign in").await?;
        nobody_is_signed_in(browser).await?;
    }
    Ok(())
}

/// RFC 9207: else a sign-in that another issuer began could end here.
#[tokio::test]
async fn an_answer_of_another_issuer_signs_nobody_in() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);
    site.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
    browser.goto(site.url(APP, "/spa/tokens")).await?;
    heads(browser, "There is no token here").await?;

    site.fault.begin("/spa/callback", Answer::OfAnotherIssuer);
    press(browser, "Sign in").await?;

    nobody_is_signed_in(browser).await?;
    assert!(!site.idp.journal().contains("authorization_code.redeemed"), "nobody gets the code");
    Ok(())
}

/// Waits until the page says that a sign-in failed, and looks whether it has a token.
async fn nobody_is_signed_in(browser: &WebDriver) -> WebDriverResult<()> {
    assert!(problem(browser).await?.starts_with("You are not signed in"));
    heads(browser, "There is no token here").await?;
    let user = "return (await import('/spa/tokens.js')).manager.getUser()";
    assert_eq!(evaluate(browser, user).await?, Value::Null);
    assert_eq!(stored(browser).await?, nothing());
    Ok(())
}

#[tokio::test]
async fn a_callback_that_nobody_waits_for_signs_nobody_in() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let (site, browser) = (Site::start(FRONT_END).await, &chromium.driver);

    let forged = "/spa/callback?code=guessed&state=guessed&error_description=Call+0800";
    browser.goto(site.url(APP, forged)).await?;

    assert!(problem(browser).await?.starts_with("You are not signed in"));
    assert!(!text(browser).await?.contains("0800"), "no text of the address is shown");
    assert_eq!(browser.current_url().await?.as_str(), site.url(APP, "/spa/tokens"));
    assert_eq!(evaluate(browser, "return {}").await?, json!({}));
    Ok(())
}

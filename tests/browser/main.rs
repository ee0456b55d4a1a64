//! Stories in a real browser: headless Chromium, driven through WebDriver.
//!
//! Where `CI` is set a missing Chromium is a failure; elsewhere the story says in a line that it was
//! not run.

mod app;
mod chromium;
mod conformance;
mod console;
mod hosted;
mod journal;
mod keyboard;
mod lesson;
mod logout;
mod spa;
mod theatre;
mod verdict;

use std::time::Duration;

use chromium::Chromium;
use e2e::World;
use mock_idp::MockIdp;
use thirtyfour::prelude::*;

#[tokio::test]
async fn bob_signs_in_stays_and_signs_out_in_chromium() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let world = World::start().await;
    let browser = &chromium.driver;

    sign_in(&world, browser).await?;
    let kept = browser.get_named_cookie("session").await?;
    world.pass(Duration::from_mins(6));
    browser.refresh().await?;
    assert!(
        text(browser).await?.contains("Bob Okafor"),
        "past the access token's life, still signed in"
    );
    assert_eq!(status(browser, "/api/me").await?, 200);
    click(browser, "Sign out").await?;
    arrive(browser, "You are signed out").await?;

    assert_eq!(browser.current_url().await?, world.url("/logged-out"));
    assert_eq!(status(browser, "/api/me").await?, 401);
    browser.add_cookie(kept).await?;
    assert_eq!(status(browser, "/api/me").await?, 401, "a kept cookie opens nothing");
    browser.goto(world.url("/dashboard").as_str()).await?;
    assert!(
        browser.current_url().await?.as_str().starts_with(world.idp.environment_url()),
        "Scalekit asks again"
    );
    insta::assert_snapshot!("chromium.journal", world.idp.journal());
    Ok(())
}

async fn sign_in(world: &World, browser: &WebDriver) -> WebDriverResult<()> {
    browser.goto(world.url("/dashboard").as_str()).await?;
    prove(&world.idp, browser, "bob@acme.example").await?;
    arrive(browser, "Dashboard").await?;
    assert_eq!(browser.current_url().await?, world.url("/dashboard"));
    Ok(())
}

/// Types the address and the code, found by the hooks that Scalekit documents for browser tests.
async fn prove(idp: &MockIdp, browser: &WebDriver, email: &str) -> WebDriverResult<()> {
    browser.find(By::Css("input[name='email']")).await?.send_keys(email).await?;
    click(browser, "Continue").await?;
    arrive(browser, "Enter the code").await?;
    let code = idp.newest_code(email).expect("a mail was sent");
    let pin = browser.query(By::Css("[data-scope='pin-input'][data-part='input']")).first().await?;
    pin.send_keys(code).await?;
    click(browser, "Continue").await
}

async fn click(browser: &WebDriver, button: &str) -> WebDriverResult<()> {
    let named = format!("//button[normalize-space()='{button}']");
    browser.query(By::XPath(named)).single().await?.click().await
}

/// Waits for the page with this heading, because a click does not wait for the next page.
async fn arrive(browser: &WebDriver, heading: &str) -> WebDriverResult<()> {
    shows(browser, &format!("//h1[normalize-space()='{heading}']")).await
}

/// Waits for an element of the next page. `ChromeDriver` has an error of its own for a search in a page that gives way
/// to the next one, and the search begins anew.
async fn shows(browser: &WebDriver, path: &str) -> WebDriverResult<()> {
    const GIVES_WAY: &str = "Node with given id does not belong to the document";
    loop {
        match browser.query(By::XPath(path)).first().await {
            Err(why) if why.to_string().contains(GIVES_WAY) => {}
            found => return found.map(drop),
        }
    }
}

async fn text(browser: &WebDriver) -> WebDriverResult<String> {
    browser.find(By::Tag("body")).await?.text().await
}

/// Returns the status that a script of the open page gets; 0 if the browser did not let it send.
async fn status(browser: &WebDriver, path: &str) -> WebDriverResult<u64> {
    let script = format!(
        "const done = arguments[0];
         fetch('{path}').then(answer => done(answer.status), () => done(0))"
    );
    let answer = browser.execute_async(script, Vec::new()).await?;
    Ok(answer.json().as_u64().expect("a status is a number"))
}

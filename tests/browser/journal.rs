//! The journal's page, whose script adds what happens to it.

use mock_idp::MockIdp;
use thirtyfour::prelude::*;

use crate::chromium::Chromium;

const ALICE: &str = "alice@acme.example";

/// Returns the markup of each entry, in the order of the page.
async fn entries(browser: &WebDriver) -> WebDriverResult<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('#entries > li')].map(item => item.outerHTML)";
    browser.execute(script, Vec::new()).await?.convert()
}

/// Waits until there is such an element.
async fn wait(browser: &WebDriver, xpath: &str) -> WebDriverResult<()> {
    browser.query(By::XPath(xpath)).first().await.map(drop)
}

#[tokio::test]
async fn the_journals_page_goes_on_by_itself_as_if_it_were_loaded_again() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;

    browser.goto(format!("{}/journal", idp.control_url())).await?;
    wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;
    idp.sign_in(ALICE).tokens().expect("she may");
    wait(browser, "//li[@id='entry-4']").await?;
    let live = entries(browser).await?;
    browser.refresh().await?;

    assert_eq!(live, entries(browser).await?);
    assert_eq!(live.len(), 4);
    assert!(live[0].contains("tokens.issued") && live[0].contains(ALICE), "{}", live[0]);
    Ok(())
}

#[tokio::test]
async fn its_filter_works_on_what_comes_and_a_reset_empties_it() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;

    browser.goto(format!("{}/journal", idp.control_url())).await?;
    browser.find(By::Id("event")).await?.send_keys("user.*").await?;
    browser.find(By::Css("button")).await?.click().await?;
    wait(browser, "//input[@id='event'][@value='user.*']").await?;
    wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;
    idp.sign_in(ALICE).tokens().expect("she may");
    idp.sign_in("bob@acme.example").tokens().expect("he may");
    wait(browser, "//li[@id='entry-5']").await?;
    let filtered = entries(browser).await?;
    idp.reset();
    wait(browser, "//*[@id='empty']").await?;

    assert_eq!(filtered.len(), 2, "{filtered:?}");
    assert_eq!(entries(browser).await?, [""; 0]);
    Ok(())
}

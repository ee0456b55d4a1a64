//! The console in a browser: without scripts its forms work, and with them it shows what changes.

use mock_idp::MockIdp;
use thirtyfour::prelude::*;

use crate::chromium::Chromium;
use crate::shows;

/// The argument that lets no page run a script.
const WITHOUT_SCRIPTS: &str = "--blink-settings=scriptEnabled=false";

const ALICE: &str = "alice@acme.example";

async fn press(browser: &WebDriver, section: &str, label: &str) -> WebDriverResult<()> {
    let button = format!("//*[@id='{section}']//button[starts-with(normalize-space(), '{label}')]");
    browser.query(By::XPath(button)).first().await?.click().await
}

/// Waits until the page says this of the last button.
async fn says(browser: &WebDriver, done: &str) -> WebDriverResult<()> {
    shows(browser, &format!("//*[@id='done'][contains(normalize-space(), '{done}')]")).await
}

#[tokio::test]
async fn without_scripts_its_forms_do_what_the_control_api_does() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(&[WITHOUT_SCRIPTS]).await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;

    browser.goto(idp.environment_url()).await?;
    press(browser, "the-clock", "Freeze").await?;
    says(browser, "The clock stands still").await?;
    assert!(idp.clock().is_frozen());
    press(browser, "all-people", "Sign in as").await?;
    says(browser, ALICE).await?;
    press(browser, "all-faults", "Answer 503").await?;
    says(browser, "The fault 1 is planned.").await?;
    assert_eq!(idp.planned_faults().len(), 1);
    assert_eq!(browser.find(By::Id("live")).await?.text().await?, "", "no script ran");
    Ok(())
}

#[tokio::test]
async fn with_its_script_it_shows_what_changes_and_keeps_what_was_opened() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;

    browser.goto(idp.environment_url()).await?;
    let live = "//*[@id='live'][starts-with(., 'Live')]";
    browser.query(By::XPath(live)).first().await?;
    browser.find(By::Css("#variables-skc_100000000000000001 summary")).await?.click().await?;
    idp.sign_in(ALICE).tokens().expect("she may");
    let session = format!("//*[@id='all-sessions']//strong[.='{ALICE}']");
    browser.query(By::XPath(session)).first().await?;

    let opened = browser.find_all(By::Css("#all-applications details[open]")).await?;
    assert_eq!(opened.len(), 1);
    Ok(())
}

//! The console in a browser: without scripts its forms work, and with them it shows what changes.

use mock_idp::MockIdp;
use thirtyfour::prelude::*;

use crate::chromium::Chromium;
use crate::{arrive, click, shows};

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
    says(browser, "Fault 1 is planned.").await?;
    assert_eq!(idp.planned_faults().len(), 1);
    assert_eq!(browser.find(By::Id("live")).await?.text().await?, "", "no script ran");
    Ok(())
}

#[tokio::test]
async fn without_scripts_what_a_button_did_stands_in_its_section_and_has_the_focus()
-> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(&[WITHOUT_SCRIPTS]).await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;

    for (part, label, section) in [
        ("the-clock", "Freeze", "clock"),
        ("all-faults", "Answer 503", "faults"),
        ("all-people", "Sign in as", "people"),
    ] {
        browser.goto(idp.environment_url()).await?;
        press(browser, part, label).await?;
        shows(browser, &format!("//section[@aria-labelledby='{section}']/p[@id='done']")).await?;
        let focused = browser.active_element().await?.id().await?;

        assert_eq!(focused.as_deref(), Some("done"), "{section}");
        assert!(browser.current_url().await?.as_str().ends_with("#done"), "{section}");
    }
    Ok(())
}

#[tokio::test]
async fn without_scripts_a_reset_needs_a_second_step_and_a_code_can_be_read() -> WebDriverResult<()>
{
    let Some(chromium) = Chromium::start_with(&[WITHOUT_SCRIPTS]).await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;
    idp.sign_in(ALICE).tokens().expect("she may");

    browser.goto(idp.environment_url()).await?;
    let step = browser.find(By::Css("#environment ~ .acts .sure")).await?;
    let is_hidden = !step.find(By::Css(".grave")).await?.is_displayed().await?;
    step.find(By::Tag("summary")).await?.click().await?;
    let lost = step.find(By::Tag("p")).await?.text().await?;
    let kept = idp.sessions().len();
    step.find(By::Css(".grave")).await?.click().await?;
    says(browser, "The environment is as it was when it began").await?;

    assert!(is_hidden && lost.starts_with("All that happened here is lost"), "{lost}");
    assert_eq!((kept, idp.sessions().len()), (1, 0));
    Ok(())
}

#[tokio::test]
async fn the_code_of_a_mail_is_copied_by_a_button_that_only_a_script_shows() -> WebDriverResult<()>
{
    for (arguments, is_shown) in [(&[][..], true), (&[WITHOUT_SCRIPTS][..], false)] {
        let Some(chromium) = Chromium::start_with(arguments).await else {
            return Ok(());
        };
        let idp = MockIdp::start();
        let browser = &chromium.driver;
        let app = format!(
            "{}/oauth/authorize?response_type=code&client_id=skc_100000000000000001&scope=openid&state=s&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fauth%2Fcallback",
            idp.environment_url()
        );
        browser.goto(app).await?;
        browser.find(By::Name("email")).await?.send_keys(ALICE).await?;
        click(browser, "Continue").await?;
        arrive(browser, "Enter the code").await?;
        let code = idp.newest_code(ALICE).expect("a mail was sent");

        browser.goto(format!("{}/mailbox", idp.environment_url())).await?;
        let button = browser.find(By::Css("button.copy")).await?;
        assert_eq!(button.is_displayed().await?, is_shown);
        if is_shown {
            shows(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;
            button.click().await?;
            shows(browser, &format!("//*[@id='live'][starts-with(., '{code} is ')]")).await?;
        }
    }
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

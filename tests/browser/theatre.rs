//! The theatre's page, whose script draws what happens and plays it again.

use mock_idp::MockIdp;
use thirtyfour::prelude::*;

use crate::chromium::Chromium;

/// Sends a request that is an exchange.
async fn request(idp: &MockIdp) {
    let url = format!("{}/userinfo", idp.environment_url());
    reqwest::get(url).await.expect("it answers");
}

/// Waits until there is such an element.
async fn wait(browser: &WebDriver, xpath: &str) -> WebDriverResult<()> {
    browser.query(By::XPath(xpath)).first().await.map(drop)
}

/// Returns the numbers of the exchanges that are shown.
async fn shown(browser: &WebDriver) -> WebDriverResult<Vec<u64>> {
    let script = "return [...new Set([...document.querySelectorAll('#scene .group:not([hidden]) .words [data-number]:not([hidden])')]\
        .map(item => Number(item.dataset.number)))]";
    browser.execute(script, Vec::new()).await?.convert()
}

/// Returns how much of each diagram is cut off.
async fn clips(browser: &WebDriver) -> WebDriverResult<Vec<String>> {
    let script = "return [...document.querySelectorAll('#scene .group:not([hidden]) .slice')].map(slice => slice.style.clipPath)";
    browser.execute(script, Vec::new()).await?.convert()
}

#[tokio::test]
async fn it_draws_what_happens_and_its_slider_goes_back_and_forth() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;
    browser.goto(format!("{}/theatre", idp.control_url())).await?;
    wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;

    request(&idp).await;
    wait(browser, "//*[@data-number='1']").await?;
    request(&idp).await;
    wait(browser, "//*[@data-number='2']").await?;
    let slider = browser.find(By::Id("until")).await?;
    let all = shown(browser).await?;
    slider.send_keys(Key::Home + "").await?;
    let first = shown(browser).await?;
    let clipped = clips(browser).await?;
    let word = browser.find(By::Css("#replay output")).await?.text().await?;
    request(&idp).await;
    wait(browser, "//*[@data-number='3']").await?;
    let meanwhile = shown(browser).await?;
    slider.send_keys(Key::End + "").await?;

    assert_eq!((all, first), (vec![1, 2], vec![1]));
    assert!(clipped.len() == 1 && clipped[0].starts_with("inset("), "{clipped:?}");
    assert_eq!(word, "#1");
    assert_eq!(meanwhile, [1], "who looks at the past stays there");
    assert_eq!(shown(browser).await?, [1, 2, 3]);
    assert!(clips(browser).await?.iter().all(String::is_empty));
    Ok(())
}

#[tokio::test]
async fn what_was_folded_stays_folded_and_a_reset_empties_it() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let idp = MockIdp::start();
    let browser = &chromium.driver;
    request(&idp).await;
    browser.goto(format!("{}/theatre", idp.control_url())).await?;
    wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;

    browser.find(By::Css("details.group > summary")).await?.click().await?;
    request(&idp).await;
    wait(browser, "//*[@data-number='2']").await?;
    let first = browser.find(By::Css("details.group")).await?;
    let is_open = first.prop("open").await?;
    idp.reset();
    wait(browser, "//p[@class='empty']").await?;

    assert_eq!(is_open.as_deref(), Some("false"));
    assert_eq!(shown(browser).await?, [0; 0]);
    Ok(())
}

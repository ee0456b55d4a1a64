//! The theatre's page, whose script draws what happens and plays it again.

use std::time::Duration;

use mock_idp::MockIdp;
use thirtyfour::prelude::*;

use crate::app::App;
use crate::chromium::Chromium;

/// The argument that lets no page run a script.
const WITHOUT_SCRIPTS: &str = "--blink-settings=scriptEnabled=false";

const ALICE: &str = "alice@acme.example";

/// Returns the least contrast of a word that is faded with its ground, and how many words are (WCAG 2.2, *contrast ratio*).
const CONTRAST: &str = "
    const channels = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
    const luminance = (colour) => {
      const [red, green, blue] = channels(colour).map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = getComputedStyle(document.querySelector('.theatre')).backgroundColor;
    const opacity = (item) => (item ? getComputedStyle(item).opacity * opacity(item.parentElement) : 1);
    const seen = (item) => {
      const share = opacity(item);
      const behind = channels(ground);
      const mixed = channels(getComputedStyle(item).fill).map((value, at) => value * share + behind[at] * (1 - share));
      return `rgb(${mixed})`;
    };
    const contrast = (item) => {
      const [dark, light] = [luminance(seen(item)), luminance(ground)].sort((one, other) => one - other);
      return (light + 0.05) / (dark + 0.05);
    };
    const words = [...document.querySelectorAll('.slice .dim :is(text, tspan)')].filter((item) => item.checkVisibility());
    return [Math.min(...words.map(contrast)), words.length];
";

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

/// Returns what the table of lives says, once it is that of the slider.
async fn lives(browser: &WebDriver) -> WebDriverResult<String> {
    let table = "//details[@data-group='lives']//dl[not(@aria-busy)]";
    browser.query(By::XPath(table)).first().await?.text().await
}

/// Returns what the bars say beside the pointer.
async fn bars(browser: &WebDriver) -> WebDriverResult<String> {
    let script = "return [...document.querySelectorAll('.slice .life title')].map(one => one.textContent).join()";
    browser.execute(script, Vec::new()).await?.convert()
}

#[tokio::test]
async fn where_the_slider_stands_no_life_has_a_future() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "127.0.0.1").await;
    let browser = &chromium.driver;
    app.sign_in(browser, ALICE).await?;
    app.sign_in(browser, ALICE).await?;
    browser.goto(format!("{}/theatre", app.idp.control_url())).await?;
    wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;

    let slider = browser.find(By::Id("until")).await?;
    let (all, all_bars) = (lives(browser).await?, bars(browser).await?);
    slider.send_keys(Key::Home + "").await?;
    let (first, first_bars) = (lives(browser).await?, bars(browser).await?);
    slider.send_keys(Key::End + "").await?;
    let (again, bars_again) = (lives(browser).await?, bars(browser).await?);

    assert!(all.contains("#2"), "{all}");
    assert!(first.contains("born #1") && !first.contains("#2"), "{first}");
    assert!(all_bars.contains("dead"), "{all_bars}");
    assert!(!first_bars.contains("dead #2") && !first_bars.contains("shown #2"), "{first_bars}");
    assert_eq!((again, bars_again), (all, all_bars));
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

#[tokio::test]
async fn what_is_faded_can_be_read_by_day_and_by_night() -> WebDriverResult<()> {
    for (scheme, setting) in [("dark", 0), ("light", 1)] {
        let setting = format!("--blink-settings=preferredColorScheme={setting}");
        let arguments = ["--window-size=1280,900", &setting];
        let Some(chromium) = Chromium::start_with(&arguments).await else {
            return Ok(());
        };
        let app = App::start("localhost", "127.0.0.1").await;
        let browser = &chromium.driver;
        app.sign_in(browser, ALICE).await?;

        browser.goto(format!("{}/theatre?life=0#life-0", app.idp.control_url())).await?;
        wait(browser, "//*[@id='about']").await?;
        browser.execute("document.getAnimations().forEach(one => one.finish())", vec![]).await?;
        let (least, words): (f64, usize) =
            browser.execute(CONTRAST, Vec::new()).await?.convert()?;

        let is_in_it = format!("return matchMedia('(prefers-color-scheme: {scheme})').matches");
        let is_in_it: bool = browser.execute(is_in_it, Vec::new()).await?.convert()?;
        assert!(is_in_it, "{scheme}");
        assert!(words > 0, "{scheme}: {words} words are faded");
        assert!(least >= 4.5, "{scheme}: {least:.2} (WCAG 2.2 SC 1.4.3)");
    }
    Ok(())
}

/// The place that is chosen at a width: in the drawing, or in the list that a narrow page has in its stead.
const PLACES: [(u32, [&str; 2]); 3] =
    [(1280, ["arrow-3", "life-3"]), (950, ["arrow-3", "life-3"]), (500, ["line-3", "story-3"])];

/// Height of these windows.
const HIGH: f64 = 620.0;

#[tokio::test]
async fn without_a_script_what_is_chosen_is_marked_and_in_sight_above_its_panel()
-> WebDriverResult<()> {
    for (wide, places) in PLACES {
        let size = format!("--window-size={wide},{HIGH}");
        let Some(chromium) = Chromium::start_with(&[&size, WITHOUT_SCRIPTS]).await else {
            return Ok(());
        };
        let app = App::start("localhost", "127.0.0.1").await;
        let browser = &chromium.driver;
        for _ in 0..5 {
            app.sign_in(browser, ALICE).await?;
        }

        for place in places {
            browser.goto(format!("{}/theatre", app.idp.control_url())).await?;
            browser.find(By::Id(place)).await?.click().await?;
            wait(browser, "//*[@id='about']").await?;
            let chosen = browser.find(By::Id(place)).await?.rect().await?;
            let panel = browser.find(By::Id("about")).await?.rect().await?;
            let marked = browser.find_all(By::Css(".slice .lit, .words .chosen")).await?;

            // Both are measured from the top of the page. The panel ends where the window does, which is as high at most.
            let top = panel.y + panel.height - HIGH;
            let is_in_sight = chosen.y >= top && chosen.y + 10.0 <= panel.y;
            assert!(is_in_sight, "{place} at {wide}: {chosen:?} above {panel:?}");
            assert!(!marked.is_empty(), "{place} at {wide}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn with_its_script_the_page_stays_where_it_is_when_something_is_chosen() -> WebDriverResult<()>
{
    for (wide, places) in PLACES {
        let size = format!("--window-size={wide},{HIGH}");
        let Some(chromium) = Chromium::start_with(&[&size]).await else {
            return Ok(());
        };
        let app = App::start("localhost", "127.0.0.1").await;
        let browser = &chromium.driver;
        for _ in 0..5 {
            app.sign_in(browser, ALICE).await?;
        }
        browser.goto(format!("{}/theatre", app.idp.control_url())).await?;
        wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;

        for place in places {
            // As high as no panel reaches, and lower than where a fragment would put it.
            let lay = format!(
                "const place = document.getElementById('{place}'); place.scrollIntoView({{ block: 'center' }}); \
                 return place.getBoundingClientRect().top"
            );
            let top =
                format!("return document.getElementById('{place}').getBoundingClientRect().top");
            let before: f64 = browser.execute(lay, Vec::new()).await?.convert()?;
            browser.find(By::Id(place)).await?.click().await?;
            wait(browser, "//*[@id='about']").await?;
            let chosen: f64 = browser.execute(top.as_str(), Vec::new()).await?.convert()?;
            browser.execute("document.querySelector('#about').remove()", Vec::new()).await?;

            assert!((chosen - before).abs() < 1.0, "{place} at {wide}: {before} {chosen}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_open_ends_a_bar_when_its_time_is_over() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "127.0.0.1").await;
    let browser = &chromium.driver;
    app.sign_in(browser, ALICE).await?;
    browser.goto(format!("{}/theatre", app.idp.control_url())).await?;
    wait(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;
    let code = "//dt[starts-with(., 'code')]/following-sibling::dd[1]";

    wait(browser, &format!("{code}[contains(., 'alive')]")).await?;
    // What turns the clock is drawn before that, so that only the page's own timer is left.
    app.idp.clock().advance(Duration::from_secs(597));
    wait(browser, &format!("{code}[contains(., 'expired')]")).await?;
    Ok(())
}

//! The fake by the keyboard alone: somebody is signed in, looked at in the theatre, and signed out, with Tab, Enter, Escape
//! and the arrow keys.

use thirtyfour::prelude::*;

use crate::app::App;
use crate::chromium::Chromium;
use crate::shows;

const ALICE: &str = "alice@acme.example";

/// Most stops of the Tab key before what is looked for: more than a page has that shows one sign-in.
const MOST_STOPS: usize = 120;

/// Somebody at a keyboard.
struct Keyboard<'b>(&'b WebDriver);

impl Keyboard<'_> {
    async fn press(&self, key: Key) -> WebDriverResult<()> {
        self.0.action_chain().send_keys(key + "").perform().await
    }

    /// Goes on with the Tab key until this has the focus.
    async fn tab_to(&self, css: &str) -> WebDriverResult<()> {
        for _ in 0..MOST_STOPS {
            self.press(Key::Tab).await?;
            if self.has_focus(css).await? {
                return Ok(());
            }
        }
        panic!("the Tab key never stops at {css}")
    }

    async fn has_focus(&self, css: &str) -> WebDriverResult<bool> {
        let script = "return document.activeElement.matches(arguments[0])";
        self.0.execute(script, vec![css.into()]).await?.convert()
    }

    /// Goes on with the Tab key to this, and presses Enter.
    async fn follow(&self, css: &str) -> WebDriverResult<()> {
        self.tab_to(css).await?;
        self.press(Key::Enter).await
    }

    /// Waits until this has the focus.
    async fn arrives(&self, css: &str) -> WebDriverResult<()> {
        self.0.query(By::Css(format!("{css}:focus"))).first().await.map(drop)
    }

    /// Goes back with Shift and the Tab key.
    async fn back(&self) -> WebDriverResult<()> {
        let chain = self.0.action_chain().key_down(Key::Shift).send_keys(Key::Tab + "");
        chain.key_up(Key::Shift).perform().await
    }

    /// Returns where what has the focus begins, in pixels below the end of the theatre's head, which stays at the top.
    async fn below_head(&self) -> WebDriverResult<f64> {
        let script = "return document.activeElement.getBoundingClientRect().top
            - document.querySelector('.heads-row').getBoundingClientRect().bottom";
        self.0.execute(script, Vec::new()).await?.convert()
    }

    /// Returns how far the page is scrolled, in pixels.
    async fn scrolled(&self) -> WebDriverResult<i64> {
        self.0.execute("return Math.round(scrollY)", Vec::new()).await?.convert()
    }

    /// Waits until the console says this of what was done.
    async fn hears(&self, done: &str) -> WebDriverResult<()> {
        shows(self.0, &format!("//*[@id='done'][contains(normalize-space(), '{done}')]")).await
    }
}

#[tokio::test]
async fn a_session_is_begun_looked_at_and_ended_by_the_keyboard_alone() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(&["--window-size=1280,900"]).await else {
        return Ok(());
    };
    let app = App::start("localhost", "127.0.0.1").await;
    let browser = &chromium.driver;
    let keyboard = Keyboard(browser);

    browser.goto(app.idp.environment_url()).await?;
    keyboard.tab_to(".skip").await?;
    keyboard.follow("#all-people form button").await?;
    keyboard.hears(ALICE).await?;
    browser.goto(format!("{}/login", app.url)).await?;
    app.redeem(browser).await?;

    browser.goto(app.idp.environment_url()).await?;
    keyboard.follow("header a[href='/_mock/theatre']").await?;
    shows(browser, "//header//a[.='Theatre'][@aria-current='page']").await?;
    shows(browser, "//*[@id='live'][starts-with(., 'Live')]").await?;
    keyboard.tab_to("#until").await?;
    keyboard.press(Key::Left).await?;
    let replayed = browser.find(By::Css("#replay output")).await?.text().await?;
    keyboard.press(Key::Right).await?;
    for chosen in ["#arrow-1", "#life-0"] {
        keyboard.follow(chosen).await?;
        keyboard.arrives("#about").await?;
        keyboard.tab_to("#about .close").await?;
        keyboard.press(Key::Escape).await?;
        keyboard.arrives(chosen).await?;
        assert!(browser.find_all(By::Id("about")).await?.is_empty(), "{chosen}");
        browser.refresh().await?;
    }

    browser.goto(app.idp.environment_url()).await?;
    keyboard.follow("#all-sessions .sure > summary").await?;
    keyboard.press(Key::Escape).await?;
    let stepped_back = browser.find_all(By::Css(".sure[open]")).await?.is_empty();
    let still_lives = app.live_sessions();
    keyboard.press(Key::Enter).await?;
    keyboard.follow("#all-sessions .sure .grave").await?;
    keyboard.hears("The one session of alice@acme.example has ended.").await?;

    assert_eq!(replayed, "#1");
    assert!(stepped_back, "Escape steps back");
    assert_eq!((still_lives, app.live_sessions()), (1, 0));
    Ok(())
}

#[tokio::test]
async fn the_focus_stays_in_sight_and_the_page_where_it_is() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(&["--window-size=1280,620"]).await else {
        return Ok(());
    };
    let app = App::start("localhost", "127.0.0.1").await;
    let browser = &chromium.driver;
    let keyboard = Keyboard(browser);
    for _ in 0..5 {
        app.sign_in(browser, ALICE).await?;
    }

    browser.goto(format!("{}/theatre?arrow=3#arrow-3", app.idp.control_url())).await?;
    keyboard.arrives("#about").await?;
    let before = keyboard.scrolled().await?;
    for _ in 0..3 {
        keyboard.press(Key::Tab).await?;
        assert!(keyboard.has_focus("#about *").await?, "the panel has three stops");
        assert_eq!(keyboard.scrolled().await?, before, "the panel is where it was");
    }
    keyboard.press(Key::Escape).await?;
    keyboard.arrives("#arrow-3").await?;
    assert!(keyboard.below_head().await? >= 0.0, "Escape");
    browser.execute("scrollTo(0, document.body.scrollHeight)", Vec::new()).await?;
    while !keyboard.has_focus("#arrow-1").await? {
        keyboard.back().await?;
        if keyboard.has_focus(".slice [id^=arrow-]").await? {
            assert!(keyboard.below_head().await? >= 0.0, "Shift and Tab");
        }
    }
    Ok(())
}

#[tokio::test]
async fn in_a_narrow_page_the_focus_returns_to_the_list() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(&["--window-size=500,800"]).await else {
        return Ok(());
    };
    let app = App::start("localhost", "127.0.0.1").await;
    let browser = &chromium.driver;
    let keyboard = Keyboard(browser);
    app.sign_in(browser, ALICE).await?;

    browser.goto(format!("{}/theatre", app.idp.control_url())).await?;
    let number = ".words .number:not([tabindex])";
    keyboard.follow(number).await?;
    keyboard.arrives("#about").await?;
    keyboard.press(Key::Escape).await?;

    keyboard.arrives(".words [data-number='1'] .number").await?;
    Ok(())
}

//! A lesson in a browser: with its script it ticks the steps by itself, and without scripts when it is loaded again.

use mock_idp::Classroom;
use thirtyfour::prelude::*;

use crate::chromium::Chromium;
use crate::shows;

/// The argument that lets no page run a script.
const WITHOUT_SCRIPTS: &str = "--blink-settings=scriptEnabled=false";

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";

/// A lesson in one tab, and the application in another.
struct Desk<'b> {
    browser: &'b WebDriver,
    room: Classroom,
    lesson: WindowHandle,
    application: WindowHandle,
}

impl<'b> Desk<'b> {
    async fn begin(browser: &'b WebDriver, name: &str) -> WebDriverResult<Self> {
        let room = Classroom::start(0, 0).await.expect("free ports");
        let page = room.idp().teach(name).await.expect("a lesson");
        browser.goto(page).await?;
        let lesson = browser.window().await?;
        // The link keeps the focus in the lesson's tab, and the steps are ticked all the same.
        browser.find(By::Css(".step a")).await?.click().await?;
        let tabs = browser.windows().await?;
        let application = tabs.into_iter().find(|tab| *tab != lesson).expect("a tab of its own");
        Ok(Self { browser, room, lesson, application })
    }

    /// Presses something on a page of the application.
    async fn press(&self, path: &str, xpath: &str) -> WebDriverResult<()> {
        self.browser.switch_to_window(self.application.clone()).await?;
        self.browser.goto(format!("{}{path}", self.room.application_url())).await?;
        self.browser.query(By::XPath(xpath)).first().await?.click().await
    }

    async fn sign_in_as(&self, person: &str) -> WebDriverResult<()> {
        self.room.idp().sign_in_next_as(person).expect("both may");
        self.press("/", "//a[.='Sign in']").await?;
        shows(self.browser, "//*[.='Sign out']").await
    }

    async fn sign_out(&self) -> WebDriverResult<()> {
        self.press("/dashboard", "//button[.='Sign out']").await?;
        shows(self.browser, "//h1[.='Signed out']").await
    }

    /// Goes back to the lesson, and waits until so many steps are done.
    async fn has_done(&self, steps: usize, reloads: bool) -> WebDriverResult<()> {
        self.browser.switch_to_window(self.lesson.clone()).await?;
        if reloads {
            self.browser.refresh().await?;
        }
        let done = format!("//ol[count(li[@data-state='done'])={steps}]");
        shows(self.browser, &done).await
    }
}

async fn walk(arguments: &[&str], reloads: bool) -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(arguments).await else {
        return Ok(());
    };
    let desk = Desk::begin(&chromium.driver, "sign-out").await?;

    desk.has_done(0, reloads).await?;
    desk.sign_in_as(ALICE).await?;
    desk.has_done(1, reloads).await?;
    desk.sign_out().await?;
    desk.has_done(2, reloads).await?;
    desk.sign_in_as(BOB).await?;
    desk.has_done(4, reloads).await?;

    let figures = chromium.driver.find_all(By::Css(".both figure")).await?;
    assert_eq!(figures.len(), 2);
    let live = chromium.driver.find(By::Id("live")).await?.text().await?;
    assert_eq!(live.is_empty(), reloads, "{live}");
    drop(desk);
    Ok(())
}

#[tokio::test]
async fn with_its_script_a_lesson_ticks_its_steps_by_itself() -> WebDriverResult<()> {
    walk(&[], false).await
}

#[tokio::test]
async fn without_scripts_a_lesson_ticks_its_steps_when_it_is_loaded_again() -> WebDriverResult<()> {
    walk(&[WITHOUT_SCRIPTS], true).await
}

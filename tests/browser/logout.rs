//! Each way in which a browser can reach `/oidc/logout` from an application's pages, with the application and the
//! fake at two ports of one host. Only the ways that end a session at a real environment, which is another site, end
//! it here.

use std::fmt::Write as _;

use thirtyfour::prelude::*;

use crate::app::App;
use crate::chromium::{Chromium, NAMES};

const ALICE: &str = "alice@acme.example";

/// A way to reach the logout.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// The page of the application, with `LOGOUT` for the fake's address.
    page: &'static str,
    begins: Begins,
}

/// The trigger of a logout.
#[derive(Clone, Copy)]
enum Begins {
    /// The page by itself.
    Itself,
    /// A click on its `#go`.
    Click,
    /// The page by itself, and then, after the prefetch, a click on its `#go`.
    GuessAndClick,
    /// An address that is typed.
    Typing,
}

const fn way(name: &'static str, begins: Begins, page: &'static str) -> Way {
    Way { name, page, begins }
}

pub(crate) const WAYS: [Way; 36] = [
    way("a typed address", Begins::Typing, ""),
    way("a link", Begins::Click, "<a id=go href='LOGOUT'>x</a>"),
    way("a link, no-referrer", Begins::Click, "<a id=go rel=noreferrer href='LOGOUT'>x</a>"),
    way("a link, another window", Begins::Click, "<a id=go target=_blank href='LOGOUT'>x</a>"),
    way("a script sets location", Begins::Itself, "<script>location.href = 'LOGOUT'</script>"),
    way("a page refreshes", Begins::Itself, "<meta http-equiv=refresh content='0; url=LOGOUT'>"),
    way("a link, answered 302", Begins::Click, "<a id=go href='/sign-out/302'>x</a>"),
    way("a link, answered 307", Begins::Click, "<a id=go href='/sign-out/307'>x</a>"),
    way("a form, GET", Begins::Click, "<form action='LOGOUT'><button id=go>x</button></form>"),
    way(
        "a form, POST, answered 302",
        Begins::Click,
        "<form method=post action='/sign-out/302'><button id=go>x</button></form>",
    ),
    way(
        "a form, POST, answered 303",
        Begins::Click,
        "<form method=post action='/sign-out/303'><button id=go>x</button></form>",
    ),
    way(
        "a form, POST, answered 307",
        Begins::Click,
        "<form method=post action='/sign-out/307'><button id=go>x</button></form>",
    ),
    way(
        "a form, POST, answered 308",
        Begins::Click,
        "<form method=post action='/sign-out/308'><button id=go>x</button></form>",
    ),
    way(
        "a form, POST straight there",
        Begins::Click,
        "<form method=post action='LOGOUT'><button id=go>x</button></form>",
    ),
    way(
        "fetch, no-cors",
        Begins::Itself,
        "<script>fetch('LOGOUT', {mode: 'no-cors', credentials: 'include'})</script>",
    ),
    way(
        "fetch, cors",
        Begins::Itself,
        "<script>fetch('LOGOUT', {credentials: 'include'})</script>",
    ),
    way(
        "fetch, no-cors, POST",
        Begins::Itself,
        "<script>fetch('LOGOUT', {method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams()})</script>",
    ),
    way(
        "fetch of the app, answered 302",
        Begins::Itself,
        "<script>fetch('/sign-out/302', {mode: 'no-cors', credentials: 'include'})</script>",
    ),
    way(
        "sendBeacon",
        Begins::Itself,
        "<script>navigator.sendBeacon('LOGOUT', new URLSearchParams())</script>",
    ),
    way("<iframe>", Begins::Itself, "<iframe src='LOGOUT'></iframe>"),
    way(
        "<iframe>, hidden, sandboxed",
        Begins::Itself,
        "<iframe hidden sandbox src='LOGOUT'></iframe>",
    ),
    way(
        "<iframe>, a form, POST",
        Begins::Click,
        "<iframe name=frame></iframe><form method=post target=frame action='LOGOUT'><button id=go>x</button></form>",
    ),
    way("<embed>", Begins::Itself, "<embed src='LOGOUT'>"),
    way("<object>", Begins::Itself, "<object data='LOGOUT'></object>"),
    way("<img>", Begins::Itself, "<img src='LOGOUT'>"),
    way("<script>", Begins::Itself, "<script src='LOGOUT'></script>"),
    way(
        "<script type=module>",
        Begins::Itself,
        "<script type=module crossorigin=use-credentials src='LOGOUT'></script>",
    ),
    way("<link rel=stylesheet>", Begins::Itself, "<link rel=stylesheet href='LOGOUT'>"),
    way("<audio>", Begins::Itself, "<audio preload=auto src='LOGOUT'></audio>"),
    way("<video>", Begins::Itself, "<video preload=auto src='LOGOUT'></video>"),
    way("<link rel=preload>", Begins::Itself, "<link rel=preload as=image href='LOGOUT'>"),
    way("<link rel=prefetch>", Begins::Itself, "<link rel=prefetch href='LOGOUT'>"),
    way(
        "speculation rules, prefetch",
        Begins::Itself,
        r#"<script type=speculationrules>{"prefetch": [{"urls": ["LOGOUT"], "eagerness": "immediate"}]}</script>"#,
    ),
    way(
        "speculation rules, prerender",
        Begins::Itself,
        r#"<script type=speculationrules>{"prerender": [{"urls": ["LOGOUT"], "eagerness": "immediate"}]}</script>"#,
    ),
    way(
        "a link after its prefetch",
        Begins::GuessAndClick,
        r#"<script type=speculationrules>{"prefetch": [{"urls": ["LOGOUT"], "eagerness": "immediate"}]}</script><a id=go href='LOGOUT'>x</a>"#,
    ),
    way(
        "a link after its prerender",
        Begins::GuessAndClick,
        r#"<script type=speculationrules>{"prerender": [{"urls": ["LOGOUT"], "eagerness": "immediate"}]}</script><a id=go href='LOGOUT'>x</a>"#,
    ),
];

#[tokio::test]
async fn at_two_ports_of_one_host_each_way_ends_what_it_ends_at_another_site() -> WebDriverResult<()>
{
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let app = App::start("localhost", "localhost").await;
    insta::assert_snapshot!("chromium.logout", table(&app, &chromium.driver, &WAYS).await?);
    Ok(())
}

/// Without Fetch Metadata the fake sees only that there is no cookie, and of a POST or a script with CORS the
/// `Origin`.
#[tokio::test]
async fn at_plain_http_names_of_two_sites_each_way_ends_the_same() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start_with(&[NAMES]).await else {
        return Ok(());
    };
    let app = App::start("app.test", "idp.test").await;
    let ways = WAYS.iter().filter(|way| !way.is_a_guess());
    insta::assert_snapshot!("chromium.logout_at_names", table(&app, &chromium.driver, ways).await?);
    Ok(())
}

/// Tries each way, and sends a request after it. Returns a line for each: whether the session ended, or why not.
async fn table(
    app: &App,
    browser: &WebDriver,
    ways: impl IntoIterator<Item = &Way>,
) -> WebDriverResult<String> {
    let mut table = String::new();
    for way in ways {
        if app.live_sessions() == 0 {
            app.sign_in(browser, ALICE).await?;
        }
        let why = way.go(app, browser).await?;
        close_other_windows(browser).await?;
        let signed_in = app.is_signed_in(browser).await?;
        assert_eq!(app.live_sessions(), usize::from(signed_in), "{}: {why}", way.name);
        assert_eq!(signed_in, !why.is_empty(), "{}: {why}", way.name);
        let became = if signed_in { format!("lives: {why}") } else { "ends".to_owned() };
        writeln!(table, "{:<32}{became}", way.name).expect("a string takes all");
    }
    Ok(table)
}

impl Way {
    /// Says whether the way is a prefetch or a prerender, which Chromium makes only to secure addresses.
    fn is_a_guess(&self) -> bool {
        self.name.contains("prefetch") || self.name.contains("prerender")
    }

    /// Goes the way, and returns the journal's reason if nothing ended.
    pub(crate) async fn go(&self, app: &App, browser: &WebDriver) -> WebDriverResult<String> {
        let page = self.page.replace("LOGOUT", &app.logout_url());
        let from = app.idp.last_seq() + 1;
        match self.begins {
            Begins::Typing => browser.goto(app.logout_url()).await?,
            Begins::Itself => app.show(browser, &page).await?,
            Begins::Click => {
                app.show(browser, &page).await?;
                browser.find(By::Id("go")).await?.click().await?;
            }
            Begins::GuessAndClick => {
                app.show(browser, &page).await?;
                let guess = app.came_of_logout(from).await;
                assert!(guess.starts_with("the browser prefetched"), "{}: {guess}", self.name);
                let after = app.idp.last_seq() + 1;
                browser.find(By::Id("go")).await?.click().await?;
                return Ok(app.came_of_logout(after).await);
            }
        }
        Ok(app.came_of_logout(from).await)
    }
}

/// Closes all windows but one, because Chromium does not prefetch in windows behind others.
async fn close_other_windows(browser: &WebDriver) -> WebDriverResult<()> {
    let own = browser.window().await?;
    for other in browser.windows().await?.into_iter().filter(|other| *other != own) {
        browser.switch_to_window(other).await?;
        browser.close_window().await?;
        browser.switch_to_window(own.clone()).await?;
    }
    Ok(())
}

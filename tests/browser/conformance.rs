//! The rules of `user-agent` are those of Chromium: the same pages in both, and the same words in each request.

mod cookies;
mod names;
mod recorder;

use recorder::Recorder;
use thirtyfour::prelude::*;
use user_agent::{Credentials, Fetch, Mode, UserAgent};

use crate::chromium::Chromium;

/// Every kind of target, seen from a page of the application: itself, its neighbour at another port, another site.
const TARGETS: [&str; 3] = ["app/hit", "neighbour/hit", "idp/hit"];
/// Ways through redirects, the numbers being their statuses.
const WAYS: [&str; 7] = [
    "app/302 > idp/302 > app/hit",
    "app/307 > idp/hit",
    "app/307 > idp/307 > app/hit",
    "app/303 > idp/302 > app/302 > app/hit",
    "app/302 > neighbour/302 > app/hit",
    "app/307 > neighbour/hit",
    "idp/302 > app/hit",
];
/// Requests from another site to the application.
const FOREIGN: [&str; 2] = ["app/hit", "app/302 > idp/302 > app/hit"];

/// A page, and what is done with it.
struct Case {
    /// The origin of the page.
    page: &'static str,
    act: Act,
    way: &'static str,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Type,
    Link,
    LinkWithoutReferrer,
    FormGet,
    FormPost,
    /// Posted from a page whose policy is `no-referrer`.
    SilentFormPost,
    /// The page sends the browser on by itself.
    Refresh,
    Image,
    Frame,
    Prefetch,
    FetchGet,
    FetchPost,
    /// With credentials, wherever it goes.
    FetchInclude,
    /// With a header that needs another origin's consent.
    FetchOwnHeader,
    FetchNoCors,
}

const ACTS: [Act; 15] = [
    Act::Type,
    Act::Link,
    Act::LinkWithoutReferrer,
    Act::FormGet,
    Act::FormPost,
    Act::SilentFormPost,
    Act::Refresh,
    Act::Image,
    Act::Frame,
    Act::Prefetch,
    Act::FetchGet,
    Act::FetchPost,
    Act::FetchInclude,
    Act::FetchOwnHeader,
    Act::FetchNoCors,
];

#[tokio::test]
async fn every_request_says_what_it_says_in_chromium() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let recorder = Recorder::start().await;
    let mut agent = UserAgent::new();
    for origin in recorder.origins.all() {
        agent.open(&format!("{origin}/cookies")).await.expect("the recorder answers");
        chromium.driver.goto(format!("{origin}/cookies")).await?;
    }

    let mut differences = Vec::new();
    for case in cases() {
        let ours = case.by_agent(&recorder, &agent).await;
        assert!(!ours.is_empty(), "{:?} sends a request", case.act);
        let theirs = case.by_chromium(&recorder, &chromium.driver, ours.len()).await?;
        if ours != theirs {
            differences.push(case.difference(&ours, &theirs));
        }
    }

    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    Ok(())
}

fn cases() -> impl Iterator<Item = Case> {
    let at_home = TARGETS.iter().chain(&WAYS).map(|way| ("app", *way));
    let from_abroad = FOREIGN.iter().map(|way| ("evil", *way));
    at_home.chain(from_abroad).flat_map(|(page, way)| ACTS.map(|act| Case { page, act, way }))
}

impl Case {
    async fn by_agent(&self, recorder: &Recorder, agent: &UserAgent) -> Vec<String> {
        let way = recorder.origins.address(self.way);
        recorder.begin(&self.act.html(&way));
        let mut tab = agent.new_tab();
        tab.open(&recorder.origins.address(&format!("{}/page", self.page)))
            .await
            .expect("the recorder shows the page");
        let _ = match self.act {
            Act::Type => tab.open(&way).await,
            Act::Refresh => tab.follow_refresh().await.map(|page| page.expect("a refresh")),
            Act::Image => tab.from_here().expect("a page").image(&way).await,
            Act::Frame => tab.from_here().expect("a page").frame(&way).await,
            Act::Prefetch => tab.from_here().expect("a page").prefetch(&way).await,
            _ => match self.act.fetch(&way) {
                Some(fetch) => tab.fetch(fetch).await,
                None => tab.click("Go").await,
            },
        };
        recorder.lines(0).await
    }

    async fn by_chromium(
        &self,
        recorder: &Recorder,
        browser: &WebDriver,
        expected: usize,
    ) -> WebDriverResult<Vec<String>> {
        let way = recorder.origins.address(self.way);
        recorder.begin(&self.act.html(&way));
        browser.goto(recorder.origins.address(&format!("{}/page", self.page))).await?;
        match self.act {
            Act::Type => browser.goto(way).await?,
            _ if self.act.is_pressed() => browser.find(By::Id("go")).await?.click().await?,
            _ => {}
        }
        Ok(recorder.lines(expected).await)
    }

    fn difference(&self, ours: &[String], theirs: &[String]) -> String {
        let Self { page, act, way } = self;
        format!(
            "{act:?} from {page}: {way}\n  here      {}\n  Chromium  {}\n",
            ours.join("\n            "),
            theirs.join("\n            ")
        )
    }
}

impl Act {
    /// Returns the page of a case.
    fn html(self, way: &str) -> String {
        match self {
            Self::Type => String::new(),
            Self::Link => format!("<a id=go href='{way}'>Go</a>"),
            Self::LinkWithoutReferrer => format!("<a id=go rel=noreferrer href='{way}'>Go</a>"),
            Self::FormGet => form("get", way),
            Self::FormPost => form("post", way),
            Self::SilentFormPost => {
                format!("<meta name=referrer content=no-referrer>{}", form("post", way))
            }
            Self::Refresh => format!("<meta http-equiv=refresh content='0; url={way}'>"),
            Self::Image => format!("<img src='{way}'>"),
            Self::Frame => format!("<iframe src='{way}'></iframe>"),
            Self::Prefetch => format!("<link rel=prefetch href='{way}'>"),
            Self::FetchGet => script(way, "{}"),
            Self::FetchPost => script(way, "{method: 'POST'}"),
            Self::FetchInclude => script(way, "{credentials: 'include'}"),
            Self::FetchOwnHeader => script(way, "{headers: {'x-own': '1'}}"),
            Self::FetchNoCors => {
                script(way, "{method: 'POST', mode: 'no-cors', credentials: 'include'}")
            }
        }
    }

    fn is_pressed(self) -> bool {
        matches!(
            self,
            Self::Link
                | Self::LinkWithoutReferrer
                | Self::FormGet
                | Self::FormPost
                | Self::SilentFormPost
        )
    }

    /// Returns what a script does.
    fn fetch(self, way: &str) -> Option<Fetch> {
        match self {
            Self::FetchGet => Some(Fetch::get(way)),
            Self::FetchPost => Some(Fetch::post(way)),
            Self::FetchInclude => Some(Fetch::get(way).credentials(Credentials::Include)),
            Self::FetchOwnHeader => Some(Fetch::get(way).header("x-own", "1")),
            Self::FetchNoCors => {
                Some(Fetch::post(way).mode(Mode::NoCors).credentials(Credentials::Include))
            }
            _ => None,
        }
    }
}

/// Returns a form whose fields repeat the query of its action: a GET would replace it.
fn form(method: &str, way: &str) -> String {
    let url = url::Url::parse(way).expect("an address of a case");
    let fields: Vec<_> = url
        .query_pairs()
        .map(|(name, value)| format!("<input type=hidden name='{name}' value='{value}'>"))
        .collect();
    let fields = fields.concat();
    format!("<form method={method} action='{way}'>{fields}<button id=go>Go</button></form>")
}

fn script(way: &str, options: &str) -> String {
    format!("<script>fetch('{way}', {options}).catch(() => 0)</script>")
}

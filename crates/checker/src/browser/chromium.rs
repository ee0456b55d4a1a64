//! Chromium as a browser, by `WebDriver` `BiDi`: scripts run, and what it does is what people's browsers do.
//!
//! Each browser without a past is a user context of its own in the one process of a check.

mod act;
mod cookies;
mod elsewhere;
mod fetch;
mod lure;
mod process;
mod rooms;
mod scripts;
mod traffic;
mod translator;
mod user;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use url::Url;
use user_agent::{Control, Error, Fetch, Hop, Jar, Kind, ObservedPage, Outcome, Page, Probe};

use self::act::Act;
pub(crate) use self::process::Chromium;
use self::user::User;
use super::{Browser, Lure};
use crate::recorder::Line;

/// The attribute by which an element of the copied document is found again; only copies have it.
const NUMBER: &str = "data-element-number";

/// A window of Chromium.
#[derive(Debug)]
pub(crate) struct Window {
    user: Arc<User>,
    context: OnceCell<String>,
    /// Pages one can go back to; the last is the one that is open.
    history: Vec<Page>,
}

impl Window {
    /// Makes a browser without a past. Nothing is opened before the first act.
    pub(crate) fn new(chromium: &Chromium, line: Line) -> Self {
        Self::of(Arc::new(User::new(chromium, line)))
    }

    fn of(user: Arc<User>) -> Self {
        Self { user, context: OnceCell::new(), history: Vec::new() }
    }

    /// Returns the time for an act.
    fn limit(&self) -> Duration {
        self.user.chromium().limit()
    }

    fn open_page(&self) -> Result<&Page, Error> {
        self.history.last().ok_or(Error::NoPage)
    }

    fn show(&mut self, page: Page) -> Page {
        self.history.push(page.clone());
        page
    }

    /// Presses what is at a number of the document, and says what came of it.
    async fn click(&mut self, number: &str) -> Result<Outcome, Error> {
        let before = self.open_page()?.clone();
        let act = Act::script(scripts::PRESS, &[json!(number)]).by(before.url());
        let rested = self.perform_with_forms(act).await;
        let kept_form = match &rested {
            Ok((_, kept_form)) => kept_form.clone(),
            // Where no script can run, no page stayed that could have kept a form.
            Err(_) => self.kept_form().await.unwrap_or_default(),
        };
        ensure_form_may_go(&kept_form)?;
        let (page, _) = rested?;
        let same_place = page.url() == before.url();
        if page.hops().is_empty() && same_place && page.body() == before.body() {
            return Ok(Outcome::Nothing);
        }
        Ok(match page.status() {
            204 | 205 => Outcome::Kept(page),
            _ => Outcome::Opened(self.show(page)),
        })
    }

    /// Returns the address of a form that the policy of the open page kept; empty if it kept none.
    async fn kept_form(&self) -> Result<String, Error> {
        Ok(self.snapshot(None).await?.kept_form)
    }
}

#[async_trait]
impl Browser for Window {
    async fn open(&mut self, url: &str) -> Result<Page, Error> {
        let url =
            Url::parse(url).map_err(|why| Error::NotAnAddress(url.to_owned(), why.to_string()))?;
        let page = self.perform(Act::open(&url)).await?;
        Ok(self.show(page))
    }

    async fn press(&mut self, control: &Control) -> Result<Outcome, Error> {
        let page = self.open_page()?.clone();
        let snapshot = self.snapshot(Some(NUMBER)).await?;
        let marked = Page::observed(ObservedPage {
            url: snapshot.url.clone(),
            came_from: None,
            status: page.status(),
            headers: page.headers().clone(),
            body: snapshot.body,
            hops: Vec::new(),
            left_for: None,
        });
        let found = marked.find_again(control).ok_or_else(|| marked.no_such_control(control))?;
        if found.disabled {
            return Err(Error::Disabled { what: "control", name: found.name });
        }
        let number = marked.attribute_of(&found, NUMBER);
        self.click(&number.ok_or_else(|| marked.no_such_control(control))?).await
    }

    async fn fill(&mut self, field: &str, text: &str) -> Result<(), Error> {
        self.open_page()?;
        let acting = self.user.acting();
        let others = self.run(scripts::FILL, &[json!(field), json!(text)]).await?;
        acting.end();
        match others.as_str().unwrap_or_default() {
            "" => Ok(()),
            others => Err(Error::NotFound {
                what: "field",
                wanted: field.to_owned(),
                there_are: others.split(' ').map(ToOwned::to_owned).collect(),
            }),
        }
    }

    async fn follow_refresh(&mut self) -> Result<Option<Page>, Error> {
        let page = self.open_page()?.clone();
        let Some(target) = page.refreshes_to() else { return Ok(None) };
        let act = Act::script(scripts::GO, &[json!(target.as_str())]).by(page.url());
        let page = self.perform(act).await?;
        Ok(Some(self.show(page)))
    }

    async fn reload(&mut self) -> Result<Page, Error> {
        let by = self.open_page()?.url().clone();
        let page = self.perform(Act::reload().by(&by)).await?;
        self.history.pop();
        Ok(self.show(page))
    }

    async fn back(&mut self) -> Result<Page, Error> {
        if self.history.len() < 2 {
            return Err(Error::NoPageBefore);
        }
        self.history.pop();
        let page = self.perform(Act::back()).await?;
        self.history.pop();
        Ok(self.show(page))
    }

    fn page(&self) -> Result<Page, Error> {
        self.open_page().cloned()
    }

    async fn fetch(&self, fetch: Fetch) -> Result<Page, Error> {
        self.call_fetch(fetch).await
    }

    async fn lure(&mut self, from: &Url, lure: Lure<'_>, url: &str) -> Result<Page, Error> {
        match lure {
            Lure::Link | Lure::Form(_) | Lure::FormIn(..) => self.lure_away(from, lure, url).await,
            Lure::Image | Lure::Frame | Lure::Prefetch | Lure::Script(_) => {
                self.lure_beside(from, lure, url).await
            }
        }
    }

    async fn request(&self, request: Probe) -> Result<Page, Error> {
        let sender = self.user.chromium().agent();
        sender.restore(&self.user.jar().await?);
        let page = sender.probe(request).await?;
        self.user.record(page.hops());
        Ok(page)
    }

    async fn jar(&self) -> Result<Jar, Error> {
        self.user.jar().await
    }

    async fn restore(&mut self, jar: &Jar) -> Result<(), Error> {
        self.user.restore(jar).await
    }

    async fn new_tab(&self) -> Result<Box<dyn Browser>, Error> {
        Ok(Box::new(Self::of(Arc::clone(&self.user))))
    }

    async fn fork(&self) -> Result<Box<dyn Browser>, Error> {
        let mut fork = Self::new(self.user.chromium(), self.user.line().clone());
        fork.user.restore(&self.user.jar().await?).await?;
        if let Some(page) = self.history.last() {
            fork.open(page.url().as_str()).await?;
        }
        Ok(Box::new(fork))
    }

    async fn storage(&self) -> Result<Vec<String>, Error> {
        self.open_page()?;
        let names = parsed(&self.run(scripts::STORAGE, &[]).await?)?;
        let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(names.map(ToOwned::to_owned).collect())
    }

    fn runs_scripts(&self) -> bool {
        true
    }

    fn requests(&self) -> usize {
        self.user.requests()
    }

    fn sent(&self, since: usize) -> Vec<Hop> {
        self.user.sent(since)
    }
}

/// Sees to it that the page's policy kept no form from where it leads: the window shows the same page then, as after a press
/// that does nothing.
fn ensure_form_may_go(kept: &str) -> Result<(), Error> {
    match Url::parse(kept) {
        Ok(url) => {
            let way = act::shown(&url);
            Err(Error::FormActionForbids(format!("form-action does not allow the way by {way}")))
        }
        Err(_) => Ok(()),
    }
}

/// Reads what a script wrote as JSON.
fn parsed(text: &Value) -> Result<Value, Error> {
    let text = text.as_str().unwrap_or_default();
    serde_json::from_str(text).map_err(|why| Error::NotJson(why.to_string()))
}

/// Says whether a request shows a document in the window.
fn is_navigation(kind: Kind) -> bool {
    kind == Kind::Navigation
}

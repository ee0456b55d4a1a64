//! An act in a window: what is done, the wait until the window rests, and the page that it shows then.

use std::time::Duration;

use http::HeaderMap;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout, timeout_at};
use url::{Position, Url};
use user_agent::{Error, Hop, Jar, ObservedPage, Page, is_loopback};

use super::{Window, is_navigation, parsed, scripts};

/// How long nothing may have happened after a load, before a window whose page can act by itself is taken to rest: scripts
/// begin their calls at once.
const AFTER_LOAD: Duration = Duration::from_millis(20);
/// How long nothing may have happened after a press that led to no page yet: a form's navigation begins in another process.
const AFTER_PRESS: Duration = Duration::from_millis(80);
/// The longest time between two looks at whether the window rests, if nothing is reported meanwhile.
const LOOK: Duration = Duration::from_millis(100);
/// What is left of an act's time for the page behind it, when the browser waits for one that never comes.
const TO_LOOK: Duration = Duration::from_secs(2);

/// Something that is done in a window.
pub(super) struct Act {
    method: &'static str,
    parameters: Value,
    /// The page that begins it.
    by: Option<Url>,
    /// Where it leads, as far as it is known.
    to: Option<Url>,
    quiet: Duration,
}

/// What a window shows.
pub(super) struct Snapshot {
    pub(super) url: Url,
    pub(super) body: String,
    is_loaded: bool,
    /// Whether the page does nothing by itself: it has no script, no frame, no refresh, and looks ahead at nothing.
    is_still: bool,
    /// The address of a form that the policy of the page kept; empty if it kept none.
    pub(super) kept_form: String,
}

impl Snapshot {
    /// Shows nothing, at an address.
    fn empty(url: Url) -> Self {
        Self { url, body: String::new(), is_loaded: true, is_still: true, kept_form: String::new() }
    }
}

impl Act {
    /// Types an address.
    pub(super) fn open(url: &Url) -> Self {
        let parameters = json!({ "url": url.as_str(), "wait": "complete" });
        Self { to: Some(url.clone()), ..Self::new("browsingContext.navigate", parameters) }
    }

    pub(super) fn reload() -> Self {
        Self::new("browsingContext.reload", json!({ "wait": "complete" }))
    }

    pub(super) fn back() -> Self {
        let act = Self::new("browsingContext.traverseHistory", json!({ "delta": -1 }));
        Self { quiet: AFTER_PRESS, ..act }
    }

    /// Runs a script, as if a person had pressed something.
    pub(super) fn script(function: &str, arguments: &[Value]) -> Self {
        let act = Self::new("script.callFunction", call(function, arguments));
        Self { quiet: AFTER_PRESS, ..act }
    }

    /// Says which page begins it.
    pub(super) fn by(self, url: &Url) -> Self {
        Self { by: Some(url.clone()), ..self }
    }

    fn new(method: &'static str, parameters: Value) -> Self {
        Self { method, parameters, by: None, to: None, quiet: AFTER_LOAD }
    }
}

impl Window {
    /// Returns the id of the window, which is opened if it is not yet.
    pub(super) async fn context(&self) -> Result<&str, Error> {
        self.context.get_or_try_init(|| self.user.window()).await.map(String::as_str)
    }

    /// Does something, and returns the page where the window rests.
    pub(super) async fn perform(&self, act: Act) -> Result<Page, Error> {
        self.perform_with_forms(act).await.map(|(page, _)| page)
    }

    /// Does what [`perform`](Self::perform) does, and returns the address of a form that the policy of the page kept; empty
    /// if it kept none.
    pub(super) async fn perform_with_forms(&self, act: Act) -> Result<(Page, String), Error> {
        let (before, mark) = (self.user.jar().await?, self.mark().await?);
        let acting = self.user.acting();
        let place = act.to.clone().or_else(|| act.by.clone());
        let by = act.by.clone();
        let rested = timeout(self.limit(), self.until_it_rests(act)).await;
        let context = self.context().await?.to_owned();
        let chromium = self.user.chromium();
        let hops = self.hops(mark, by.as_ref(), before).await?;
        self.user.record(&hops);
        let failure = chromium.with_traffic(&context, |traffic| {
            traffic.give_up();
            traffic.failure(mark)
        });
        let Ok(rested) = rested else {
            let url = place.as_ref().map(shown).unwrap_or_default();
            return Err(Error::TimedOut { url, limit: self.limit() });
        };
        acting.end();
        let (left_for, snapshot) = match (failure, rested) {
            (Some((url, _)), _) if !is_loopback(&url) => {
                let last = hops.iter().rfind(|hop| hop.status() != 0);
                let at = last.map_or_else(|| url.clone(), |hop| hop.url().clone());
                (Some(url), Snapshot::empty(at))
            }
            (Some((url, why)), _) => return Err(failed(&url, why, &hops)),
            (None, rested) => (None, rested?),
        };
        let hops: Vec<_> = hops.into_iter().filter(|hop| is_navigation(hop.kind())).collect();
        let hops = hops.into_iter().filter(|hop| hop.status() != 0).collect();
        let kept_form = snapshot.kept_form.clone();
        let page = self.page_of(snapshot, by, hops, left_for);
        // A page that goes on by itself does nothing at once, and something later.
        self.user.rests(page.header("refresh").is_none());
        Ok((page, kept_form))
    }

    async fn until_it_rests(&self, act: Act) -> Result<Snapshot, Error> {
        let context = self.context().await?.to_owned();
        let mut parameters = act.parameters;
        if act.method == "script.callFunction" {
            parameters["target"] = json!({ "context": context });
        } else {
            parameters["context"] = json!(context);
        }
        let loads = self.user.chromium().with_traffic(&context, |traffic| traffic.loads());
        let done = self.user.chromium().call(act.method, parameters).await;
        // A page that sends the browser on while it loads ends the navigation with an error, and so does a press whose
        // page is gone before the script returns: where the window rests says what came of it.
        let rested = self.rest(&context, act.quiet, loads).await;
        match done {
            Err(why) if is_refused(&why) => Err(why),
            _ => rested,
        }
    }

    /// Waits until the window rests: loaded, no request under way, and quiet for a while. If a page has been loaded since
    /// `loads` was counted, and it can do nothing by itself, there is nothing to wait for.
    async fn rest(&self, context: &str, quiet: Duration, loads: usize) -> Result<Snapshot, Error> {
        let (begin, chromium) = (Instant::now(), self.user.chromium());
        loop {
            let (now, changed) = (Instant::now(), chromium.changed());
            let (idle, has_loaded) = chromium.with_traffic(context, |traffic| {
                (traffic.idle_since(now, begin), traffic.loads() > loads)
            });
            let quiet = if has_loaded { AFTER_LOAD } else { quiet };
            let is_quiet = idle.is_some_and(|since| since + quiet <= now);
            if is_quiet || (idle.is_some() && has_loaded) {
                // A script cannot run while the window changes its page.
                let snapshot = timeout(TO_LOOK, self.snapshot(None)).await;
                if let Ok(Ok(snapshot)) = snapshot
                    && snapshot.is_loaded
                    && (is_quiet || snapshot.is_still)
                {
                    self.user.rests(snapshot.is_still);
                    return Ok(snapshot);
                }
            }
            let next = idle.map(|since| since + quiet).filter(|next| *next > now);
            let _nothing_is_reported = timeout_at(next.unwrap_or(now + LOOK), changed).await;
        }
    }

    /// Returns what the window shows; with a name, each element bears its number under it.
    pub(super) async fn snapshot(&self, mark: Option<&str>) -> Result<Snapshot, Error> {
        let shown = parsed(&self.run(scripts::SNAPSHOT, &[json!(mark.unwrap_or(""))]).await?)?;
        let url = shown["url"].as_str().unwrap_or_default();
        Ok(Snapshot {
            url: Url::parse(url)
                .map_err(|why| Error::NotAnAddress(url.to_owned(), why.to_string()))?,
            body: shown["body"].as_str().unwrap_or_default().to_owned(),
            is_loaded: shown["ready"] == "complete",
            is_still: shown["still"] == true,
            kept_form: shown["kept"].as_str().unwrap_or_default().to_owned(),
        })
    }

    /// Calls a function in the window, and returns its text.
    pub(super) async fn run(&self, function: &str, arguments: &[Value]) -> Result<Value, Error> {
        let mut parameters = call(function, arguments);
        parameters["target"] = json!({ "context": self.context().await? });
        let running = self.user.chromium().call("script.callFunction", parameters);
        let limit = self.limit();
        let late = |_| Error::TimedOut { url: "a script".to_owned(), limit };
        let answer = timeout(limit, running).await.map_err(late)??;
        if answer["type"] == "exception" {
            let why = answer["exceptionDetails"]["text"].as_str().unwrap_or_default().to_owned();
            return Err(Error::Unreachable { url: "a script of the page".to_owned(), why });
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Returns how many requests the window has made.
    pub(super) async fn mark(&self) -> Result<usize, Error> {
        let context = self.context().await?;
        Ok(self.user.chromium().with_traffic(context, |traffic| traffic.mark()))
    }

    /// Returns the requests since a mark.
    pub(super) async fn hops(
        &self,
        mark: usize,
        by: Option<&Url>,
        mut before: Jar,
    ) -> Result<Vec<Hop>, Error> {
        let context = self.context().await?;
        let chromium = self.user.chromium();
        Ok(chromium.with_traffic(context, |traffic| traffic.hops(mark, by, &mut before)))
    }

    fn page_of(
        &self,
        snapshot: Snapshot,
        by: Option<Url>,
        hops: Vec<Hop>,
        left_for: Option<Url>,
    ) -> Page {
        let document = hops.last().map(|hop| (hop.status(), hop.received().clone()));
        let kept = || self.history.last().map(|page| (page.status(), page.headers().clone()));
        let (status, headers) = document.or_else(kept).unwrap_or((0, HeaderMap::new()));
        let Snapshot { url, body, .. } = snapshot;
        Page::observed(ObservedPage { url, came_from: by, status, headers, body, hops, left_for })
    }
}

fn call(function: &str, arguments: &[Value]) -> Value {
    let argument = |value: &Value| match value.as_str() {
        Some(text) => json!({ "type": "string", "value": text }),
        None => json!({ "type": "null" }),
    };
    json!({
        "functionDeclaration": function,
        "arguments": arguments.iter().map(argument).collect::<Vec<_>>(),
        "awaitPromise": true,
        "userActivation": true,
    })
}

/// Says whether the browser itself would not act.
fn is_refused(error: &Error) -> bool {
    let Error::Unreachable { why, .. } = error else { return true };
    why.contains("invalid argument") || why.contains("BiDi WebSocket closed")
}

fn failed(url: &Url, why: String, hops: &[Hop]) -> Error {
    if why.contains("TOO_MANY_REDIRECTS") {
        return Error::RedirectLoop(hops.iter().map(|hop| shown(hop.url())).collect());
    }
    Error::Unreachable { url: shown(url), why }
}

/// Returns an address without its query, for an error.
pub(super) fn shown(url: &Url) -> String {
    url[..Position::AfterPath].to_owned()
}

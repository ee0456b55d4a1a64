//! What a window requested, as the browser reports it, event by event.

use std::collections::BTreeSet;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use thirtyfour::bidi::RawEvent;
use tokio::time::Instant;
use url::Url;
use user_agent::{CookieContext, Credentials, Hop, Jar, Kind, Mode, Observed};

/// How long a navigation of which nothing more is reported is taken to be under way: one that ends without a page, such
/// as a download, is not always reported to have ended.
const ABANDONED: Duration = Duration::from_millis(500);

/// The requests of a window, in their order, and its navigations.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    requests: Vec<Seen>,
    /// The navigations that have not ended, of the window and its frames.
    under_way: BTreeSet<String>,
    /// How many pages have been loaded.
    loads: usize,
    /// When the last event came.
    last: Option<Instant>,
}

/// A request; each step of a redirect is one.
#[derive(Debug)]
struct Seen {
    id: String,
    step: u64,
    /// The newest report of it.
    report: Value,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Pending,
    Answered,
    Failed(String),
}

impl Traffic {
    /// Takes an event.
    pub(super) fn note(&mut self, event: &RawEvent) {
        if event.method.starts_with("browsingContext.") {
            return self.note_navigation(event);
        }
        let request = &event.params["request"];
        let Some(id) = request["request"].as_str() else { return };
        let scheme = request["url"].as_str().unwrap_or_default();
        if !scheme.starts_with("http") || scheme.ends_with("/favicon.ico") {
            return;
        }
        self.last = Some(Instant::now());
        let step = event.params["redirectCount"].as_u64().unwrap_or_default();
        let known = self.requests.iter_mut().rfind(|seen| seen.id == id && seen.step == step);
        let state = match event.method.as_str() {
            "network.responseCompleted" => State::Answered,
            "network.fetchError" => {
                State::Failed(event.params["errorText"].as_str().unwrap_or_default().to_owned())
            }
            _ => State::Pending,
        };
        let report = event.params.clone();
        match known {
            Some(seen) => seen.take(report, state),
            None => self.requests.push(Seen { id: id.to_owned(), step, report, state }),
        }
    }

    /// Returns how many requests there were.
    pub(super) fn mark(&self) -> usize {
        self.requests.len()
    }

    fn note_navigation(&mut self, event: &RawEvent) {
        let id = event.params["navigation"].as_str().unwrap_or_default();
        self.last = Some(Instant::now());
        match event.method.as_str() {
            "browsingContext.navigationStarted" => {
                self.under_way.insert(id.to_owned());
            }
            method => {
                self.under_way.remove(id);
                self.loads += usize::from(method == "browsingContext.load");
            }
        }
    }

    /// Returns how many pages have been loaded, in the window and in its frames.
    pub(super) fn loads(&self) -> usize {
        self.loads
    }

    /// Returns since when nothing has happened; `None` while a request or a navigation is under way. What
    /// happened before `begin` does not count.
    pub(super) fn idle_since(&self, now: Instant, begin: Instant) -> Option<Instant> {
        let is_over = |seen: &Seen| seen.state != State::Pending;
        // A later step of the same way says that the earlier one was answered.
        let is_left = |seen: &Seen| {
            self.requests.iter().any(|other| other.id == seen.id && other.step > seen.step)
        };
        let last = self.last.unwrap_or(begin);
        let is_abandoned = now.saturating_duration_since(last) >= ABANDONED;
        let is_answered = self.requests.iter().all(|seen| is_over(seen) || is_left(seen));
        let is_idle = is_answered && (self.under_way.is_empty() || is_abandoned);
        is_idle.then(|| last.max(begin))
    }

    /// Stops to wait for what has not been answered.
    pub(super) fn give_up(&mut self) {
        self.under_way.clear();
        for seen in self.requests.iter_mut().filter(|seen| seen.state == State::Pending) {
            seen.state = State::Failed("no answer".to_owned());
        }
    }

    /// Returns the requests since a mark.
    pub(super) fn hops(&self, mark: usize, by: Option<&Url>, jar: &mut Jar) -> Vec<Hop> {
        let seen = self.requests.iter().skip(mark);
        seen.filter_map(|seen| seen.hop(by, jar)).collect()
    }

    /// Returns the address and the reason of the window's last request since a mark, if nobody answered it.
    pub(super) fn failure(&self, mark: usize) -> Option<(Url, String)> {
        let mut navigations = self.requests.iter().skip(mark);
        let last = navigations.rfind(|seen| seen.kind() == Kind::Navigation)?;
        match &last.state {
            // No content and downloads end a navigation, and were answered.
            State::Failed(why) if last.status() == 0 => Some((last.url()?, why.clone())),
            _ => None,
        }
    }
}

impl Seen {
    fn take(&mut self, report: Value, state: State) {
        // A failure after the answer's head has no answer in its report.
        if report.get("response").is_some() || self.report.get("response").is_none() {
            self.report = report;
        }
        self.state = state;
    }

    fn status(&self) -> u16 {
        let status = self.report["response"]["status"].as_u64();
        status.and_then(|status| u16::try_from(status).ok()).unwrap_or_default()
    }

    fn url(&self) -> Option<Url> {
        let url = self.report["request"]["url"].as_str()?;
        url.parse().ok()
    }

    fn hop(&self, by: Option<&Url>, jar: &mut Jar) -> Option<Hop> {
        let request = &self.report["request"];
        let response = &self.report["response"];
        let sent = headers(&request["headers"]);
        let kind = self.kind();
        let is_foreign = kind != Kind::Navigation
            && sent.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        let context =
            if is_foreign { CookieContext::CrossSiteSubresource } else { CookieContext::SameSite };
        let seen = Observed {
            method: Method::from_bytes(request["method"].as_str()?.as_bytes()).ok()?,
            url: self.url()?,
            kind,
            initiator: by.cloned(),
            status: self.status(),
            received: headers(&response["headers"]),
            sent,
        };
        Some(Hop::observed(seen, jar, context))
    }

    /// Returns what the request is for, as its own headers say.
    fn kind(&self) -> Kind {
        let sent = headers(&self.report["request"]["headers"]);
        let says = |name: &str| sent.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        if says("sec-purpose").starts_with("prefetch") {
            return Kind::Prefetch;
        }
        let destination = self.report["request"]["destination"].as_str().unwrap_or_default();
        let header = says("sec-fetch-dest");
        match if header.is_empty() { destination } else { header } {
            "document" => Kind::Navigation,
            "iframe" | "frame" => Kind::Frame,
            "image" => Kind::Image,
            _ => Kind::Script(Mode::Cors, Credentials::SameOrigin),
        }
    }
}

/// Reads headers as a script lists them: pairs of a name and a value.
pub(super) fn pairs(list: &Value) -> HeaderMap {
    let lines = list.as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    collected(lines.map(|line| (text(&line[0]), text(&line[1]))))
}

fn headers(list: &Value) -> HeaderMap {
    let lines = list.as_array().into_iter().flatten();
    collected(lines.flat_map(|line| {
        let name = line["name"].as_str().unwrap_or_default();
        let value = line["value"]["value"].as_str().unwrap_or_default();
        // Several `Set-Cookie` lines come as one, with line breaks.
        value.split('\n').map(|value| (name.to_owned(), value.to_owned()))
    }))
}

fn collected(lines: impl Iterator<Item = (String, String)>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::from_bytes(name.to_ascii_lowercase().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            headers.append(name, value);
        }
    }
    headers
}

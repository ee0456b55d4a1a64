//! What a window requested and where it went, as the browser reports it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use thirtyfour::bidi::RawEvent;
use tokio::time::Instant;
use url::Url;
use user_agent::{CookieContext, Credentials, Hop, Jar, Kind, Mode, Observed};

/// How long something of which nothing more is reported is taken to be under way: a navigation that ends without a page,
/// such as a download, is not always reported to have ended, nor is an answer whose body the script does not read.
const ABANDONED: Duration = Duration::from_millis(500);

/// The media type of server-sent events (HTML, section 9.2): an answer that has come with its head, and has no end.
const EVENT_STREAM: &str = "text/event-stream";

/// The requests of a window, in their order, and its navigations.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    requests: Vec<Seen>,
    /// What went over the line for each request, step by step.
    lines: HashMap<String, Lines>,
    /// The navigations that have not ended, of the window and its frames.
    under_way: BTreeSet<String>,
    /// How many pages have been loaded.
    loads: usize,
    /// When the last event came.
    last: Option<Instant>,
}

/// The heads that went over the line for a request and its redirects, in their order. They come apart from the reports of the
/// steps to which they belong, before or behind them, and they alone have cookies.
#[derive(Debug, Default)]
struct Lines {
    sent: Vec<Value>,
    received: Vec<Value>,
}

/// A request; each step of a redirect is one.
#[derive(Debug)]
struct Seen {
    id: String,
    /// Which of the heads of the request are those of this step.
    line: usize,
    /// The report of the request.
    report: Value,
    /// The report of the answer, which a step that nobody answered has not.
    answer: Option<Value>,
    /// Whether heads of this step went over the line; `None` as long as that is not known. What a cache answers has none.
    has_line: Option<bool>,
    /// Whether a page's memory answers it. The report of such an answer repeats the one that came over the line, so that it
    /// speaks of heads that do not come again.
    is_of_memory: bool,
    /// Whether a frame of the window requested it.
    is_of_frame: bool,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Pending,
    Answered,
    Failed(String),
}

impl Traffic {
    /// Takes an event of a navigation.
    pub(super) fn note_navigation(&mut self, event: &RawEvent) {
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

    /// Takes an event of a request: its name in the protocol of Chromium, its parameters, and whether it belongs to a frame.
    pub(super) fn note_request(&mut self, name: &str, event: &Value, is_of_frame: bool) {
        let id = event["requestId"].as_str().unwrap_or_default();
        self.last = Some(Instant::now());
        match name {
            "requestWillBeSent" => self.begin(id, event, is_of_frame),
            "requestWillBeSentExtraInfo" => {
                self.lines.entry(id.to_owned()).or_default().sent.push(event["headers"].clone());
            }
            "responseReceivedExtraInfo" => {
                self.lines.entry(id.to_owned()).or_default().received.push(event.clone());
            }
            _ => {
                let Some(seen) = self.requests.iter_mut().rfind(|seen| seen.id == id) else {
                    return;
                };
                match name {
                    "requestServedFromCache" => seen.is_of_memory = true,
                    "responseReceived" => seen.answered(&event["response"], &event["hasExtraInfo"]),
                    "loadingFailed" => {
                        let why = event["errorText"].as_str().unwrap_or_default();
                        seen.state = State::Failed(why.to_owned());
                    }
                    _ => seen.state = State::Answered,
                }
            }
        }
    }

    /// Takes a request, or the next step of one that was redirected.
    fn begin(&mut self, id: &str, event: &Value, is_of_frame: bool) {
        let mut line = 0;
        if let Some(before) = self.requests.iter_mut().rfind(|seen| seen.id == id) {
            if event["redirectResponse"].is_object() {
                before.answered(&event["redirectResponse"], &event["redirectHasExtraInfo"]);
            }
            before.state = State::Answered;
            line = before.line + usize::from(before.has_line != Some(false));
        }
        self.requests.push(Seen {
            id: id.to_owned(),
            line,
            report: event.clone(),
            answer: None,
            has_line: None,
            is_of_memory: false,
            is_of_frame,
            state: State::Pending,
        });
    }

    /// Returns how many requests there were.
    pub(super) fn mark(&self) -> usize {
        self.requests.len()
    }

    /// Returns how many pages have been loaded, in the window and in its frames.
    pub(super) fn loads(&self) -> usize {
        self.loads
    }

    /// Returns since when nothing has happened; `None` while a request or a navigation is under way. What
    /// happened before `begin` does not count.
    pub(super) fn idle_since(&self, now: Instant, begin: Instant) -> Option<Instant> {
        let last = self.last.unwrap_or(begin);
        let is_abandoned = now.saturating_duration_since(last) >= ABANDONED;
        let is_whole = |seen: &Seen| is_abandoned || self.has_line(seen);
        let has_ended = |seen: &Seen| match seen.state {
            State::Pending => is_abandoned && seen.answer.is_some(),
            State::Answered | State::Failed(_) => true,
        };
        let is_over = |seen: &Seen| has_ended(seen) && is_whole(seen);
        let is_answered = self.requests.iter().all(is_over);
        let is_idle = is_answered && (self.under_way.is_empty() || is_abandoned);
        is_idle.then(|| last.max(begin))
    }

    /// Says whether the head of the answer has been reported, if one went over the line.
    fn has_line(&self, seen: &Seen) -> bool {
        let received = self.lines.get(&seen.id).map(|lines| lines.received.len());
        seen.has_line != Some(true) || received.unwrap_or_default() > seen.line
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
        seen.filter_map(|seen| self.hop(seen, by, jar)).collect()
    }

    /// Returns the address and the reason of the window's last request since a mark, if nobody answered it.
    pub(super) fn failure(&self, mark: usize) -> Option<(Url, String)> {
        let mut navigations = self.requests.iter().skip(mark);
        let last = navigations.rfind(|seen| self.kind(seen) == Kind::Navigation)?;
        match &last.state {
            // No content and downloads end a navigation, and were answered.
            State::Failed(why) if self.status(last) == 0 => Some((last.url()?, why.clone())),
            _ => None,
        }
    }

    fn hop(&self, seen: &Seen, by: Option<&Url>, jar: &mut Jar) -> Option<Hop> {
        let (sent, kind) = (self.sent(seen), self.kind(seen));
        let is_foreign = kind != Kind::Navigation
            && sent.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        let context =
            if is_foreign { CookieContext::CrossSiteSubresource } else { CookieContext::SameSite };
        let observed = Observed {
            method: Method::from_bytes(seen.report["request"]["method"].as_str()?.as_bytes())
                .ok()?,
            url: seen.url()?,
            kind,
            initiator: by.cloned(),
            status: self.status(seen),
            received: self.received(seen),
            body: seen.report["request"]["postData"].as_str().map(ToOwned::to_owned),
            sent,
        };
        Some(Hop::observed(observed, jar, context))
    }

    /// Returns the status of the answer; 0 if nobody answered.
    fn status(&self, seen: &Seen) -> u16 {
        let status = seen.answer.as_ref().map(|answer| &answer["status"]);
        let line = self.lines.get(&seen.id).and_then(|lines| lines.received.get(seen.line));
        let status = status.or(line.map(|line| &line["statusCode"])).and_then(Value::as_u64);
        status.and_then(|status| u16::try_from(status).ok()).unwrap_or_default()
    }

    /// Returns the headers as they were sent, or as they were to be sent if nothing went over the line.
    fn sent(&self, seen: &Seen) -> HeaderMap {
        let line = self.lines.get(&seen.id).and_then(|lines| lines.sent.get(seen.line));
        named(line.unwrap_or(&seen.report["request"]["headers"]))
    }

    /// Returns the headers of the answer.
    fn received(&self, seen: &Seen) -> HeaderMap {
        let line = self.lines.get(&seen.id).and_then(|lines| lines.received.get(seen.line));
        let mut headers =
            seen.answer.as_ref().map(|answer| named(&answer["headers"])).unwrap_or_default();
        let over_line = line.map(|line| named(&line["headers"])).unwrap_or_default();
        over_line.keys().for_each(|name| drop(headers.remove(name)));
        headers.extend(over_line);
        headers
    }

    /// Returns what the request is for, as its own headers say.
    fn kind(&self, seen: &Seen) -> Kind {
        let sent = self.sent(seen);
        let says = |name: &str| sent.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        if says("sec-purpose").starts_with("prefetch") {
            return Kind::Prefetch;
        }
        match (says("sec-fetch-dest"), seen.report["type"].as_str().unwrap_or_default()) {
            ("iframe" | "frame", _) => Kind::Frame,
            ("image", _) | ("", "Image") => Kind::Image,
            ("", "Document") if seen.is_of_frame => Kind::Frame,
            ("document", _) | ("", "Document") => Kind::Navigation,
            ("", "Prefetch") => Kind::Prefetch,
            _ => Kind::Script(Mode::Cors, Credentials::SameOrigin),
        }
    }
}

impl Seen {
    fn answered(&mut self, answer: &Value, has_line: &Value) {
        self.answer = Some(answer.clone());
        self.has_line = has_line.as_bool().map(|has_line| has_line && !self.is_of_memory);
        if answer["mimeType"] == EVENT_STREAM {
            self.state = State::Answered;
        }
    }

    fn url(&self) -> Option<Url> {
        let request = &self.report["request"];
        let fragment = request["urlFragment"].as_str().unwrap_or_default();
        format!("{}{fragment}", request["url"].as_str()?).parse().ok()
    }
}

/// Reads headers as a script lists them: pairs of a name and a value.
pub(super) fn pairs(list: &Value) -> HeaderMap {
    let lines = list.as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    collected(lines.map(|line| (text(&line[0]), text(&line[1]))))
}

/// Reads headers as the browser reports them: names, and values, of which several of one name have line breaks in between.
fn named(headers: &Value) -> HeaderMap {
    let lines = headers.as_object().into_iter().flatten();
    collected(lines.flat_map(|(name, value)| {
        let values = value.as_str().unwrap_or_default().split('\n');
        values.map(|value| (name.clone(), value.to_owned()))
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

#[cfg(test)]
mod tests;

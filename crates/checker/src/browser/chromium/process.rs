//! The process of the browser: one for a whole check, killed at the end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chromium::Driver;
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::{Value, json};
use thirtyfour::bidi::{BiDi, RawEvent, RawEventStream};
use thirtyfour::prelude::*;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use user_agent::{Error, UserAgent};

use super::elsewhere::Elsewhere;
use super::rooms::Rooms;
use super::traffic::Traffic;
use super::translator;
use crate::browser::agent::Agents;

/// Arguments that keep Chromium on this machine, whatever its certificates say, and let it start as few processes as it can:
/// one for the pages of each user context, where it would start one for each site.
const ARGUMENTS: [&str; 5] = [
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--in-process-gpu",
    "--ignore-certificate-errors",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.*, EXCLUDE [::1]",
];

/// What is reported of all windows. Requests are reported by Chromium's own events: those of the standard mix up the heads of
/// a request's steps where a redirect names a path alone.
const EVENTS: [&str; 14] = [
    "browsingContext.contextCreated",
    "browsingContext.navigationStarted",
    "browsingContext.fragmentNavigated",
    "browsingContext.load",
    "browsingContext.downloadWillBegin",
    "browsingContext.navigationAborted",
    "browsingContext.navigationFailed",
    "goog:cdp.Network.requestWillBeSent",
    "goog:cdp.Network.requestWillBeSentExtraInfo",
    "goog:cdp.Network.requestServedFromCache",
    "goog:cdp.Network.responseReceived",
    "goog:cdp.Network.responseReceivedExtraInfo",
    "goog:cdp.Network.loadingFinished",
    "goog:cdp.Network.loadingFailed",
];

/// What the names of the events of requests begin with.
const OF_REQUESTS: &str = "goog:cdp.Network.";

/// A Chromium that runs. Its clones are handles of the same one; the last of them ends it.
#[derive(Clone)]
pub(crate) struct Chromium(Arc<Parts>);

struct Parts {
    bidi: BiDi,
    /// What has been reported and not yet read.
    events: Mutex<RawEventStream>,
    /// Wakes who waits for an event.
    changed: Notify,
    traffic: Mutex<HashMap<String, Traffic>>,
    requests: Mutex<Requests>,
    /// The window of each frame.
    parents: Mutex<HashMap<String, String>>,
    elsewhere: Elsewhere,
    rooms: Rooms,
    /// The session of each window in Chromium's own protocol.
    sessions: Mutex<HashMap<String, String>>,
    /// Sends what no page can make a browser send.
    agents: Arc<Agents>,
    /// Time for an act.
    limit: Duration,
    _driver: Driver,
}

/// Whose the requests are.
#[derive(Default)]
struct Requests {
    /// The window of each request, and whether a frame of it sent it; `None` for what nobody looks at.
    windows: HashMap<String, Option<(String, bool)>>,
    /// Events that came before the request was reported.
    early: HashMap<String, Vec<(String, Value)>>,
}

impl Chromium {
    /// Starts a Chromium, in which an act ends within `limit`.
    ///
    /// # Errors
    ///
    /// A sentence that says what is missing.
    pub(crate) async fn start(agents: Arc<Agents>, limit: Duration) -> Result<Self, String> {
        let driver = Driver::start()?.without_windows();
        let session = driver.open(&ARGUMENTS, |wanted| {
            wanted.enable_bidi()?;
            wanted.set("unhandledPromptBehavior", "accept")
        });
        let session = session.await?;
        let bidi = session.bidi().await.map_err(|why| format!("Chromium has no BiDi: {why}"))?;
        // Without that a check takes longer, and finds the same.
        let _written_down = translator::empty(&session).await;
        let elsewhere = Elsewhere::start().await.map_err(|why| why.to_string())?;
        let chromium = Self(Arc::new(Parts {
            events: Mutex::new(bidi.subscribe_raw()),
            bidi,
            changed: Notify::new(),
            traffic: Mutex::default(),
            requests: Mutex::default(),
            parents: Mutex::default(),
            elsewhere,
            rooms: Rooms::default(),
            sessions: Mutex::default(),
            agents,
            limit,
            _driver: driver,
        }));
        chromium.listen();
        let subscribed = chromium.call("session.subscribe", json!({ "events": EVENTS })).await;
        subscribed.map_err(|why| why.to_string())?;
        Ok(chromium)
    }

    /// Sends a command, and returns its result.
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`] with the browser's sentence.
    pub(super) async fn call(&self, method: &str, parameters: Value) -> Result<Value, Error> {
        let answer = self.0.bidi.send_raw(method, parameters).await;
        answer.map_err(|why| Error::Unreachable {
            url: format!("Chromium ({method})"),
            why: why.message,
        })
    }

    /// Sends a command of Chromium's own protocol to a window.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub(super) async fn call_of_window(
        &self,
        window: &str,
        method: &str,
        parameters: Value,
    ) -> Result<Value, Error> {
        let known = lock(&self.0.sessions).get(window).cloned();
        let session = match known {
            Some(session) => session,
            None => {
                let made = self.call("goog:cdp.getSession", json!({ "context": window })).await?;
                let session = made["session"].as_str().unwrap_or_default().to_owned();
                lock(&self.0.sessions).insert(window.to_owned(), session.clone());
                session
            }
        };
        let command = json!({ "method": method, "params": parameters, "session": session });
        self.call("goog:cdp.sendCommand", command).await
    }

    /// Makes a program that sends what no page can make a browser send.
    pub(super) fn agent(&self) -> UserAgent {
        self.0.agents.fresh()
    }

    /// Returns the time for an act.
    pub(super) fn limit(&self) -> Duration {
        self.0.limit
    }

    /// Returns the user contexts in which nobody is.
    pub(super) fn rooms(&self) -> &Rooms {
        &self.0.rooms
    }

    /// Returns the port of the pages of other sites.
    pub(super) fn elsewhere(&self) -> u16 {
        self.0.elsewhere.port()
    }

    /// Runs something on what a window requested, up to the answer of the last command; the lock never outlives it.
    pub(super) fn with_traffic<T>(&self, window: &str, act: impl FnOnce(&mut Traffic) -> T) -> T {
        self.0.read();
        act(lock(&self.0.traffic).entry(window.to_owned()).or_default())
    }

    /// Forgets what a window requested.
    pub(super) fn forget_traffic(&self, window: &str) {
        self.0.read();
        lock(&self.0.traffic).remove(window);
    }

    /// Returns what ends when something is reported of any window.
    pub(super) fn changed(&self) -> Notified<'_> {
        self.0.changed.notified()
    }

    /// Wakes those who wait whenever something is reported, until the browser ends.
    fn listen(&self) {
        let (mut events, parts) = (self.0.bidi.subscribe_raw(), Arc::downgrade(&self.0));
        tokio::spawn(async move {
            while events.next().await.is_some() {
                let Some(parts) = parts.upgrade() else { break };
                parts.read();
                parts.changed.notify_waiters();
            }
        });
    }
}

impl Parts {
    /// Writes down what has been reported. The connection hands an event over before it answers a later command: whoever
    /// reads behind an answer misses nothing.
    fn read(&self) {
        let mut events = lock(&self.events);
        while let Some(Some(event)) = events.next().now_or_never() {
            self.note(&event);
        }
    }

    fn note(&self, event: &RawEvent) {
        let context = event.params["context"].as_str().unwrap_or_default();
        if event.method == "browsingContext.contextCreated" {
            if let Some(parent) = event.params["parent"].as_str() {
                let window = self.window_of(parent);
                lock(&self.parents).insert(context.to_owned(), window);
            }
            return;
        }
        if let Some(name) = event.method.strip_prefix(OF_REQUESTS) {
            return self.note_request(name, &event.params["params"]);
        }
        let window = self.window_of(context);
        lock(&self.traffic).entry(window).or_default().note_navigation(event);
    }

    fn note_request(&self, name: &str, event: &Value) {
        let id = event["requestId"].as_str().unwrap_or_default();
        let mut requests = lock(&self.requests);
        if name == "requestWillBeSent" && !requests.windows.contains_key(id) {
            let window = self.window_of_request(&requests, event);
            requests.windows.insert(id.to_owned(), window);
        }
        match requests.windows.get(id) {
            None => {
                let early = requests.early.entry(id.to_owned()).or_default();
                early.push((name.to_owned(), event.clone()));
            }
            Some(None) => drop(requests.early.remove(id)),
            Some(Some((window, is_of_frame))) => {
                let (window, is_of_frame) = (window.clone(), *is_of_frame);
                let early = requests.early.remove(id).unwrap_or_default();
                let mut traffic = lock(&self.traffic);
                let traffic = traffic.entry(window).or_default();
                traffic.note_request(name, event, is_of_frame);
                for (name, event) in early {
                    traffic.note_request(&name, &event, is_of_frame);
                }
            }
        }
    }

    /// Returns the window of a request and whether a frame of it sent it; `None` if nobody looks at it.
    fn window_of_request(&self, requests: &Requests, event: &Value) -> Option<(String, bool)> {
        let address = event["request"]["url"].as_str().unwrap_or_default();
        if !address.starts_with("http") || address.ends_with("/favicon.ico") {
            return None;
        }
        match event["frameId"].as_str().filter(|frame| !frame.is_empty()) {
            Some(frame) => {
                let window = self.window_of(frame);
                let is_of_frame = window != frame;
                Some((window, is_of_frame))
            }
            // A preflight belongs to the request that it precedes.
            None => requests.windows.get(event["initiator"]["requestId"].as_str()?).cloned()?,
        }
    }

    fn window_of(&self, context: &str) -> String {
        lock(&self.parents).get(context).cloned().unwrap_or_else(|| context.to_owned())
    }
}

impl std::fmt::Debug for Chromium {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chromium")
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

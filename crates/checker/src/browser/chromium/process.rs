//! The process of the browser: one for a whole check, killed at the end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chromium::Driver;
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::{Value, json};
use thirtyfour::bidi::{BiDi, RawEvent, RawEventStream};
use thirtyfour::prelude::*;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use user_agent::Error;

use super::elsewhere::Elsewhere;
use super::traffic::Traffic;

/// Arguments that keep Chromium on this machine, whatever its certificates say.
const ARGUMENTS: [&str; 2] = [
    "--ignore-certificate-errors",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.*, EXCLUDE [::1]",
];

/// What is reported of all windows.
const EVENTS: [&str; 11] = [
    "browsingContext.contextCreated",
    "browsingContext.navigationStarted",
    "browsingContext.fragmentNavigated",
    "browsingContext.load",
    "browsingContext.downloadWillBegin",
    "browsingContext.navigationAborted",
    "browsingContext.navigationFailed",
    "network.beforeRequestSent",
    "network.responseStarted",
    "network.responseCompleted",
    "network.fetchError",
];

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
    /// The window of each frame.
    parents: Mutex<HashMap<String, String>>,
    elsewhere: Elsewhere,
    // Dropped first: a driver whose process has ended waits for no answer.
    _driver: Driver,
    _session: WebDriver,
}

impl Chromium {
    /// Starts a Chromium.
    ///
    /// # Errors
    ///
    /// A sentence that says what is missing.
    pub(crate) async fn start() -> Result<Self, String> {
        let driver = Driver::start()?.without_windows();
        let session = driver.open(&ARGUMENTS, |wanted| {
            wanted.enable_bidi()?;
            wanted.set("unhandledPromptBehavior", "accept")
        });
        let session = session.await?;
        let bidi = session.bidi().await.map_err(|why| format!("Chromium has no BiDi: {why}"))?;
        let elsewhere = Elsewhere::start().await.map_err(|why| why.to_string())?;
        let chromium = Self(Arc::new(Parts {
            events: Mutex::new(bidi.subscribe_raw()),
            bidi,
            changed: Notify::new(),
            traffic: Mutex::default(),
            parents: Mutex::default(),
            elsewhere,
            _driver: driver,
            _session: session,
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

    /// Returns the port of the pages of other sites.
    pub(super) fn elsewhere(&self) -> u16 {
        self.0.elsewhere.port()
    }

    /// Runs something on what a window requested, up to the answer of the last command; the lock never outlives it.
    pub(super) fn with_traffic<T>(&self, window: &str, act: impl FnOnce(&mut Traffic) -> T) -> T {
        self.0.read();
        act(lock(&self.0.traffic).entry(window.to_owned()).or_default())
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
        let window = self.window_of(context);
        lock(&self.traffic).entry(window).or_default().note(event);
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

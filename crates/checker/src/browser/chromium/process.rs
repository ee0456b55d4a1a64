//! The process of the browser: one for a whole check, with a profile of its own, killed at the end.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::bidi::{BiDi, RawEvent};
use thirtyfour::prelude::*;
use user_agent::Error;

use super::elsewhere::Elsewhere;
use super::traffic::Traffic;

/// Arguments that keep Chromium from calling home, and from any address that is not this machine's.
const ARGUMENTS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--ignore-certificate-errors",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.*, EXCLUDE [::1]",
];

/// How often a start of the driver is tried: it takes a free port for IPv4 and IPv6, and ends if another process was
/// faster for one of them.
const STARTS: usize = 5;

/// The driver, and a shell that ends it when the input ends.
const WATCHED: &str = "{ chromedriver --port=0; echo ended; } & read -r _; kill -KILL 0";

/// What the shell prints when the driver has ended, or is not there.
const ENDED: &str = "ended";

/// What is reported of all windows.
const EVENTS: [&str; 5] = [
    "browsingContext.contextCreated",
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
    traffic: Mutex<HashMap<String, Traffic>>,
    /// The window of each frame.
    parents: Mutex<HashMap<String, String>>,
    elsewhere: Elsewhere,
    // Dropped first: a driver whose process has ended waits for no answer.
    _group: Group,
    _profile: TempDir,
    _driver: WebDriver,
}

impl Chromium {
    /// Starts a Chromium.
    ///
    /// # Errors
    ///
    /// A sentence that says what is missing.
    pub(crate) async fn start() -> Result<Self, String> {
        let started = (0..STARTS).find_map(|_| start_driver());
        let (group, url) = started.ok_or("no chromedriver on PATH")?;
        let profile = TempDir::new().map_err(|why| format!("no folder for a profile: {why}"))?;
        let failed = |why: WebDriverError| format!("chromedriver starts no Chromium: {why}");
        let capabilities = capabilities(&profile).map_err(failed)?;
        let driver = WebDriver::new(&url, capabilities).await.map_err(failed)?;
        let bidi = driver.bidi().await.map_err(failed)?;
        let elsewhere = Elsewhere::start().await.map_err(|why| why.to_string())?;
        let chromium = Self(Arc::new(Parts {
            bidi,
            traffic: Mutex::default(),
            parents: Mutex::default(),
            elsewhere,
            _group: group,
            _profile: profile,
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

    /// Returns the port of the pages of other sites.
    pub(super) fn elsewhere(&self) -> u16 {
        self.0.elsewhere.port()
    }

    /// Runs something on what a window requested; the lock never outlives it.
    pub(super) fn with_traffic<T>(&self, window: &str, act: impl FnOnce(&mut Traffic) -> T) -> T {
        act(lock(&self.0.traffic).entry(window.to_owned()).or_default())
    }

    /// Writes down what happens in all windows, until the browser ends.
    fn listen(&self) {
        let (mut events, parts) = (self.0.bidi.subscribe_raw(), Arc::downgrade(&self.0));
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                let Some(parts) = parts.upgrade() else { break };
                parts.note(&event);
            }
        });
    }
}

impl Parts {
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

fn capabilities(profile: &TempDir) -> WebDriverResult<thirtyfour::ChromeCapabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    for argument in ARGUMENTS {
        wanted.add_arg(argument)?;
    }
    wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
    // As its makers send it out: some distributions withhold cookies in frames, images and fetches of other sites.
    wanted.add_experimental_option("prefs", json!({ "profile.cookie_controls_mode": 0 }))?;
    wanted.enable_bidi()?;
    wanted.set("unhandledPromptBehavior", "accept")?;
    Ok(wanted)
}

/// Starts the driver on a free port that it chooses and announces. A shell waits beside it for the end of this process,
/// however that comes, and ends the whole group then.
fn start_driver() -> Option<(Group, String)> {
    let mut child = Command::new("sh")
        .args(["-c", WATCHED])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .ok()?;
    let output = child.stdout.take().map(BufReader::new);
    let group = Group(child);
    let lines = output?.lines().map_while(Result::ok);
    let port = lines.take_while(|line| line != ENDED).find_map(|line| port_in(&line))?;
    Some((group, format!("http://127.0.0.1:{port}")))
}

fn port_in(line: &str) -> Option<u16> {
    line.split("on port ").nth(1)?.trim_end_matches('.').parse().ok().filter(|port| *port != 0)
}

/// A process and all that it started, which end together.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // The shell reads the end of its input, and kills the group.
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

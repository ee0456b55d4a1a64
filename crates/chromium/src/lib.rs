//! Starts a headless Chromium and its driver, with a profile of its own, and ends both whatever happens.
//!
//! It calls home to nobody, and finds a free port by itself. The checker drives it, and so do the stories in `tests`.

mod group;

use std::env;
use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::ChromeCapabilities;
use thirtyfour::prelude::*;

use self::group::Group;

/// Arguments that keep Chromium from calling home (a blocked call would be slow), and from what nobody looks at.
const ARGUMENTS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-breakpad",
    "--mute-audio",
    "--no-first-run",
];

/// How often a start of the driver is tried: it takes a free port for IPv4 and IPv6, and ends if another process was
/// faster for one of them.
const STARTS: usize = 5;

/// The driver's program.
const DRIVER: &str = "chromedriver";

/// The browser's program.
const BROWSER: &str = "chromium";

/// The browser without its windows, which some distributions pack by itself: the same engine and the same network, and
/// contexts and pages cost it half the time.
const SHELL: &str = "chromium-headless-shell";

/// A driver that runs, and the profile of the browser that it will start. Dropping it ends the driver, and with it every
/// process that it started.
#[derive(Debug)]
pub struct Driver {
    // Dropped first: a browser writes to its profile until it ends.
    _group: Group,
    profile: TempDir,
    url: String,
    shell: Option<PathBuf>,
}

impl Driver {
    /// Starts the driver. The browser is the one that has windows, although it shows none.
    ///
    /// # Errors
    ///
    /// A sentence that says what is missing.
    pub fn start() -> Result<Self, String> {
        if let Some(why) = missing() {
            return Err(why);
        }
        let started = (0..STARTS).find_map(|_| Group::start(DRIVER));
        let (group, port) = started.ok_or("chromedriver announces no port")?;
        let profile = TempDir::new().map_err(|why| format!("no folder for a profile: {why}"))?;
        let url = format!("http://127.0.0.1:{port}");
        Ok(Self { _group: group, profile, url, shell: None })
    }

    /// Takes the browser without windows, where that is installed.
    #[must_use]
    pub fn without_windows(self) -> Self {
        Self { shell: on_path(SHELL), ..self }
    }

    /// Starts the browser with further arguments and with what `change` adds to the request of a session. The session needs
    /// no end of its own: it ends with the driver, and nothing waits for it.
    ///
    /// # Errors
    ///
    /// A sentence that says why it does not start.
    pub async fn open(
        &self,
        arguments: &[&str],
        change: impl FnOnce(&mut ChromeCapabilities) -> WebDriverResult<()>,
    ) -> Result<WebDriver, String> {
        let failed = |why: WebDriverError| format!("chromedriver starts no Chromium: {why}");
        let mut wanted = self.capabilities(arguments).map_err(failed)?;
        change(&mut wanted).map_err(failed)?;
        let session = WebDriver::new(&self.url, wanted).await.map_err(failed)?;
        // When the last handle is dropped, the session would be ended by a request, and a runtime of one thread would wait
        // for an answer that it has to read itself.
        let _ended_once = session.clone().leak();
        Ok(session)
    }

    fn capabilities(&self, arguments: &[&str]) -> WebDriverResult<ChromeCapabilities> {
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS.iter().chain(arguments) {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", self.profile.path().display()))?;
        // As its makers send it out: some distributions withhold cookies in frames, images and fetches of other sites.
        wanted.add_experimental_option("prefs", json!({ "profile.cookie_controls_mode": 0 }))?;
        if let Some(shell) = &self.shell {
            wanted.set_binary(&shell.display().to_string())?;
        }
        Ok(wanted)
    }
}

/// Returns what has to be installed before a Chromium can be started; `None` if all is there.
pub fn missing() -> Option<String> {
    let missing = [DRIVER, BROWSER].into_iter().find(|program| on_path(program).is_none());
    missing.map(|program| format!("no {program} on PATH"))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

//! A headless Chromium for one story, with a temporary profile.

use std::env;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// Arguments that keep Chromium from calling home: the story is hermetic, and a blocked call would be slow.
const QUIET: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// How often a start of the driver is tried: it takes a free port for IPv4 and IPv6, and ends if another process was
/// faster for one of them.
const STARTS: usize = 5;

/// The argument that resolves names outside of loopback, like those of containers; requests to them over plain HTTP
/// have no Fetch Metadata.
pub(crate) const NAMES: &str = "--host-resolver-rules=MAP *.test 127.0.0.1";

/// A browser and its driver; dropping it ends both.
pub(crate) struct Chromium {
    // Dropped first: a driver whose process has ended waits for no answer.
    _process: Group,
    _profile: TempDir,
    pub(crate) driver: WebDriver,
}

impl Chromium {
    /// Starts a Chromium, if it is installed.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    /// Starts a Chromium with further arguments, if it is installed.
    pub(crate) async fn start_with(arguments: &[&str]) -> Option<Self> {
        let Some((process, url)) = (0..STARTS).find_map(|_| start_driver()) else {
            return untold("no chromedriver on PATH");
        };
        let profile = TempDir::new().expect("a folder for the profile");
        let mut wanted = DesiredCapabilities::chrome();
        for argument in QUIET.iter().chain(arguments) {
            wanted.add_arg(argument).expect("an argument is a capability");
        }
        // As its makers send it out: some distributions withhold cookies in frames, images and fetches of other sites.
        wanted
            .add_experimental_option("prefs", json!({ "profile.cookie_controls_mode": 0 }))
            .expect("a preference is a capability");
        let profile_argument = format!("--user-data-dir={}", profile.path().display());
        wanted.add_arg(&profile_argument).expect("an argument is a capability");
        match WebDriver::new(&url, wanted).await {
            Ok(driver) => Some(Self { driver, _process: process, _profile: profile }),
            Err(why) => untold(&format!("chromedriver starts no Chromium: {why}")),
        }
    }

    /// Closes the window in order.
    pub(crate) async fn quit(self) -> WebDriverResult<()> {
        self.driver.quit().await
    }
}

/// Starts the driver on a free port that it chooses and announces.
fn start_driver() -> Option<(Group, String)> {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .ok()?;
    let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let group = Group(child);
    let port = output.lines().map_while(Result::ok).find_map(|line| port_in(&line))?;
    Some((group, format!("http://127.0.0.1:{port}")))
}

fn port_in(line: &str) -> Option<u16> {
    line.split("on port ").nth(1)?.trim_end_matches('.').parse().ok().filter(|port| *port != 0)
}

/// A process and all that it started, which end together, also if a story fails.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

/// Prints that the story did not run. In CI that is a failure.
fn untold(why: &str) -> Option<Chromium> {
    assert!(env::var_os("CI").is_none(), "in CI the story must run: {why}");
    let _ = writeln!(io::stderr(), "{why}: the story in a real browser did not run");
    None
}

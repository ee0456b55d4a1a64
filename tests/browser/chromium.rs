//! A headless Chromium for one story, with a temporary profile.

use std::env;
use std::io::{self, Write as _};

use chromium::Driver;
use thirtyfour::prelude::*;

/// The argument that resolves names outside of loopback, like those of containers; requests to them over plain HTTP
/// have no Fetch Metadata.
pub(crate) const NAMES: &str = "--host-resolver-rules=MAP *.test 127.0.0.1";

/// A browser and its driver; dropping it ends both.
pub(crate) struct Chromium {
    _process: Driver,
    pub(crate) driver: WebDriver,
}

impl Chromium {
    /// Starts a Chromium, if it is installed.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    /// Starts a Chromium with further arguments, if it is installed.
    pub(crate) async fn start_with(arguments: &[&str]) -> Option<Self> {
        let process = match Driver::start() {
            Ok(process) => process,
            Err(why) => return not_run(&why),
        };
        match process.open(arguments, |_| Ok(())).await {
            Ok(driver) => Some(Self { _process: process, driver }),
            Err(why) => not_run(&why),
        }
    }
}

/// Prints that the story did not run. In CI that is a failure.
fn not_run(why: &str) -> Option<Chromium> {
    assert!(env::var_os("CI").is_none(), "in CI the story must run: {why}");
    let _ = writeln!(io::stderr(), "{why}: the story in a real browser did not run");
    None
}

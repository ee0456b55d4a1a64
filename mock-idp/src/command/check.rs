//! `mock-idp check`: drives an application through sign-in, session and sign-out, and says which practices it keeps.

mod application;
mod fake;
mod framework;
mod listening;
mod made;
mod options;
mod reports;
mod without_a_setting;

use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checker::{CheckError, Finding, Report, Unmade};
use clap::Args;
use mock_idp::verdict::Anchor;
use tokio::runtime::Builder;
use url::Url;

use self::application::Application;
use self::options::Choice;
use self::reports::Reports;
use super::CommandError;
use super::exec::files::Named;
use super::explain::explanation;
use super::fake::FakeOptions;
use super::output::print;
use super::wrap::{MOST_COLUMNS, columns};

/// Check an application: which of the 120 rows it keeps
///
/// `mock-idp check http://localhost:3000 --reset` checks an application that runs, behind the fake at
/// `MOCK_IDP_CONTROL_URL` or port 8080. `mock-idp check -- npm start` starts a fake and the application, with the
/// variables that `exec` sets, waits until it answers, reads its output, and stops both at the end; without an address it
/// is where the client's first redirect URI points.
///
/// The application is driven as a browser does it, with people of the seed; by default without scripts (`--browser`). The fake is reset for each thing that is
/// tried, and made to fail for some.
///
/// It talks to this machine alone, unless `--allow-host` names another host.
///
/// The exit code is 0 if no fault is found, and sign-in, a guarded page and the sign-out were found and tried, and, with
/// `--thorough`, a renewal where `offline_access` is requested; 1 if there is a fault that check.toml does not allow; 2 for
/// usage and configuration; 3 if no check could be made, or none that is complete.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The address of the application
    #[arg(value_name = "URL")]
    url: Option<Url>,
    /// The client, by name or id, as which the application is registered; without it, the first that keeps a secret
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    #[command(flatten)]
    choice: Choice,
    /// The configuration; without it, `check.toml` in the working directory, if there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    reports: Reports,
    /// Explain each row that is broken, with the code of the application's framework if the files of the working directory
    /// name one
    #[arg(long)]
    explain: bool,
    /// Reset the fake that runs, again and again: whatever is in it is lost
    #[arg(long, conflicts_with = "command")]
    reset: bool,
    #[command(flatten)]
    fake: FakeOptions,
    /// The command that starts the application, and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The configuration in the working directory.
const CONFIGURATION: &str = "check.toml";

impl Check {
    pub(super) fn run(self) -> Result<ExitCode, CommandError> {
        let configuration = self.configuration()?;
        self.ensure_writable()?;
        let begun = self.begun();
        let report = self.made(configuration).inspect_err(|why| {
            let unmade = Unmade { reason: why.to_string(), exit: why.exit() };
            // Why there is no check is more than why a file is not written.
            let _ = self.reports.write_unmade(&unmade, &begun);
        })?;
        self.reports.write(&report, &self.anchor(), &begun)?;
        print(&report.to_string())?;
        if self.explain {
            print(&explained(&report))?;
        }
        Ok(ExitCode::from(report.exit()))
    }

    /// Makes the check.
    fn made(&self, configuration: checker::Configuration) -> Result<Report, CommandError> {
        let options = self.choice.options(configuration, self.fake.allowed_hosts())?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(CommandError::Signals)?;
        if self.command.is_empty() {
            runtime.block_on(fake::check_running(self, options))
        } else {
            Application::check(self, options, &runtime)
        }
    }

    /// Returns the file of the configuration, if there is one.
    fn file(&self) -> Option<&Path> {
        let usual = || Some(Path::new(CONFIGURATION)).filter(|file| file.is_file());
        self.config.as_deref().or_else(usual)
    }

    fn configuration(&self) -> Result<checker::Configuration, CommandError> {
        let Some(file) = self.file() else { return Ok(checker::Configuration::default()) };
        let wrong = |why: String| CommandError::Configuration { path: file.to_owned(), why };
        let text = fs::read_to_string(file).map_err(|why| wrong(why.to_string()))?;
        checker::Configuration::parse(&text).map_err(|why| wrong(why.to_string()))
    }

    fn ensure_writable(&self) -> Result<(), CommandError> {
        let configuration = self.file().map(|path| Named { option: "--config", path });
        let seed = self.fake.seed_file().map(|path| Named { option: "--seed", path });
        let read: Vec<_> = configuration.into_iter().chain(seed).collect();
        self.reports.ensure_writable(&read)
    }

    /// Returns where SARIF shows what has no place in the source: at the configuration, or else at the seed.
    fn anchor(&self) -> Anchor {
        self.file().or(self.fake.seed_file()).map(Anchor::at).unwrap_or_default()
    }
}

/// Explains each row that is broken, with the code of one framework or of all.
fn explained(report: &Report) -> String {
    let framework = framework::of(Path::new("."));
    let columns = columns(&io::stdout()).unwrap_or(MOST_COLUMNS);
    let mut text = String::new();
    for row in report.broken() {
        text.push('\n');
        text.push_str(&explanation(row.practice, framework, columns));
    }
    text
}

/// Runs a check, and `last` when the application is needed no more, and says at a terminal what is tried.
async fn run(
    options: checker::Options,
    last: impl AsyncFnOnce() -> Vec<Finding>,
) -> Result<Report, CheckError> {
    let is_seen = io::stderr().is_terminal();
    let options = checker::Options {
        progress: checker::Progress(if is_seen { say_progress } else { |_| () }),
        ..options
    };
    let report = checker::check_and_then(options, last).await;
    if is_seen {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    report
}

/// Writes what is tried over what was tried before.
fn say_progress(what: &str) {
    let mut line = io::stderr();
    let _ = write!(line, "\r\u{1b}[K{what} …").and_then(|()| line.flush());
}

//! What `exec` says of the command's clients at the end, and the reports that it writes.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mock_idp::verdict::{Anchor, Verdict};

use crate::command::CommandError;
use crate::command::output::say;

/// The options of the verdict.
#[derive(Debug, Args)]
pub(super) struct VerdictOptions {
    /// What to do about what is wrong with the clients: `tell` it on stderr, say nothing of it (`off`), or `fail` with 1
    /// besides if the command ended with 0 and a client has a fault
    #[arg(long, value_name = "WHAT", default_value = "tell")]
    verdict: OnFindings,
    /// Write the verdict to a file as a JUnit report
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write the verdict to a file as SARIF 2.1.0, as GitHub's code scanning takes it
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Write the verdict to a file as a page of HTML that needs nothing but itself
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The file, and perhaps a line of it, at which SARIF shows every finding
    ///
    /// GitHub takes no finding without one, and the fake sees requests and not the source. Without this option it is
    /// the seed file, or else `mock-idp.toml`.
    #[arg(long, value_name = "FILE[:LINE]")]
    anchor: Option<Anchor>,
}

/// What is done about findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OnFindings {
    /// Say nothing of them
    Off,
    /// Say them on stderr
    Tell,
    /// Say them, and fail if a client has a fault
    Fail,
}

impl VerdictOptions {
    /// Checks that the reports can be written, and makes their files.
    ///
    /// # Errors
    ///
    /// [`CommandError::Write`] names the first that cannot.
    pub(super) fn check_files(&self) -> Result<(), CommandError> {
        let mut files = [&self.junit, &self.sarif, &self.report].into_iter().flatten();
        files.try_for_each(|file| check_writable(file))
    }

    /// Writes the reports, whatever became of the command.
    pub(super) fn write_reports(
        &self,
        verdict: &Verdict,
        seed_file: Option<&Path>,
    ) -> Result<(), CommandError> {
        write(self.junit.as_deref(), || verdict.to_junit())?;
        write(self.sarif.as_deref(), || verdict.to_sarif(&self.anchor(seed_file)))?;
        write(self.report.as_deref(), || verdict.to_html())
    }

    fn anchor(&self, seed_file: Option<&Path>) -> Anchor {
        let of_seed = || seed_file.map(Anchor::at);
        self.anchor.clone().or_else(of_seed).unwrap_or_default()
    }

    /// Returns the verdict if it is to be said: if something was found.
    pub(super) fn to_say<'v>(&self, verdict: &'v Verdict) -> Option<&'v Verdict> {
        Some(verdict).filter(|_| self.verdict != OnFindings::Off && !verdict.findings.is_empty())
    }

    /// Whether a fault fails a run that went well otherwise.
    pub(super) fn is_failed_by(&self, verdict: &Verdict) -> bool {
        self.verdict == OnFindings::Fail && verdict.faults().next().is_some()
    }
}

/// Prints a verdict on stderr, and that it fails the run, if it does.
pub(super) fn print(verdict: &Verdict, fails: bool) {
    let _ = write!(io::stderr(), "mock-idp: {verdict}");
    if fails {
        say("the command went well, and a client has a fault: this is a failure (--verdict fail)");
    }
}

/// Opens a file for writing, and leaves what it has.
fn check_writable(file: &Path) -> Result<(), CommandError> {
    let opened = OpenOptions::new().create(true).append(true).open(file);
    opened.map(drop).map_err(|why| CommandError::Write { path: file.to_owned(), why })
}

fn write(file: Option<&Path>, report: impl FnOnce() -> String) -> Result<(), CommandError> {
    let Some(file) = file else { return Ok(()) };
    fs::write(file, report()).map_err(|why| CommandError::Write { path: file.to_owned(), why })
}

//! What `exec` says of the command's clients at the end, and the reports that it writes.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mock_idp::verdict::{Anchor, Verdict};
use mock_idp::{MockIdp, printable};

use super::files::{self, Named};
use crate::command::output::say;
use crate::command::wrap::{columns, wrapped};
use crate::command::{CommandError, story};

/// The options of the verdict.
#[derive(Debug, Args)]
pub(super) struct VerdictOptions {
    /// What to do with findings: `tell` prints them on stderr, `off` prints nothing, and `fail` prints them and exits
    /// with 1 if the command succeeded and a client has a fault
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
    /// Write a sequence diagram of the last exchanges, with the lives of cookies and tokens, to a file as a page of HTML
    /// that needs nothing but itself
    #[arg(long, value_name = "FILE")]
    theatre: Option<PathBuf>,
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
    /// Print nothing
    Off,
    /// Print them on stderr
    Tell,
    /// Print them, and exit with 1 if a client has a fault
    Fail,
}

impl VerdictOptions {
    /// Checks that the reports can be written, and makes their files.
    ///
    /// # Errors
    ///
    /// Those of [`files::check`].
    pub(super) fn check_files(&self, seed_file: Option<&Path>) -> Result<(), CommandError> {
        let reports = [
            ("--junit", &self.junit),
            ("--sarif", &self.sarif),
            ("--report", &self.report),
            ("--theatre", &self.theatre),
        ];
        let reports = reports
            .into_iter()
            .filter_map(|(option, path)| Some(Named { option, path: path.as_deref()? }));
        let seed = seed_file.map(|path| Named { option: "--seed", path });
        files::check(&reports.collect::<Vec<_>>(), seed.as_slice())
    }

    /// Writes the reports, whatever became of the command.
    pub(super) fn write_reports(
        &self,
        verdict: &Verdict,
        idp: &MockIdp,
        seed_file: Option<&Path>,
    ) -> Result<(), CommandError> {
        write(self.theatre.as_deref(), || idp.theatre())?;
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

/// Prints a verdict on stderr, and that it fails the run, if it does. At a terminal it is as broad as that, and in colour.
pub(super) fn print(verdict: &Verdict, fails: bool) {
    let text = format!("mock-idp: {verdict}");
    let text = columns(&io::stderr()).map_or(text.clone(), |columns| at_a_terminal(&text, columns));
    let _ = anstream::stderr().write_all(text.as_bytes());
    if fails {
        say(
            "the command succeeded, but a client has a fault, and --verdict fail makes that a failure: the exit code is 1",
        );
    }
}

/// Returns the text of a verdict in lines of so many columns, with the weights in their styles.
fn at_a_terminal(text: &str, columns: usize) -> String {
    let line = |line: &str| {
        let line = printable(line);
        let words = line.trim_start();
        let indent = line.len() - words.len();
        let first = words.split(' ').next().unwrap_or_default();
        let hang = indent + below(first);
        let wrapped = wrapped(&line, hang, columns);
        match story::style_of(first) {
            Some(style) => wrapped.replacen(first, &format!("{style}{first}{style:#}"), 1) + "\n",
            None => wrapped + "\n",
        }
    };
    text.lines().map(line).collect()
}

/// Returns the columns by which a line of a verdict that begins with this word goes on further in.
fn below(first: &str) -> usize {
    match first {
        "fault" | "doubt" | "advice" => 7,
        "of" | "so" | "why" | "fix" => 5,
        _ => 2,
    }
}

fn write(file: Option<&Path>, report: impl FnOnce() -> String) -> Result<(), CommandError> {
    file.map_or(Ok(()), |file| files::write(file, &report()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_at_a_terminal_is_as_broad_as_it_and_in_colour() {
        let text = "mock-idp: 1 sign-in, 0 renewals, 0 sign-outs; 1 fault (mock-idp explain pkce)

  fault  pkce  the request has no \u{1b}[2Jcode_challenge, and the client is public
         #1  GET /oauth/authorize by a browser
         why  Without PKCE a code that leaks can be exchanged by whoever has it.
  never exercised: a renewal, a sign-out
";

        let shown = at_a_terminal(text, 50).replace('\u{1b}', "␛");

        insta::assert_snapshot!(shown, @"
        mock-idp: 1 sign-in, 0 renewals, 0 sign-outs; 1
          fault (mock-idp explain pkce)

          ␛[1m␛[31mfault␛[0m  pkce  the request has no
                 �[2Jcode_challenge, and the client is
                 public
                 #1  GET /oauth/authorize by a browser
                 why  Without PKCE a code that leaks can
                      be exchanged by whoever has it.
          never exercised: a renewal, a sign-out
        ");
    }
}

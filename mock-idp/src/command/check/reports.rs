//! The files in which a check is reported.

use std::path::{Path, PathBuf};

use checker::{Made, Report, SarifRows, Unmade};
use clap::{Args, ValueEnum};
use mock_idp::verdict::Anchor;

use crate::command::CommandError;
use crate::command::exec::files::{self, Named};

/// The files in which a check is reported.
#[derive(Debug, Args)]
pub(super) struct Reports {
    /// Write the report to a file as JSON, all rows in it
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the report to a file as JUnit: a test case for each row
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write the report to a file as SARIF 2.1.0, as GitHub's code scanning takes it: at the places of `[anchors]` in the
    /// configuration, or else at the configuration or the seed
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// The rows in the SARIF file: GitHub shows each as an alert
    #[arg(long, value_name = "ROWS", default_value = "problems", requires = "sarif")]
    sarif_rows: Rows,
    /// Write the report to a file as a page of HTML that needs nothing but itself
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// The rows in a SARIF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rows {
    /// What is broken
    Problems,
    /// All, by their kinds
    All,
}

impl Reports {
    /// Checks that the reports can be written, each to a file of its own that is none of those that are `read`, and makes
    /// their files.
    ///
    /// # Errors
    ///
    /// Those of [`files::check`].
    pub(super) fn ensure_writable(&self, read: &[Named<'_>]) -> Result<(), CommandError> {
        let reports = [
            ("--json", &self.json),
            ("--junit", &self.junit),
            ("--sarif", &self.sarif),
            ("--html", &self.html),
        ];
        let named =
            |(option, path): (_, &'_ Option<PathBuf>)| path.clone().map(|path| (option, path));
        let reports: Vec<_> = reports.into_iter().filter_map(named).collect();
        let reports: Vec<_> = reports.iter().map(|(option, path)| Named { option, path }).collect();
        files::check(&reports, read)
    }

    /// Writes the reports. What is at no place of the source is `otherwise`.
    pub(super) fn write(
        &self,
        report: &Report,
        otherwise: &Anchor,
        made: &Made,
    ) -> Result<(), CommandError> {
        let rows = match self.sarif_rows {
            Rows::Problems => SarifRows::Problems,
            Rows::All => SarifRows::All,
        };
        write(self.json.as_deref(), || format!("{:#}\n", report.to_json()))?;
        write(self.junit.as_deref(), || report.to_junit())?;
        write(self.sarif.as_deref(), || report.to_sarif(rows, otherwise))?;
        write(self.html.as_deref(), || report.to_html(made))
    }

    /// Writes into each file why no check could be made.
    pub(super) fn write_unmade(&self, unmade: &Unmade, made: &Made) -> Result<(), CommandError> {
        write(self.json.as_deref(), || format!("{:#}\n", unmade.to_json()))?;
        write(self.junit.as_deref(), || unmade.to_junit())?;
        write(self.sarif.as_deref(), || unmade.to_sarif())?;
        write(self.html.as_deref(), || unmade.to_html(made))
    }
}

fn write(file: Option<&Path>, report: impl FnOnce() -> String) -> Result<(), CommandError> {
    file.map_or(Ok(()), |file| files::write(file, &report()))
}

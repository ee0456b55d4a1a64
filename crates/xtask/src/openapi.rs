//! `cargo run -p xtask -- openapi DOCUMENT`: sends every operation of Scalekit's published OpenAPI document to
//! the fake, and compares each answer with the document.

mod document;
mod environment;
mod report;
mod request;

use std::fs;
use std::path::PathBuf;

use mock_idp::MockIdp;
use serde_json::Value;

use self::document::{Document, Operation};
use self::environment::Environment;
use self::report::Row;
pub(crate) use self::report::{HEADING, Report};
use crate::{say, tables};

/// The command and its arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct OpenApi {
    /// The document, in JSON; nothing is fetched
    document: PathBuf,
    /// Compare the table with the one in the repository instead of writing it
    #[arg(long)]
    check: bool,
}

impl OpenApi {
    /// Measures, prints the table, and writes it or compares it with the one in the repository.
    pub(crate) fn run(&self) -> Result<(), String> {
        let text = fs::read_to_string(&self.document)
            .map_err(|why| format!("cannot read {}: {why}", self.document.display()))?;
        let document = serde_json::from_str(&text)
            .map_err(|why| format!("{} is not JSON: {why}", self.document.display()))?;
        let report = measure(&Document::of(document)?)?;
        say(&report.to_string());
        if self.check { tables::check_openapi(&report) } else { tables::write_openapi(&report) }
    }
}

/// Sends each operation to a fake of its own, so that none finds what another left.
fn measure(document: &Document) -> Result<Report, String> {
    let mut rows = Vec::new();
    for operation in document.operations() {
        rows.push(row(document, &operation)?);
    }
    Ok(Report { version: document.version().to_owned(), rows })
}

/// Sends one operation to a new fake, and compares the answer.
fn row(document: &Document, operation: &Operation<'_>) -> Result<Row, String> {
    let environment = Environment::start()?;
    let (status, body) = environment.send(&request::of(operation, &environment))?;
    let comparison = match (operation.response(status), body) {
        (Some(response), Some(body)) => document.compare(response, &body),
        (Some(_), None) => document::Comparison::no_json(),
        (None, _) => document::Comparison::default(),
    };
    Ok(Row { operation: operation.name(), documented: operation.successes(), status, comparison })
}

/// Carries out an operation that prepares the environment, and returns its reply. Its request is not in the table.
fn carry_out(idp: &MockIdp, operation: &str, request: Value) -> Result<Value, String> {
    let reply = idp.manage(&format!("scalekit.v1.{operation}"), request);
    reply.map_err(|why| format!("{operation}: {why}"))
}

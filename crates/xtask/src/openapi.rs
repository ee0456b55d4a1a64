//! `cargo run -p xtask -- openapi DOCUMENT`: every operation of Scalekit's published OpenAPI document, sent to
//! the fake, and what came held against what the document says.

mod document;
mod report;
mod request;
mod world;

use std::fs;
use std::path::PathBuf;

use mock_idp::MockIdp;
use serde_json::Value;

use self::document::{Document, Operation};
use self::report::Row;
pub(crate) use self::report::{HEADING, Report};
use self::world::World;
use crate::{say, tables};

#[derive(Debug, clap::Args)]
pub(crate) struct OpenApi {
    /// The document, in JSON; nothing is fetched
    document: PathBuf,
    /// Compare the table with the one in the repository instead of writing it
    #[arg(long)]
    check: bool,
}

impl OpenApi {
    pub(crate) fn run(&self) -> Result<(), String> {
        let text = fs::read_to_string(&self.document)
            .map_err(|why| format!("cannot read {}: {why}", self.document.display()))?;
        let document = serde_json::from_str(&text)
            .map_err(|why| format!("{} is not JSON: {why}", self.document.display()))?;
        let report = measured(&Document::of(document)?)?;
        say(&report.to_string());
        if self.check { tables::check_openapi(&report) } else { tables::write_openapi(&report) }
    }
}

/// Sends each operation to a fake of its own, so that none finds what another left.
fn measured(document: &Document) -> Result<Report, String> {
    let mut rows = Vec::new();
    for operation in document.operations() {
        rows.push(row(document, &operation)?);
    }
    Ok(Report { version: document.version().to_owned(), rows })
}

fn row(document: &Document, operation: &Operation<'_>) -> Result<Row, String> {
    let world = World::start()?;
    let (status, body) = world.send(&request::of(operation, &world))?;
    let judged = match (operation.response(status), body) {
        (Some(response), Some(body)) => document.judge(response, &body),
        (Some(_), None) => document::Judged::no_json(),
        (None, _) => document::Judged::default(),
    };
    Ok(Row { operation: operation.name(), documented: operation.successes(), status, judged })
}

/// A value as a member of the world has it; the world's own requests are not in the table.
fn made(idp: &MockIdp, operation: &str, request: Value) -> Result<Value, String> {
    let made = idp.manage(&format!("scalekit.v1.{operation}"), request);
    made.map_err(|why| format!("{operation}: {why}"))
}

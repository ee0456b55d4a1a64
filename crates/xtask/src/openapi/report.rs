//! The measurements, as a table.

use std::fmt;

use super::document::Comparison;

/// The heading of the section in the file.
pub(crate) const HEADING: &str = "# Against Scalekit's OpenAPI document";

/// The fake's status for an operation that it does not serve.
const NOT_SERVED: u16 = 501;

/// Every operation of a document.
#[derive(Debug)]
pub(crate) struct Report {
    /// The version of the document.
    pub(crate) version: String,
    pub(crate) rows: Vec<Row>,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) operation: String,
    /// The statuses of success that the document has.
    pub(crate) documented: Vec<u16>,
    /// The status of the answer.
    pub(crate) status: u16,
    pub(crate) comparison: Comparison,
}

impl Row {
    fn is_served(&self) -> bool {
        self.status != NOT_SERVED
    }

    fn agrees(&self) -> bool {
        self.documented.contains(&self.status) && self.comparison.mistakes.is_empty()
    }

    fn schema(&self) -> String {
        let Comparison { compared, mistakes, beyond } = &self.comparison;
        if !self.is_served() {
            return "·".to_owned();
        }
        if !self.documented.contains(&self.status) {
            return "not compared".to_owned();
        }
        let mut cell = match (compared, mistakes.as_slice()) {
            (false, _) => "none".to_owned(),
            (true, []) => "agrees".to_owned(),
            (true, mistakes) => mistakes.join("; "),
        };
        if !beyond.is_empty() {
            cell = format!("{cell}; beyond it: {}", beyond.join("; "));
        }
        cell.replace('|', "\\|")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let served = self.rows.iter().filter(|row| row.is_served()).count();
        let agree = self.rows.iter().filter(|row| row.is_served() && row.agrees()).count();
        writeln!(
            f,
            "{HEADING}\n\n\
             Measured at the fake by `cargo run -p xtask -- openapi DOCUMENT`: one good request for each operation,\n\
             and its answer held against the document's status and schema. The document is version {}, as\n\
             Scalekit's public documentation has it. Of {} operations {served} are served, and {agree} of those\n\
             agree; `·` is an operation that is not served. Where the document's sentences say what its schema does\n\
             not (a secret is `ACTIVE`; an end that a session does not have is null), the fake does what they say.\n\n\
             | operation of the document | documented | answered | schema |\n|---|---|---|---|",
            self.version,
            self.rows.len(),
        )?;
        for row in &self.rows {
            let documented: Vec<String> = row.documented.iter().map(u16::to_string).collect();
            let Row { operation, status, .. } = row;
            let documented = documented.join(", ");
            writeln!(f, "| {operation} | {documented} | {status} | {} |", row.schema())?;
        }
        Ok(())
    }
}

//! The table of operations that SDKs reached, as measured at the fake.

use std::collections::BTreeMap;
use std::fmt;

use crate::calls::Calls;
use crate::language::Language;
use crate::package::Package;

/// The row with the origins of packages, which depend on the machine that wrote the table.
pub(crate) const TAKEN_FROM: &str = "ran against";

/// A column for each language that ran.
#[derive(Debug)]
pub(crate) struct Table {
    operations: Vec<&'static str>,
    columns: BTreeMap<Language, Column>,
}

#[derive(Debug)]
struct Column {
    package: Package,
    calls: Calls,
}

impl Table {
    /// Makes a table without columns, of the operations that the fake serves.
    pub(crate) fn of(operations: impl IntoIterator<Item = &'static str>) -> Self {
        Self { operations: operations.into_iter().collect(), columns: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, language: Language, package: Package, calls: Calls) {
        self.columns.insert(language, Column { package, calls });
    }

    /// Returns the languages that ran.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Language> {
        self.columns.keys().copied()
    }

    /// Checks that every operation that is served has succeeded for at least one of the SDKs that ran.
    pub(crate) fn is_complete(&self) -> Result<(), String> {
        let is_reached =
            |operation| self.columns.values().any(|column| column.calls.succeeded(operation));
        let operations = self.operations.iter().copied();
        let unreached: Vec<&str> = operations.filter(|operation| !is_reached(operation)).collect();
        if unreached.is_empty() {
            return Ok(());
        }
        Err(format!("no suite that ran succeeds with\n  {}", unreached.join("\n  ")))
    }

    /// Returns a row, with a cell for each column.
    fn row(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        cell: impl Fn(&Column) -> String,
    ) -> fmt::Result {
        write!(f, "| {name} |")?;
        for column in self.columns.values() {
            write!(f, " {} |", cell(column))?;
        }
        writeln!(f)
    }

    fn head(&self, f: &mut fmt::Formatter<'_>, corner: &str) -> fmt::Result {
        write!(f, "| {corner} |")?;
        for language in self.columns.keys() {
            write!(f, " {language} |")?;
        }
        writeln!(f, "\n|---|{}", "---|".repeat(self.columns.len()))
    }
}

impl Column {
    /// Returns the outcomes of an operation's calls; `·` if the suite has no such call.
    fn cell(&self, operation: &str) -> String {
        let outcomes: Vec<String> = self.calls.outcomes(operation).map(str::to_lowercase).collect();
        if outcomes.is_empty() {
            return "·".to_owned();
        }
        outcomes.join(", ")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "# Which SDK reached what\n\n\
             Measured at the fake while the official SDKs' suites ran, by `cargo run -p xtask -- sdk`.\n\
             A cell names the outcomes that the suite provoked; `·` is an operation that it did not call.\n\n\
             The apps in each framework, and the line that starts each, are in [PUBLISHED.md](PUBLISHED.md).\n\n\
             ## The SDKs\n\n",
        )?;
        self.head(f, "")?;
        self.row(f, "package", |column| format!("`{}`", column.package.name))?;
        self.row(f, "version", |column| column.package.version.clone())?;
        self.row(f, TAKEN_FROM, |column| column.package.origin.to_string())?;
        let mut service = "";
        for &operation in &self.operations {
            let (of, method) = operation.split_once('/').unwrap_or((operation, ""));
            if of != service {
                service = of;
                writeln!(f, "\n## {}\n", of.trim_start_matches("scalekit.v1."))?;
                self.head(f, "operation")?;
            }
            self.row(f, method, |column| column.cell(operation))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

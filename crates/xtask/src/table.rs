//! Which operation was reached by which SDK: measured at the fake, and never typed.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use mock_idp::MockIdp;

use crate::language::Language;
use crate::run::Calls;

/// Where the table is kept, seen from the root.
const KEPT: &str = "tests/sdk/README.md";

/// The calls of each language's suite.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<Language, Calls>);

impl Table {
    pub(crate) fn add(&mut self, language: Language, calls: Calls) {
        self.0.insert(language, calls);
    }

    /// Every operation that is served has succeeded for at least one SDK.
    pub(crate) fn is_complete(&self) -> Result<(), String> {
        let untried: Vec<&str> = MockIdp::management_operations()
            .filter(|operation| !self.0.values().any(|calls| succeeded(calls, operation)))
            .collect();
        if untried.is_empty() {
            Ok(())
        } else {
            Err(format!(
                "no SDK's suite reaches\n  {}",
                untried.join("\n  ")
            ))
        }
    }

    /// Writes the table into the repository, or compares it with the one that is there.
    pub(crate) fn keep(&self, check: bool) -> Result<(), String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(KEPT);
        let now = self.to_string();
        if check {
            let kept = fs::read_to_string(&path).unwrap_or_default();
            return if kept == now {
                Ok(())
            } else {
                Err(format!(
                    "{KEPT} is not what was measured; run this without --check"
                ))
            };
        }
        fs::write(&path, now).map_err(|why| format!("cannot write {KEPT}: {why}"))
    }

    /// `ok`, and the failures that were seen too; `·` where the suite has no such call.
    fn cell(&self, language: Language, operation: &str) -> String {
        let calls = self.0.get(&language).into_iter().flatten();
        let codes: Vec<&str> = calls
            .filter(|(called, code)| called == operation && code != "UNAUTHENTICATED")
            .map(|(_, code)| code.as_str())
            .collect();
        if codes.is_empty() {
            return "·".to_owned();
        }
        codes.join(", ").to_lowercase()
    }
}

fn succeeded(calls: &Calls, operation: &str) -> bool {
    calls.contains(&(operation.to_owned(), "OK".to_owned()))
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "# Which SDK reached what\n\n\
             Measured at the fake while the official SDKs' suites ran, by `cargo run -p xtask -- sdk`.\n\
             A cell names the outcomes that the suite provoked; `·` is an operation that it did not call.\n",
        )?;
        let mut service = "";
        for operation in MockIdp::management_operations() {
            let (of, method) = operation.split_once('/').unwrap_or((operation, ""));
            if of != service {
                service = of;
                write!(
                    f,
                    "\n## {}\n\n| operation |",
                    of.trim_start_matches("scalekit.v1.")
                )?;
                let mut rule = String::from("\n|---|");
                for language in self.0.keys() {
                    write!(f, " {language} |")?;
                    rule.push_str("---|");
                }
                rule.write_char('\n')?;
                f.write_str(&rule)?;
            }
            write!(f, "| {method} |")?;
            for &language in self.0.keys() {
                write!(f, " {} |", self.cell(language, operation))?;
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

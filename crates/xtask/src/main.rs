//! `cargo run -p xtask -- sdk`: every official SDK against the fake, unmodified, and the table of which
//! operation was reached by which.

mod app;
mod language;
mod run;
mod table;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;

use crate::language::Language;
use crate::table::Table;

/// The chores of this repository
#[derive(Debug, Parser)]
enum Chore {
    /// Run the official SDKs' suites and sample apps against the fake
    Sdk {
        /// Only these languages; the table is written when all of them ran
        languages: Vec<Language>,
        /// Compare the table with the one in the repository instead of writing it
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let Chore::Sdk { languages, check } = Chore::parse();
    match sdk(&languages, check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&format!("\nxtask: {why}"));
            ExitCode::FAILURE
        }
    }
}

fn sdk(chosen: &[Language], check: bool) -> Result<(), String> {
    let languages = if chosen.is_empty() {
        &Language::ALL
    } else {
        chosen
    };
    let mut table = Table::default();
    for &language in languages {
        say(&format!("\n== {language}"));
        table.add(language, run::language(language)?);
    }
    say(&format!("\n{table}"));
    if chosen.is_empty() {
        table.is_complete()?;
        table.keep(check)?;
    }
    Ok(())
}

/// One line, on stdout. That nobody reads it is no mistake.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

//! `cargo run -p xtask -- sdk`: every official SDK against the fake, unmodified, and the table of which
//! operation was reached by which. `cargo run -p xtask -- openapi DOCUMENT`: every operation of Scalekit's
//! published OpenAPI document against the fake, and the table of which agree. `cargo run -p xtask -- dist`: what somebody
//! without Rust installs.

mod app;
mod built;
mod calls;
mod checked;
mod dist;
mod fake;
mod framework;
mod install;
mod language;
mod openapi;
mod package;
mod process;
#[cfg(test)]
mod published;
mod run;
mod table;
mod tables;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use mock_idp::MockIdp;

use crate::dist::Dist;
use crate::language::Language;
use crate::openapi::OpenApi;
use crate::table::Table;

/// The chores of this repository
#[derive(Debug, Parser)]
enum Chore {
    /// Run the official SDKs' suites and sample apps against the fake
    Sdk(Sdk),
    /// Hold the fake against Scalekit's published OpenAPI document
    #[command(name = "openapi")]
    OpenApi(OpenApi),
    Dist(Dist),
    /// Look up in each registry whether the name of our package is free
    Names,
}

#[derive(Debug, clap::Args)]
struct Sdk {
    /// Only these languages; the table is written when all of them ran
    languages: Vec<Language>,
    /// Compare the table with the one in the repository instead of writing it
    #[arg(long)]
    check: bool,
    /// Leave out languages that are not installed, or whose SDK cannot be fetched from here
    #[arg(long)]
    obtainable: bool,
}

fn main() -> ExitCode {
    let done = match Chore::parse() {
        Chore::Sdk(sdk) => sdk.run(),
        Chore::OpenApi(openapi) => openapi.run(),
        Chore::Dist(dist) => dist.run(),
        Chore::Names => {
            dist::print_names();
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&format!("\nxtask: {why}"));
            ExitCode::FAILURE
        }
    }
}

impl Sdk {
    fn run(&self) -> Result<(), String> {
        let languages = self.installed()?;
        let built = built::mock_idp()?;
        let mut table = Table::of(MockIdp::management_operations());
        for language in languages {
            say(&format!("\n== {language}"));
            let calls = run::language(language, &built)?;
            table.add(language, package::installed(language)?, calls);
        }
        say(&format!("\n{table}"));
        if self.languages.is_empty() {
            table.is_complete()?;
        }
        if self.check {
            tables::check(&table)
        } else if table.languages().eq(Language::ALL) {
            tables::write(&table)
        } else {
            say("The table in the repository stays as it is, because not all languages ran.");
            Ok(())
        }
    }

    /// Installs what was chosen, or everything, before the first suite runs: what is missing is reported at once.
    fn installed(&self) -> Result<Vec<Language>, String> {
        let chosen = if self.languages.is_empty() { &Language::ALL[..] } else { &self.languages };
        let mut installed = Vec::new();
        for &language in chosen {
            say(&format!("\n== install what {language} needs"));
            match install::install(language) {
                Ok(()) => installed.push(language),
                Err(missing) if self.obtainable => say(&format!("left out: {missing}")),
                Err(missing) => return Err(missing.to_string()),
            }
        }
        if installed.is_empty() {
            return Err("no language is left, so that nothing was tested".to_owned());
        }
        Ok(installed)
    }
}

/// Writes one line to stdout. A closed stdout is no error.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

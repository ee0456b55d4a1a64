//! `mock-idp seed`: checks a seed file, and prints the schema with which an editor completes it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use mock_idp::Seed;
use serde_json::json;

use super::CommandError;
use super::output::{print, say};

/// The warning about an empty seed, which can be served, and is seldom meant.
const EMPTY: &str = "it has no `[[clients]]` and no `[[users]]`: no application can begin a sign-in, and nobody can finish one; `mock-idp init` writes a seed to start from";

/// Check a seed file, or print the schema with which an editor completes it
#[derive(Debug, Subcommand)]
pub(crate) enum SeedCommand {
    Check(Check),
    Schema(Schema),
}

/// Check a seed file, as `serve` would, and start nothing
///
/// The exit code is 0 if it can be served, and 1 if not: then each mistake is shown in its line, with what
/// would be right.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The seed file
    file: PathBuf,
    /// Print one line of JSON instead: `{"file", "valid", "warnings"}`, or the report as `message` if it is not
    #[arg(long)]
    json: bool,
}

/// Print the JSON Schema of a seed file
///
/// Editors with Taplo or Tombi (Even Better TOML is one) complete and check a file whose first line names it:
/// `mock-idp seed schema > mock-idp.schema.json`, and `#:schema ./mock-idp.schema.json` in the seed.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Print it in one line
    #[arg(long)]
    json: bool,
}

impl SeedCommand {
    pub(super) fn run(self) -> Result<ExitCode, CommandError> {
        match self {
            Self::Check(check) => check.run(),
            Self::Schema(schema) => schema.run().map(|()| ExitCode::SUCCESS),
        }
    }
}

impl Check {
    fn run(self) -> Result<ExitCode, CommandError> {
        let name = self.file.display();
        let checked = Seed::from_file(&self.file);
        if !self.json {
            for warning in warnings(&checked?) {
                say(&format!("warning: {name}: {warning}"));
            }
            print(&format!("{name} is right\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let (line, code) = match checked {
            Ok(seed) => {
                let warnings = warnings(&seed);
                let line = json!({ "file": self.file, "valid": true, "warnings": warnings });
                (line, ExitCode::SUCCESS)
            }
            Err(why) => {
                let message = why.to_string();
                let line = json!({ "file": self.file, "valid": false, "error": "seed", "message": message });
                (line, ExitCode::FAILURE)
            }
        };
        print(&format!("{line}\n"))?;
        Ok(code)
    }
}

/// Returns warnings about a valid seed that is hardly meant.
fn warnings(seed: &Seed) -> Vec<&'static str> {
    let is_empty = seed.clients.is_empty() && seed.users.is_empty();
    is_empty.then_some(EMPTY).into_iter().collect()
}

impl Schema {
    fn run(self) -> Result<(), CommandError> {
        let schema = Seed::json_schema();
        let text = if self.json { format!("{schema}\n") } else { format!("{schema:#}\n") };
        print(&text)
    }
}

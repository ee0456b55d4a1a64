//! `mock-idp seed`: whether a seed file is right, and what an editor completes it from.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use mock_idp::Seed;
use serde_json::json;

use super::CommandError;
use super::telling::print;

/// Check a seed file, or print what an editor completes it from
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
    /// Print one line of JSON instead: `{"file", "valid"}`, and the report as `message` if it is not
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
            let _right = checked?;
            print(&format!("{name} is right\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let (line, code) = match checked {
            Ok(_) => (json!({ "file": self.file, "valid": true }), ExitCode::SUCCESS),
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

impl Schema {
    fn run(self) -> Result<(), CommandError> {
        let schema = Seed::json_schema();
        let text = if self.json { format!("{schema}\n") } else { format!("{schema:#}\n") };
        print(&text)
    }
}

//! `mock-idp init`: a seed file to start from.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use mock_idp::seed::DEFAULT_TOML;
use serde_json::json;

use super::CommandError;
use super::fake::SEED_FILE;
use super::output::{print, say};

/// Write a commented seed file to start from
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it; `-` is standard output
    #[arg(default_value = SEED_FILE)]
    file: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// Print one line of JSON, on stdout: `{"file"}`, or of `-` `{"toml"}`, or `{"error", "message"}`
    #[arg(long)]
    json: bool,
}

impl Init {
    pub(super) fn run(self) -> Result<(), CommandError> {
        if self.file.as_os_str() == "-" {
            return if self.json {
                print(&format!("{}\n", json!({ "toml": DEFAULT_TOML })))
            } else {
                print(DEFAULT_TOML)
            };
        }
        self.write()?;
        if self.json {
            return print(&format!("{}\n", json!({ "file": self.file })));
        }
        let how = if self.file.as_os_str() == SEED_FILE {
            "serve and exec find it in this directory"
        } else {
            "serve it with --seed"
        };
        say(&format!("wrote {}; {how}", self.file.display()));
        Ok(())
    }

    fn write(&self) -> Result<(), CommandError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).create_new(!self.force);
        let written =
            options.open(&self.file).and_then(|mut file| file.write_all(DEFAULT_TOML.as_bytes()));
        let path = self.file.clone();
        written.map_err(|why| match why.kind() {
            io::ErrorKind::AlreadyExists => CommandError::Exists(path),
            _ => CommandError::Write { path, why },
        })
    }
}

//! `mock-idp init`: a seed file to start from.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use mock_idp::seed::DEFAULT_TOML;

use super::CommandError;

/// Write a commented seed file to start from
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it; `-` is standard output
    #[arg(default_value = "mock-idp.toml")]
    file: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

impl Init {
    pub(super) fn run(self) -> Result<(), CommandError> {
        if self.file.as_os_str() == "-" {
            return io::stdout()
                .write_all(DEFAULT_TOML.as_bytes())
                .map_err(CommandError::Print);
        }
        let mut options = OpenOptions::new();
        options
            .write(true)
            .create(true)
            .truncate(true)
            .create_new(!self.force);
        let written = options
            .open(&self.file)
            .and_then(|mut file| file.write_all(DEFAULT_TOML.as_bytes()));
        match written {
            Ok(()) => {
                super::say(&format!(
                    "wrote {}; serve it with --seed",
                    self.file.display()
                ));
                Ok(())
            }
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {
                Err(CommandError::Exists(self.file))
            }
            Err(why) => Err(CommandError::Write {
                path: self.file,
                why,
            }),
        }
    }
}

//! What can be asked of the binary.

mod exec;
mod fake;
mod init;
mod ready;
mod serve;
mod tls;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use mock_idp::{SeedError, StartError};

/// A strict, hermetic fake of a Scalekit environment, for tests.
#[derive(Debug, Parser)]
#[command(name = "mock-idp", version, about)]
pub(crate) enum Command {
    /// Serve a fake environment until Ctrl-C or SIGTERM
    Serve(serve::Serve),
    Exec(exec::Exec),
    /// Write a commented seed file to start from
    Init(init::Init),
    #[command(hide = true)]
    Sweep(exec::Sweep),
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("{0}")]
    Seed(#[from] SeedError),
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{path} exists already; name another file, or pass --force to replace it", path = .0.display())]
    Exists(PathBuf),
    #[error("cannot write {path}: {why}", path = .path.display())]
    Write { path: PathBuf, why: io::Error },
    #[error("cannot wait for signals: {0}")]
    Signals(io::Error),
    #[error("cannot watch over the command: {0}")]
    Sweep(io::Error),
    #[error("cannot print: {0}")]
    Print(io::Error),
}

impl Command {
    /// The exit code is that of `exec`'s command; whatever else went well is a success.
    pub(crate) fn run(self) -> Result<ExitCode, CommandError> {
        match self {
            Self::Serve(serve) => serve.run()?,
            Self::Exec(exec) => return exec.run(),
            Self::Init(init) => init.run()?,
            Self::Sweep(sweep) => sweep.run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl CommandError {
    /// A seed's report begins each mistake with `error:` already, and has many lines.
    fn is_a_report(&self) -> bool {
        matches!(self, Self::Seed(_) | Self::Start(StartError::Seed(_)))
    }
}

/// Says on stderr why a command failed.
pub(crate) fn report(error: &CommandError) {
    if error.is_a_report() {
        let _ = writeln!(io::stderr(), "{error}");
    } else {
        say(&error.to_string());
    }
}

/// Says something on stderr. That nobody reads it is no further mistake.
fn say(what: &str) {
    let _ = writeln!(io::stderr(), "mock-idp: {what}");
}

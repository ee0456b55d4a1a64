//! The commands of the binary.

mod address;
mod bind;
mod check;
mod completions;
mod env_file;
mod exec;
mod explain;
mod fake;
mod healthy;
mod init;
mod journal;
mod lesson;
mod output;
mod public_url;
mod ready;
mod seed;
mod serve;
mod stop;
mod story;
mod tls;
mod variables;
mod wrap;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use checker::CheckError;
use clap::Parser;
use mock_idp::{LessonError, SeedError, StartError};

use address::AddressError;
pub(crate) use exec::Sweep;
use healthy::NotHealthy;
use journal::JournalError;
pub(crate) use output::Output;

/// A strict, hermetic fake of a Scalekit environment, for tests.
#[derive(Debug, Parser)]
#[command(name = "mock-idp", version, about)]
pub(crate) enum Command {
    /// Serve a fake environment until Ctrl-C or SIGTERM
    Serve(serve::Serve),
    Exec(exec::Exec),
    Check(Box<check::Check>),
    Journal(journal::Journal),
    Healthy(healthy::Healthy),
    /// Write a commented seed file to start from
    Init(init::Init),
    #[command(subcommand)]
    Seed(seed::SeedCommand),
    Explain(explain::Explain),
    Lesson(lesson::Lesson),
    Completions(completions::Completions),
}

/// The reason why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("{0}")]
    Seed(#[from] SeedError),
    #[error("{0}{hint}", hint = hint(.0))]
    Start(#[from] StartError),
    #[error("{path} exists already; name another file, or pass --force to replace it", path = .0.display())]
    Exists(PathBuf),
    #[error("cannot write {path}: {why}", path = .path.display())]
    Write { path: PathBuf, why: io::Error },
    #[error(
        "cannot write {path} for {option}: there is no folder {folder}; make it first",
        path = .path.display(),
        folder = .folder.display()
    )]
    NoFolder { option: &'static str, path: PathBuf, folder: PathBuf },
    #[error(
        "{one} and {other} name the same file, {path}; give each a file of its own",
        path = .path.display()
    )]
    SameFile { one: &'static str, other: &'static str, path: PathBuf },
    #[error("no client {wanted} for --client; there are {known}")]
    NoSuchClient { wanted: String, known: String },
    #[error("no practice {wanted}; {hint}")]
    NoSuchPractice { wanted: String, hint: String },
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    NotHealthy(#[from] NotHealthy),
    #[error(transparent)]
    Lesson(#[from] LessonError),
    #[error("{0}")]
    Check(Box<CheckError>),
    #[error("{why}\nmock-idp: {last_lines}")]
    CheckOfCommand { why: Box<CheckError>, last_lines: String },
    #[error("{path}: {why}", path = .path.display())]
    Configuration { path: PathBuf, why: String },
    #[error(
        "a check resets the fake again and again; {0}: pass --reset, or let it start both: mock-idp check -- COMMAND"
    )]
    NeedsReset(String),
    #[error("{0} is no address of a fake's control API")]
    NoFake(String),
    #[error("{command} could not be run: {why}")]
    NotStarted { command: String, why: io::Error },
    #[error("cannot wait for signals: {0}")]
    Signals(io::Error),
    #[error("cannot watch over the command: {0}")]
    Sweep(io::Error),
    #[error("cannot print: {0}")]
    Print(io::Error),
}

/// The exit code for a check that could not be made.
const NO_CHECK: u8 = 3;

/// Returns a sentence about the option that helps; empty if no option helps.
fn hint(why: &StartError) -> &'static str {
    let StartError::Listen { why, .. } = why else {
        return "";
    };
    match why.kind() {
        io::ErrorKind::AddrInUse => {
            "; another program has this port, and --port 0 takes a free one"
        }
        io::ErrorKind::AddrNotAvailable => "; --bind takes an address of this machine",
        io::ErrorKind::PermissionDenied => {
            "; ports below 1024 are the administrator's, and --port 0 takes a free one"
        }
        _ => "",
    }
}

impl Command {
    /// Runs the command. Returns the exit code of `exec`'s command, or the result of `seed check`, or else success.
    pub(crate) fn run(self) -> Result<ExitCode, CommandError> {
        match self {
            Self::Serve(serve) => serve.run()?,
            Self::Exec(exec) => return exec.run(),
            Self::Check(check) => return check.run(),
            Self::Journal(journal) => journal.run()?,
            Self::Healthy(healthy) => healthy.run()?,
            Self::Init(init) => init.run()?,
            Self::Seed(seed) => return seed.run(),
            Self::Explain(explain) => explain.run()?,
            Self::Lesson(lesson) => lesson.run()?,
            Self::Completions(completions) => completions.run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl CommandError {
    fn of_check(why: CheckError) -> Self {
        Self::Check(Box::new(why))
    }

    /// Returns whether the message is a seed's report, which begins each mistake with `error:` already and has many
    /// lines.
    fn is_a_report(&self) -> bool {
        matches!(self, Self::Seed(_) | Self::Start(StartError::Seed(_)))
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit())
    }

    /// Returns the exit code as a number: 2 for invalid arguments, as `clap` has it for malformed ones.
    fn exit(&self) -> u8 {
        match self {
            Self::NoSuchClient { .. }
            | Self::NoSuchPractice { .. }
            | Self::SameFile { .. }
            | Self::Configuration { .. }
            | Self::NeedsReset(_)
            | Self::NoFake(_)
            | Self::Lesson(LessonError::Unknown { .. })
            | Self::Address(_) => 2,
            Self::Check(why) | Self::CheckOfCommand { why, .. } => why.exit(),
            Self::NotStarted { .. } => NO_CHECK,
            _ => 1,
        }
    }

    /// Returns the code by which scripts recognise the error.
    fn code(&self) -> &'static str {
        match self {
            Self::Seed(_) | Self::Start(StartError::Seed(_)) => "seed",
            Self::Start(_) => "start",
            Self::Exists(_) => "exists",
            Self::Write { .. } | Self::NoFolder { .. } => "write",
            Self::NoSuchClient { .. }
            | Self::NoSuchPractice { .. }
            | Self::SameFile { .. }
            | Self::NeedsReset(_)
            | Self::NoFake(_)
            | Self::Lesson(LessonError::Unknown { .. })
            | Self::Address(_) => "usage",
            Self::Configuration { .. } => "configuration",
            Self::Check(_) | Self::CheckOfCommand { .. } | Self::NotStarted { .. } => "check",
            Self::Journal(_) => "journal",
            Self::NotHealthy(_) => "not_healthy",
            Self::Lesson(_) => "lesson",
            Self::Signals(_) => "signals",
            Self::Sweep(_) => "sweep",
            Self::Print(_) => "print",
        }
    }
}

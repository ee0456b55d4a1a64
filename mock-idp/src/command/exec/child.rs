//! The command's process: how it is started, and how it ended.

use std::io;
use std::process::{Command, ExitCode, ExitStatus};

use tokio::runtime::Builder;

use super::reaper::Reaper;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as here;
#[cfg(windows)]
use self::windows as here;
pub(super) use here::program;

/// The exit codes of a shell for a command that it did not find, and for a command that it could not run (POSIX,
/// *Shell Command Language*, 2.8.2).
const NOT_FOUND: u8 = 127;
const NOT_RUN: u8 = 126;

/// The end of a command.
pub(super) enum Ended {
    With(ExitStatus),
    BeforeItBegan(io::Error),
}

impl Ended {
    /// Returns the failure in words, if the command failed.
    pub(super) fn failure(&self) -> Option<String> {
        match self {
            Self::With(status) if status.success() => None,
            Self::With(status) => Some(format!("ended with {status}")),
            Self::BeforeItBegan(why) => Some(format!("could not be run: {why}")),
        }
    }

    /// Returns the exit code that a shell would give.
    pub(super) fn code(&self) -> ExitCode {
        let code = match self {
            Self::With(status) => u8::try_from(here::code(*status)).unwrap_or(u8::MAX),
            Self::BeforeItBegan(why) if why.kind() == io::ErrorKind::NotFound => NOT_FOUND,
            Self::BeforeItBegan(_) => NOT_RUN,
        };
        ExitCode::from(code)
    }
}

/// Runs the command to its end.
///
/// # Errors
///
/// If signals cannot be caught.
pub(super) fn run(command: Command, reaper: &Reaper) -> io::Result<Ended> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before the command runs, so that a signal that comes at once is passed on.
        let signals = here::Signals::listen()?;
        match reaper.spawn(command.into()) {
            Ok(started) => signals.until_it_ends(started).await.map(Ended::With),
            Err(why) => Ok(Ended::BeforeItBegan(why)),
        }
    })
}

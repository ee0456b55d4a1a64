//! On Windows a console sends Ctrl-C and Ctrl-Break to all its processes: the command gets them without this one.

use std::ffi::{OsStr, OsString};
use std::io;
use std::process::ExitStatus;

use tokio::signal::windows::{CtrlBreak, CtrlC, ctrl_break, ctrl_c};

use super::super::reaper::Started;

/// Ctrl-C and Ctrl-Break, which do not end this process while somebody listens to them.
pub(super) struct Signals {
    _interrupted: CtrlC,
    _broken: CtrlBreak,
}

impl Signals {
    /// Catches the signals.
    ///
    /// # Errors
    ///
    /// If they cannot be caught.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { _interrupted: ctrl_c()?, _broken: ctrl_break()? })
    }

    /// Waits until the command ends, whatever signal comes.
    pub(super) async fn until_it_ends(self, mut started: Started) -> io::Result<ExitStatus> {
        started.wait().await
    }
}

/// Returns the path of a program: also of `npm`, which is `npm.cmd` and which the system finds by its whole name alone.
pub(in crate::command::exec) fn program(name: &OsStr) -> OsString {
    which::which(name).map_or_else(|_| name.to_owned(), OsString::from)
}

/// Returns the exit code.
pub(super) fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(i32::MAX)
}

//! On Windows the reaper is the system: it ends all processes of a job as soon as nobody has the job's handle.

use std::ffi::OsString;
use std::io;
use std::process::ExitStatus;

use process_wrap::tokio::{ChildWrapper, CommandWrap, JobObject, KillOnDrop};
use tokio::process::{ChildStderr, ChildStdout, Command};

use crate::command::CommandError;

/// The task of a second process, which no one has here.
#[derive(Debug)]
pub(crate) enum Sweep {}

impl Sweep {
    pub(crate) fn called_by(_: impl IntoIterator<Item = OsString>) -> Option<Self> {
        None
    }

    pub(crate) fn run(&self) -> Result<(), CommandError> {
        match *self {}
    }
}

/// Starts commands, each in a job of its own.
#[derive(Debug)]
pub(in crate::command) struct Reaper;

/// A command that was started, in a job with whatever it starts. All of them end when this value is dropped, and when this
/// process ends.
#[derive(Debug)]
pub(in crate::command) struct Started {
    pub(in crate::command) stdout: Option<ChildStdout>,
    pub(in crate::command) stderr: Option<ChildStderr>,
    job: Box<dyn ChildWrapper>,
}

impl Reaper {
    /// Never fails; it does on Unix.
    pub(in crate::command) fn start() -> io::Result<Self> {
        Ok(Self)
    }

    /// Starts a command in a job.
    ///
    /// # Errors
    ///
    /// If the command cannot be run.
    pub(in crate::command) fn spawn(&self, command: Command) -> io::Result<Started> {
        let mut command = CommandWrap::from(command);
        let mut job = command.wrap(KillOnDrop).wrap(JobObject).spawn()?;
        Ok(Started { stdout: job.stdout().take(), stderr: job.stderr().take(), job })
    }

    /// Does nothing: [`Started::start_kill`] ends the whole job.
    pub(in crate::command) fn end_all(&self) {}

    /// Does nothing: the job ended with its [`Started`].
    pub(in crate::command) fn reap(self) {}
}

impl Started {
    /// Waits for the end of the command itself. What it left running goes on.
    pub(in crate::command) async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.job.inner_mut().wait().await
    }

    /// Returns how the command itself ended, if it has.
    pub(in crate::command) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.job.inner_mut().try_wait()
    }

    /// Ends the command and whatever it started.
    pub(in crate::command) fn start_kill(&mut self) -> io::Result<()> {
        self.job.start_kill()
    }
}

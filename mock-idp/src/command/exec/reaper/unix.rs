//! On Unix the reaper is a second process of this program, which waits for the end of the first, by any cause, and then
//! ends what the command left running.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::{env, process};

use mock_idp::Clock;

use super::processes::{self, MARK};
use crate::command::CommandError;

/// The argument that makes this program the reaper. It is not one of the parser's commands, because the parser would
/// suggest it to people.
const SWEEP: &str = "sweep";

/// A command that was started.
pub(in crate::command) type Started = tokio::process::Child;

/// The task of the reaper: to end what a command left running, when stdin is closed.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// The mark of the command's processes.
    mark: String,
}

impl Sweep {
    /// Returns the task, if these are the arguments of [`Reaper::start`].
    pub(crate) fn called_by(arguments: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut ours = arguments.into_iter().skip(1);
        if ours.next()? != SWEEP {
            return None;
        }
        let mark = ours.next()?.into_string().ok()?;
        ours.next().is_none().then_some(Self { mark })
    }

    pub(crate) fn run(&self) -> Result<(), CommandError> {
        io::copy(&mut io::stdin(), &mut io::sink()).map_err(CommandError::Sweep)?;
        processes::end_all_with(&self.mark);
        Ok(())
    }
}

/// The reaper's process. It has a process group of its own, so that Ctrl-C does not end it, and it does not have the
/// mark.
#[derive(Debug)]
pub(in crate::command) struct Reaper {
    process: Child,
    mark: String,
}

impl Reaper {
    pub(in crate::command) fn start() -> io::Result<Self> {
        let mark = new_mark();
        let process = Command::new(env::current_exe()?)
            .args([SWEEP, &mark])
            .env_remove(MARK)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // From now on, a daemon of the command becomes a child of this process when its own parent ends.
        processes::adopt_orphans();
        Ok(Self { process, mark })
    }

    /// Starts a command with a mark, which all processes that it starts inherit. Inside another `exec` they have both
    /// marks.
    ///
    /// # Errors
    ///
    /// If the command cannot be run.
    pub(in crate::command) fn spawn(
        &self,
        mut command: tokio::process::Command,
    ) -> io::Result<Started> {
        let marks = env::var(MARK).map_or_else(
            |_| self.mark.clone(),
            |outer| format!("{outer}{}{}", processes::BETWEEN, self.mark),
        );
        command.env(MARK, marks).kill_on_drop(true).spawn()
    }

    /// Ends the command and whatever it started, so that it can be started again.
    pub(in crate::command) fn end_all(&self) {
        processes::end_all_with(&self.mark);
    }

    /// Ends what the command left running, and waits for it.
    pub(in crate::command) fn reap(mut self) {
        drop(self.process.stdin.take());
        let swept = self.process.wait().is_ok_and(|status| status.success());
        if !swept {
            processes::end_all_with(&self.mark);
        }
        // Processes that cleaned their environment have no mark, but they are descendants of this process.
        processes::end_descendants_of(process::id());
    }
}

/// Makes a mark. Process ids are reused, and a container has its own; the time makes the mark unique.
fn new_mark() -> String {
    let now = Clock::real().now().as_nanosecond();
    format!("{}-{now}", process::id())
}

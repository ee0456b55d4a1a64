//! The reaper: a second process of ours, which waits for the end of the first, however it comes, and then ends what the
//! command left running.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::{env, process};

use mock_idp::Clock;

use super::processes::{self, MARK};
use crate::command::CommandError;

/// How a process of ours is called to sweep. It is no command: a parser that knew it would suggest it to people.
const SWEEP: &str = "sweep";

/// The end of what a command left running, once stdin is closed.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// The mark that its processes carry.
    mark: String,
}

impl Sweep {
    /// Returns it if these are the arguments that [`Reaper::start`] gives.
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

/// The process that reaps. It has a group of its own, so that Ctrl-C passes it by, and it does not carry
/// the mark itself.
#[derive(Debug)]
pub(super) struct Reaper {
    process: Child,
    mark: String,
}

impl Reaper {
    pub(super) fn start() -> io::Result<Self> {
        let mark = new_mark();
        let process = Command::new(env::current_exe()?)
            .args([SWEEP, &mark])
            .env_remove(MARK)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // From now on: a daemon of the command is a child of ours when its own parent has gone.
        processes::adopt_orphans();
        Ok(Self { process, mark })
    }

    /// Marks a command, and all that it starts. Inside another `exec` they carry both marks.
    pub(super) fn mark(&self, command: &mut Command) {
        let marks = env::var(MARK).map_or_else(
            |_| self.mark.clone(),
            |outer| format!("{outer}{}{}", processes::BETWEEN, self.mark),
        );
        command.env(MARK, marks);
    }

    /// Ends what the command left running, and waits until it is done.
    pub(super) fn reap(mut self) {
        drop(self.process.stdin.take());
        let swept = self.process.wait().is_ok_and(|status| status.success());
        if !swept {
            processes::end_all_with(&self.mark);
        }
        // Those that cleaned their environment carry no mark, but they are our descendants.
        processes::end_descendants_of(process::id());
    }
}

/// Makes a mark. A process id is used again, and is another's in a container: the time makes the mark unique.
fn new_mark() -> String {
    let now = Clock::real().now().as_nanosecond();
    format!("{}-{now}", process::id())
}

//! Nothing stays behind: a second process of ours waits for the end of the first, however it comes, and
//! then ends whatever the command left running.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::{env, process};

use clap::Args;

use crate::command::CommandError;

/// The variable that everything which the command starts inherits.
const MARK: &str = "MOCK_IDP_EXEC";

/// End what a command left running, once stdin is closed
#[derive(Debug, Args)]
pub(crate) struct Sweep {
    /// The mark that its processes carry
    mark: String,
}

impl Sweep {
    pub(crate) fn run(&self) -> Result<(), CommandError> {
        io::copy(&mut io::stdin(), &mut io::sink()).map_err(CommandError::Sweep)?;
        processes::end_all_with(&format!("{MARK}={}", self.mark));
        Ok(())
    }
}

/// The process that sweeps. It has a group of its own, so that Ctrl-C passes it by, and it does not carry
/// the mark itself.
#[derive(Debug)]
pub(super) struct Broom {
    process: Child,
    mark: String,
}

impl Broom {
    pub(super) fn ready() -> io::Result<Self> {
        let mark = process::id().to_string();
        let process = Command::new(env::current_exe()?)
            .args(["sweep", &mark])
            .env_remove(MARK)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { process, mark })
    }

    pub(super) fn mark(&self, command: &mut Command) {
        command.env(MARK, &self.mark);
    }

    /// Sweeps, and waits until it is done.
    pub(super) fn sweep(mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[cfg(target_os = "linux")]
mod processes {
    use std::fs;
    use std::os::fd::OwnedFd;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

    /// How long a killed process may take to go; one that waits for a disk that does not answer is left.
    const GOING: Timespec = Timespec {
        tv_sec: 2,
        tv_nsec: 0,
    };

    /// A process may have started another while one look was taken: it takes one that finds none.
    pub(super) fn end_all_with(variable: &str) {
        while running().filter_map(|id| end(id, variable)).count() > 0 {}
    }

    fn running() -> impl Iterator<Item = Pid> {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?))
    }

    /// Ends one if it carries the variable, and waits until it is gone.
    fn end(id: Pid, variable: &str) -> Option<()> {
        // Held before it is looked at: the number could be another's by the time it is killed.
        let process = pidfd_open(id, PidfdFlags::empty()).ok()?;
        let variables = fs::read(format!("/proc/{}/environ", id.as_raw_nonzero())).ok()?;
        variables
            .split(|&byte| byte == 0)
            .find(|one| *one == variable.as_bytes())?;
        pidfd_send_signal(&process, Signal::KILL).ok()?;
        gone(&process).then_some(())
    }

    fn gone(process: &OwnedFd) -> bool {
        let mut end = [PollFd::new(process, PollFlags::IN)];
        poll(&mut end, Some(&GOING)).is_ok_and(|ended| ended > 0)
    }
}

/// Elsewhere no process can read another's variables: what the command leaves running stays.
#[cfg(not(target_os = "linux"))]
mod processes {
    pub(super) fn end_all_with(_variable: &str) {}
}

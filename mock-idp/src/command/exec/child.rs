//! The command itself: signals go in, and a status comes out.

use std::io::{self, IsTerminal as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitCode, ExitStatus};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Child;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What a shell answers for a command that it did not find, and for one that it could not run
/// (POSIX, *Shell Command Language*, 2.8.2).
const NOT_FOUND: u8 = 127;
const NOT_RUN: u8 = 126;

/// What a shell adds to the number of a signal that ended a command.
const BY_SIGNAL: i32 = 128;

/// What whoever stops the fake means for the command.
const PASSED_ON: [Signal; 6] =
    [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT, Signal::USR1, Signal::USR2];

/// How a command came to its end.
pub(super) enum Ended {
    With(ExitStatus),
    BeforeItBegan(io::Error),
}

impl Ended {
    /// Why nobody should be content, if so.
    pub(super) fn badly(&self) -> Option<String> {
        match self {
            Self::With(status) if status.success() => None,
            Self::With(status) => Some(format!("ended with {status}")),
            Self::BeforeItBegan(why) => Some(format!("could not be run: {why}")),
        }
    }

    /// As a shell would put it.
    pub(super) fn code(&self) -> ExitCode {
        let code = match self {
            Self::With(status) => {
                let signal = status.signal().map(|signal| BY_SIGNAL + signal);
                let code = status.code().or(signal).unwrap_or(BY_SIGNAL);
                u8::try_from(code).unwrap_or(u8::MAX)
            }
            Self::BeforeItBegan(why) if why.kind() == io::ErrorKind::NotFound => NOT_FOUND,
            Self::BeforeItBegan(_) => NOT_RUN,
        };
        ExitCode::from(code)
    }
}

/// Runs it to its end. An error is one of listening for signals.
pub(super) fn run(command: Command) -> io::Result<Ended> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before the command runs: a signal that comes at once is meant for it.
        let mut signals = listen()?;
        let mut child = match tokio::process::Command::from(command).spawn() {
            Ok(child) => child,
            Err(why) => return Ok(Ended::BeforeItBegan(why)),
        };
        loop {
            tokio::select! {
                status = child.wait() => return status.map(Ended::With),
                Some(signal) = signals.recv() => pass_on(&child, signal),
            }
        }
    })
}

fn listen() -> io::Result<UnboundedReceiver<Signal>> {
    let (sender, receiver) = unbounded_channel();
    let at_a_terminal = io::stdin().is_terminal();
    for one in PASSED_ON {
        // A terminal tells all of its foreground, the command too: passed on, Ctrl-C would count as two.
        let told_already = at_a_terminal && [Signal::INT, Signal::QUIT].contains(&one);
        let sender = sender.clone();
        let mut stream = signal(SignalKind::from_raw(one.as_raw()))?;
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if !told_already && sender.send(one).is_err() {
                    break;
                }
            }
        });
    }
    Ok(receiver)
}

fn pass_on(child: &Child, signal: Signal) {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(id) = id.and_then(Pid::from_raw) {
        // It may have ended in this moment.
        let _ = kill_process(id, signal);
    }
}

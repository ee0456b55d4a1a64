//! On Unix the signals that this process gets are passed on to the command.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use crate::command::output::say;

/// The number that a shell adds to that of a signal which ended a command.
const BY_SIGNAL: i32 = 128;

/// The signals that are passed on to the command.
const PASSED_ON: [Signal; 6] =
    [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT, Signal::USR1, Signal::USR2];

/// How long a command may continue after SIGTERM before a message says so. Docker waits as long before it kills.
const PATIENCE: Duration = Duration::from_secs(10);

/// Two SIGTERM within this time count as one, because `timeout` signals this process, and then its process group.
const ONE_SIGNAL: Duration = Duration::from_secs(1);

const GOES_ON: &str = "ten seconds after SIGTERM the command still runs; another SIGTERM ends it, and all that it started, with SIGKILL";
const KILLED: &str = "a second SIGTERM: the command, and all that it started, ends with SIGKILL";

/// The signals, caught from the moment of `listen` on.
pub(super) struct Signals(UnboundedReceiver<Signal>);

impl Signals {
    /// Catches the signals.
    ///
    /// # Errors
    ///
    /// If they cannot be caught.
    pub(super) fn listen() -> io::Result<Self> {
        listen().map(Self)
    }

    /// Passes signals on until the command ends.
    pub(super) async fn until_it_ends(self, child: Child) -> io::Result<ExitStatus> {
        watch(child, self.0, say).await
    }
}

/// Returns the name by which the system finds a program: that which a person wrote.
pub(in crate::command::exec) fn program(name: &OsStr) -> OsString {
    name.to_owned()
}

/// Returns the exit code that a shell would give.
pub(super) fn code(status: ExitStatus) -> i32 {
    let signal = status.signal().map(|signal| BY_SIGNAL + signal);
    status.code().or(signal).unwrap_or(BY_SIGNAL)
}

/// Passes signals on until the command ends. If SIGTERM does not end it, a message says so, and a second SIGTERM
/// kills it; the reaper ends what it started.
async fn watch(
    mut child: Child,
    mut signals: UnboundedReceiver<Signal>,
    mut say: impl FnMut(&str),
) -> io::Result<ExitStatus> {
    let mut terminated: Option<Instant> = None;
    let mut is_said = false;
    loop {
        // Not awaited before the first SIGTERM.
        let patience_ends = terminated.unwrap_or_else(Instant::now) + PATIENCE;
        tokio::select! {
            status = child.wait() => return status,
            Some(signal) = signals.recv() => match terminated {
                Some(at) if signal == Signal::TERM && at.elapsed() > ONE_SIGNAL => {
                    say(KILLED);
                    is_said = true;
                    child.start_kill()?;
                }
                Some(_) => pass_on(&child, signal),
                None => {
                    terminated = (signal == Signal::TERM).then(Instant::now);
                    pass_on(&child, signal);
                }
            },
            () = sleep_until(patience_ends), if terminated.is_some() && !is_said => {
                say(GOES_ON);
                is_said = true;
            }
        }
    }
}

fn listen() -> io::Result<UnboundedReceiver<Signal>> {
    let (sender, receiver) = unbounded_channel();
    let at_a_terminal = io::stdin().is_terminal();
    for one in PASSED_ON {
        // A terminal signals its whole foreground process group, the command too. Passed on, Ctrl-C would count
        // twice.
        let has_it_already = at_a_terminal && [Signal::INT, Signal::QUIT].contains(&one);
        let sender = sender.clone();
        let mut stream = signal(SignalKind::from_raw(one.as_raw()))?;
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if !has_it_already && sender.send(one).is_err() {
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
        // The command may have just ended.
        let _ = kill_process(id, signal);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use tokio::io::{AsyncBufReadExt as _, BufReader};
    use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

    use super::*;

    /// Returns a command that has printed that it is ready, and the sender of its signals.
    async fn ready(script: &str) -> (Child, UnboundedSender<Signal>, UnboundedReceiver<Signal>) {
        let mut child = tokio::process::Command::new("sh")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("a shell");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut String::new()).await.expect("it says so");
        let (sender, receiver) = unbounded_channel();
        (child, sender, receiver)
    }

    // Paused time advances by itself when all tasks wait, so the test takes no time.
    #[tokio::test(start_paused = true)]
    async fn that_a_command_ignores_sigterm_is_said_and_a_second_one_kills_it() {
        let (child, sender, signals) = ready("trap '' TERM; echo ready; while :; do :; done").await;
        sender.send(Signal::TERM).expect("it listens");
        let began = Instant::now();
        let mut said = Vec::new();

        let status = watch(child, signals, |what| {
            said.push((began.elapsed().as_secs(), what.to_owned()));
            if what == GOES_ON {
                sender.send(Signal::TERM).expect("it listens");
            }
        });

        assert_eq!(status.await.expect("it ends").signal(), Some(9));
        assert_eq!(said, [(10, GOES_ON.to_owned()), (10, KILLED.to_owned())]);
    }

    #[tokio::test(start_paused = true)]
    async fn two_signals_at_once_are_one() {
        // It is killed here after the first message; a second signal that counted would have had a message too.
        let (child, sender, signals) = ready("trap '' TERM; echo ready; while :; do :; done").await;
        let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        sender.send(Signal::TERM).expect("it listens");
        sender.send(Signal::TERM).expect("it listens");
        let mut said = Vec::new();

        let status = watch(child, signals, |what| {
            said.push(what.to_owned());
            kill_process(id.expect("it runs"), Signal::KILL).expect("it runs");
        });

        assert_eq!(status.await.expect("it ends").signal(), Some(9));
        assert_eq!(said, [GOES_ON]);
    }
}

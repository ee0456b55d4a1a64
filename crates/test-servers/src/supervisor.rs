//! A shell that ends a server with the tests, however they end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Runs the server in the background, and waits for a line or the end of its input. The input ends with the tests,
/// also if they are killed, and then nobody needs the folder any longer. Ctrl-C reaches this shell too, which must not
/// end before the server. The server alone has the output, so that its end is noticed there.
const SCRIPT: &str = r#"
    trap '' INT HUP
    signal=$1 folder=$2; shift 2
    "$@" 2>&1 &
    exec >/dev/null
    if read -r line; then kept=yes; fi
    kill -s "$signal" $! && wait $!
    test -n "$kept" || rm -rf -- "$folder"
"#;

/// Longest time for a start on a busy machine.
const LONGEST_START: Duration = Duration::from_mins(2);

/// The shell, with its server.
#[derive(Debug)]
pub(crate) struct Supervisor {
    shell: Child,
    /// Open for as long as the server is needed.
    input: Option<ChildStdin>,
}

impl Supervisor {
    /// Starts a server, and returns when it has written that it is `ready`.
    pub(crate) fn start(server: &Command, signal: &str, folder: &Path, ready: &str) -> Self {
        let started = Self::try_start(server, signal, folder, ready);
        started.unwrap_or_else(|log| panic!("the server does not start: {log}"))
    }

    /// Starts a server; where it does not become ready, the folder stays, and what it has written is the error.
    pub(crate) fn try_start(
        server: &Command,
        signal: &str,
        folder: &Path,
        ready: &str,
    ) -> Result<Self, String> {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "sh", signal]).arg(folder);
        command.arg(server.get_program()).args(server.get_args());
        for (name, value) in server.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = command.stderr(Stdio::null()).spawn().expect("there is a shell");
        let lines = lines(shell.stdout.take().expect("its output is a pipe"));
        let mut started = Self { input: shell.stdin.take(), shell };
        match wait_until_ready(&lines, ready) {
            Ok(()) => Ok(started),
            Err(log) => {
                started.stop();
                Err(log)
            }
        }
    }

    /// Kills the server, and waits until it is gone.
    pub(crate) fn stop(&mut self) {
        if let Some(mut input) = self.input.take() {
            input.write_all(b"stop\n").expect("the shell waits for a line");
            self.shell.wait().expect("the shell ends after the server");
        }
    }
}

impl Drop for Supervisor {
    /// Ends the input, and waits until the folder is gone.
    fn drop(&mut self) {
        if self.input.take().is_some() {
            // Nothing depends on it any longer.
            let _ = self.shell.wait();
        }
    }
}

fn wait_until_ready(lines: &Receiver<String>, ready: &str) -> Result<(), String> {
    let mut log = String::new();
    while !log.contains(ready) {
        match lines.recv_timeout(LONGEST_START) {
            Ok(line) => log = log + &line + "\n",
            Err(why) => return Err(format!("{why}\n{log}")),
        }
    }
    Ok(())
}

/// Reads a server's log to its end, so that the server never waits for somebody to read it.
fn lines(output: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens after the start.
            let _ = sender.send(line);
        }
    });
    receiver
}

//! The program, and everything that it logs.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Longest time for a start on a busy machine.
const LONGEST_START: Duration = Duration::from_mins(1);

/// A process of the app, killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    lines: Receiver<String>,
    log: String,
}

impl Process {
    /// Starts the program with these variables alone, and returns where it listens.
    pub(crate) fn start(variables: &[(&str, &str)]) -> (Self, SocketAddr) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sample-app"));
        command.env_clear().envs(variables.iter().copied()).env("RUST_LOG", "trace");
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program runs");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                // Nobody listens if a test has failed.
                let _ = sender.send(line);
            }
        });
        let mut process = Self { child, lines, log: String::new() };
        let address = process.address();
        (process, address)
    }

    fn address(&mut self) -> SocketAddr {
        loop {
            let line = self.lines.recv_timeout(LONGEST_START);
            let line = line.unwrap_or_else(|why| panic!("no address: {why}\n{}", self.log));
            self.log += &line;
            self.log.push('\n');
            let ready = line.ends_with("ready") || line.contains("ready origin=");
            let mut words = line.split_whitespace();
            if let Some(address) =
                words.find_map(|word| word.strip_prefix("address=")).filter(|_| ready)
            {
                return address.parse().expect("an address");
            }
        }
    }

    /// Kills the process, and returns its whole log.
    pub(crate) fn ended(mut self) -> String {
        self.child.kill().expect("it runs");
        let mut log = std::mem::take(&mut self.log);
        // The channel ends with the pipe.
        for line in &self.lines {
            log += &line;
            log.push('\n');
        }
        log
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

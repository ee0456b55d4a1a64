//! A server as a process of its own, and what the system says that it uses (proc(5), on Linux alone).

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// Octets of a page of memory, as every Linux on x86-64 and most on ARM have them.
const PAGE: u64 = 4_096;

/// A running server, which ends with this value.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: String,
}

impl Process {
    /// Starts a server that prints its address in its first line.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the process starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout is piped"))
            .read_line(&mut line)
            .expect("it prints");
        let port = line.split("127.0.0.1:").nth(1).expect("it prints its address");
        let port: String = port.chars().take_while(char::is_ascii_digit).collect();
        Self { child, address: format!("127.0.0.1:{port}") }
    }

    /// Returns the nanoseconds of processor time that its threads used, the first number of their `schedstat`.
    pub(crate) fn processor(&self) -> u64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("Linux");
        tasks
            .map(|task| {
                let path = task.expect("a thread").path().join("schedstat");
                first_number(&fs::read_to_string(path).expect("a running thread"))
            })
            .sum()
    }

    /// Returns the octets of memory that it holds, the second number of `statm`, in pages.
    pub(crate) fn memory(&self) -> u64 {
        let statm = fs::read_to_string(format!("/proc/{}/statm", self.child.id()));
        let statm = statm.expect("a running process");
        first_number(statm.split_once(' ').expect("two numbers").1) * PAGE
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_number(text: &str) -> u64 {
    text.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

//! On Unix a shell watches over the group of processes.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use super::port_in;

/// The driver, and beside it a shell that ends the whole group when its input ends.
const WATCHED: &str = "{ \"$0\" --port=0; echo ended; } & read -r _; kill -KILL 0";

/// What the shell prints when the driver has ended, or is not there.
const ENDED: &str = "ended";

/// Processes that end together: when this value is dropped, and when this process ends, however that comes.
#[derive(Debug)]
pub(crate) struct Group(Child);

impl Group {
    /// Starts a driver on a free port that it chooses, and returns the port that it announces.
    pub(crate) fn start(driver: &str) -> Option<(Self, u16)> {
        let mut child = Command::new("sh")
            .args(["-c", WATCHED, driver])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .ok()?;
        let output = child.stdout.take().map(BufReader::new);
        let group = Self(child);
        let lines = output?.lines().map_while(Result::ok);
        let port = lines.take_while(|line| line != ENDED).find_map(|line| port_in(&line))?;
        Some((group, port))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The shell reads the end of its input, and kills the group.
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

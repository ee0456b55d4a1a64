//! On Windows the processes are a job, which ends as a whole.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

use super::port_in;

/// Processes that end together, when this value is dropped. Where this process is killed, they go on.
#[derive(Debug)]
pub(crate) struct Group(Box<dyn ChildWrapper>);

impl Group {
    /// Starts a driver on a free port that it chooses, and returns the port that it announces.
    pub(crate) fn start(driver: &str) -> Option<(Self, u16)> {
        let mut command = CommandWrap::with_new(driver, |command| {
            command.arg("--port=0");
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        });
        let mut job = command.wrap(JobObject).spawn().ok()?;
        let output = job.stdout().take().map(BufReader::new);
        let group = Self(job);
        let port = output?.lines().map_while(Result::ok).find_map(|line| port_in(&line))?;
        Some((group, port))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ended_already = self.0.start_kill();
    }
}

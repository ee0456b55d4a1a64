//! Ctrl-C and SIGTERM: the end of a command that goes on by itself.

use std::io;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ctrl-C and SIGTERM, caught from the moment of `listen` on.
pub(super) struct StopSignals {
    runtime: Runtime,
    interrupted: Signal,
    terminated: Signal,
}

impl StopSignals {
    pub(super) fn listen() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (interrupted, terminated) = {
            let _inside = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        Ok(Self { runtime, interrupted, terminated })
    }

    /// Works until a signal comes. `None` is that one came before the work was done.
    pub(super) fn until<T>(mut self, work: impl Future<Output = T>) -> Option<T> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                _ = self.interrupted.recv() => None,
                _ = self.terminated.recv() => None,
                done = work => Some(done),
            }
        })
    }
}

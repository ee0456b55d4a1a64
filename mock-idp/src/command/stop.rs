//! What a person or a supervisor ends a command with that goes on by itself: Ctrl-C, and on Unix SIGTERM.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io;

use tokio::runtime::{Builder, Runtime};

#[cfg(unix)]
use self::unix::Signals;
#[cfg(windows)]
use self::windows::Signals;

/// The signals, caught from the moment of `listen` on.
pub(super) struct StopSignals {
    runtime: Runtime,
    signals: Signals,
}

impl StopSignals {
    pub(super) fn listen() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _inside = runtime.enter();
            Signals::listen()?
        };
        Ok(Self { runtime, signals })
    }

    /// Works until a signal comes. `None` is that one came before the work was done.
    pub(super) fn until<T>(mut self, work: impl Future<Output = T>) -> Option<T> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = self.signals.recv() => None,
                done = work => Some(done),
            }
        })
    }
}

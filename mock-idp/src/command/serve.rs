//! `mock-idp serve`: an environment for as long as nobody stops it.

use std::io;

use clap::Args;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::fake::FakeOptions;
use super::telling::print;
use super::{CommandError, ready};

/// Serve a fake environment until Ctrl-C or SIGTERM
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "MOCK_IDP_PORT")]
    port: u16,
    #[command(flatten)]
    fake: FakeOptions,
    /// Print one line of JSON instead of text, on stdout: what to configure, or `{"error", "message"}`
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let idp = self.fake.start(self.port)?;
        // Before anybody is told that it is ready: whoever is told may stop it at once.
        let end = End::listen().map_err(CommandError::Signals)?;
        print(&if self.json { ready::one_line_of_json(&idp) } else { ready::in_words(&idp) })?;
        end.wait();
        Ok(())
    }
}

/// Ctrl-C and SIGTERM, from the moment at which they are listened for.
struct End {
    runtime: Runtime,
    interrupted: Signal,
    terminated: Signal,
}

impl End {
    fn listen() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (interrupted, terminated) = {
            let _inside = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        Ok(Self { runtime, interrupted, terminated })
    }

    fn wait(mut self) {
        self.runtime.block_on(async {
            tokio::select! {
                _ = self.interrupted.recv() => {}
                _ = self.terminated.recv() => {}
            }
        });
    }
}

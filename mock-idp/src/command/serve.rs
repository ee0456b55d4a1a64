//! `mock-idp serve`: serves an environment until a signal stops it.

use std::future::pending;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;
use mock_idp::MockIdp;

use super::fake::FakeOptions;
use super::output::{print, say};
use super::stop::StopSignals;
use super::variables::variables;
use super::{CommandError, env_file, ready, story};

/// Serve a fake environment until Ctrl-C or SIGTERM
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "MOCK_IDP_PORT")]
    port: u16,
    #[command(flatten)]
    fake: FakeOptions,
    /// Write the variables that an application is configured with to this file, readable by you alone
    ///
    /// They are those that `exec` sets, as `NAME=value`: for dotenv, a shell or Docker.
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Do not print what happens. Otherwise, at a terminal, each entry of each world's journal is a line
    #[arg(long, short)]
    quiet: bool,
    /// Print one line of JSON instead of text, on stdout: what to configure, or `{"error", "message"}`
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let idp = self.fake.start(self.port)?;
        // Before the ready text is printed, because a signal may come right after it.
        let signals = StopSignals::listen().map_err(CommandError::Signals)?;
        if let Some(file) = &self.env_file {
            self.configure(&idp, file)?;
        }
        let has_control = self.fake.has_control();
        let describe = if self.json { ready::to_json_line } else { ready::as_text };
        print(&describe(&idp, has_control))?;
        let has_story = io::stdout().is_terminal() && !self.quiet && !self.json;
        signals.until(async {
            if has_story {
                story::print(idp.worlds().follow()).await;
            }
            pending::<()>().await;
        });
        Ok(())
    }

    fn configure(&self, idp: &MockIdp, file: &Path) -> Result<(), CommandError> {
        let clients = idp.clients();
        let variables =
            variables(idp, ready::choose_client(&clients, None)?, self.fake.has_control());
        env_file::write(file, &variables)?;
        say(&format!("wrote {}, readable by you alone: it has a secret", file.display()));
        Ok(())
    }
}

//! `mock-idp exec`: a command, with a fake of its own for as long as it runs.

mod child;
mod sweep;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};

use clap::Args;
use mock_idp::{MockIdp, Trust};

use super::fake::FakeOptions;
use super::{CommandError, ready, say};
use sweep::Broom;
pub(super) use sweep::Sweep;

/// How many lines of the journal a failure shows: a sign-in and a sign-out, and what went wrong between.
const JOURNAL_LINES: usize = 20;

/// Run a command with a fake of its own
///
/// The command finds the fake in `SCALEKIT_ENVIRONMENT_URL`, `SCALEKIT_ENV_URL`, `SCALEKIT_CLIENT_ID` and
/// `SCALEKIT_CLIENT_SECRET`, its control API in `MOCK_IDP_CONTROL_URL` (and `MOCK_IDP_CONTROL_TOKEN`), and with
/// `--tls` the variables that make each official SDK trust it. Its exit code is this one's. When it ends, whatever it started and left running ends too.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[command(flatten)]
    fake: FakeOptions,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl Exec {
    pub(super) fn run(self) -> Result<ExitCode, CommandError> {
        let idp = self.fake.start(self.port)?;
        let broom = Broom::ready().map_err(CommandError::Sweep)?;
        let mut command = self.command(&idp);
        broom.mark(&mut command);
        let ended = child::run(command).map_err(CommandError::Signals)?;
        broom.sweep();
        if let Some(how) = ended.badly() {
            tell(&idp, &self.command[0], &how);
        }
        Ok(ended.code())
    }

    fn command(&self, idp: &MockIdp) -> Command {
        let clients = idp.clients();
        let client = ready::first(&clients);
        let secret = client.and_then(|client| client.client_secret.as_ref());
        let mut command = Command::new(&self.command[0]);
        command
            .args(&self.command[1..])
            .env("SCALEKIT_ENVIRONMENT_URL", idp.environment_url())
            .env("SCALEKIT_ENV_URL", idp.environment_url())
            .envs(client.map(|client| ("SCALEKIT_CLIENT_ID", &client.client_id)))
            .env_remove("SCALEKIT_CLIENT_SECRET")
            .envs(secret.map(|secret| ("SCALEKIT_CLIENT_SECRET", secret)))
            .env("MOCK_IDP_CONTROL_URL", idp.control_url())
            .env_remove("MOCK_IDP_CONTROL_TOKEN")
            .envs(
                idp.control_token()
                    .map(|token| ("MOCK_IDP_CONTROL_TOKEN", token)),
            )
            .envs(idp.trust().map(Trust::environment).unwrap_or_default());
        command
    }
}

/// What a failure left in the journal; the command's own output stays as it is.
fn tell(idp: &MockIdp, command: &OsString, how: &str) {
    say(&format!("{} {how}", command.display()));
    let journal = idp.journal();
    let lines: Vec<&str> = journal.lines().collect();
    if lines.is_empty() {
        say("the journal is empty: nobody asked the fake for anything");
        return;
    }
    let last = &lines[lines.len().saturating_sub(JOURNAL_LINES)..];
    say("the journal's last lines:");
    let _ = writeln!(io::stderr(), "{}", last.join("\n"));
}

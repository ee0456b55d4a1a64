//! `mock-idp exec`: a command, with a fake of its own for as long as it runs.

mod child;
mod processes;
mod sweep;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};

use clap::Args;
use mock_idp::{MockIdp, Registration, Trust};
use serde_json::json;

use super::fake::FakeOptions;
use super::telling::say;
use super::{CommandError, ready};
use sweep::Broom;
pub(super) use sweep::Sweep;

/// How many lines of the journal a failure shows: a sign-in and a sign-out, and what went wrong between.
const JOURNAL_LINES: usize = 20;

/// Run a command with a fake of its own
///
/// The command finds the fake in `SCALEKIT_ENVIRONMENT_URL`, `SCALEKIT_ENV_URL`, `SCALEKIT_CLIENT_ID` and
/// `SCALEKIT_CLIENT_SECRET`, what signs webhooks and calls to interceptors in `SCALEKIT_WEBHOOK_SECRET` and
/// `SCALEKIT_INTERCEPTOR_SECRET`, its control API in `MOCK_IDP_CONTROL_URL` (and `MOCK_IDP_CONTROL_TOKEN`), and
/// with `--tls` the variables that make each official SDK trust it.
///
/// Its exit code is this one's: 128 and the signal if one ended it, 127 if there is no such command, 126 if it
/// cannot be run. TERM, HUP, INT, QUIT, USR1 and USR2 are passed on to it; at a terminal INT and QUIT are not, for
/// the terminal tells the command itself. If it fails, the end of the fake's journal is on stderr.
///
/// When it ends, or this is killed, whatever it started and left running is killed too: on Linux, even what
/// became a daemon. What is not: a process of another user, what another program started for it (such as a
/// container), and, if this was killed with KILL, one that cleaned its environment. Elsewhere than on Linux what it
/// leaves running stays.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The client, by name or id, whose variables are set; without it, the first that keeps a secret
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    #[command(flatten)]
    fake: FakeOptions,
    /// If the command fails, tell so on stderr in one line of JSON: `{"error", "message", "journal"}`
    #[arg(long)]
    json: bool,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl Exec {
    pub(super) fn run(self) -> Result<ExitCode, CommandError> {
        let idp = self.fake.start(self.port)?;
        let clients = idp.clients();
        let client = ready::chosen(&clients, self.client.as_deref())?;
        let broom = Broom::ready().map_err(CommandError::Sweep)?;
        let mut command = self.command(&idp, client);
        broom.mark(&mut command);
        let ended = child::run(command).map_err(CommandError::Signals)?;
        broom.sweep();
        if let Some(how) = ended.badly() {
            self.tell(&idp, &how);
        }
        Ok(ended.code())
    }

    fn command(&self, idp: &MockIdp, client: Option<&Registration>) -> Command {
        let secret = client.and_then(|client| client.client_secret.as_ref());
        let mut command = Command::new(&self.command[0]);
        command
            .args(&self.command[1..])
            .env("SCALEKIT_ENVIRONMENT_URL", idp.environment_url())
            .env("SCALEKIT_ENV_URL", idp.environment_url())
            .env_remove("SCALEKIT_CLIENT_ID")
            .envs(client.map(|client| ("SCALEKIT_CLIENT_ID", &client.client_id)))
            .env_remove("SCALEKIT_CLIENT_SECRET")
            .envs(secret.map(|secret| ("SCALEKIT_CLIENT_SECRET", secret)))
            .env("SCALEKIT_WEBHOOK_SECRET", idp.webhook_secret().reveal())
            .env("SCALEKIT_INTERCEPTOR_SECRET", idp.interceptor_secret().reveal())
            .env_remove("MOCK_IDP_CONTROL_URL")
            .envs(self.fake.has_control().then(|| ("MOCK_IDP_CONTROL_URL", idp.control_url())))
            .env_remove("MOCK_IDP_CONTROL_TOKEN")
            .envs(idp.control_token().map(|token| ("MOCK_IDP_CONTROL_TOKEN", token)))
            .envs(idp.trust().map(Trust::environment).unwrap_or_default());
        command
    }

    /// What a failure left in the journal; the command's own output stays as it is.
    fn tell(&self, idp: &MockIdp, how: &str) {
        let how = format!("{} {how}", self.command[0].display());
        let journal = idp.journal();
        let lines: Vec<&str> = journal.lines().collect();
        let last = &lines[lines.len().saturating_sub(JOURNAL_LINES)..];
        if self.json {
            let line = json!({ "error": "command", "message": how, "journal": last });
            let _ = writeln!(io::stderr(), "{line}");
            return;
        }
        say(&how);
        if last.is_empty() {
            say("the journal is empty: nobody asked the fake for anything");
            return;
        }
        say("the journal's last lines:");
        let _ = writeln!(io::stderr(), "{}", last.join("\n"));
    }
}

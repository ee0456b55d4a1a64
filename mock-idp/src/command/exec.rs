//! `mock-idp exec`: runs a command with a fake of its own.

mod child;
pub(super) mod files;
mod no_proxy;
mod reaper;
mod report;
mod verdict;

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use clap::Args;
use mock_idp::{MockIdp, Registration};

use super::fake::FakeOptions;
use super::output::say;
use super::variables::variables;
use super::{CommandError, ready};
use child::Ended;
pub(crate) use reaper::Sweep;
pub(super) use reaper::{Reaper, Started};
use verdict::VerdictOptions;

/// Run a command with a fake of its own
///
/// `mock-idp exec npm test`: options of exec come before the command, and what follows it belongs to it.
///
/// The command finds the fake in `SCALEKIT_ENVIRONMENT_URL`, `SCALEKIT_ENV_URL`, `SCALEKIT_CLIENT_ID` and
/// `SCALEKIT_CLIENT_SECRET`, the first registered URLs in `SCALEKIT_REDIRECT_URI` and
/// `SCALEKIT_POST_LOGOUT_REDIRECT_URI`, what signs webhooks and calls to interceptors in `SCALEKIT_WEBHOOK_SECRET`
/// and `SCALEKIT_INTERCEPTOR_SECRET`, its control API in `MOCK_IDP_CONTROL_URL` (and `MOCK_IDP_CONTROL_TOKEN`), and
/// with `--tls` the variables that make each official SDK trust it. The fake's host is added to `NO_PROXY` and
/// `no_proxy`.
///
/// Its exit code is this one's: 128 and the signal if one ended it, 127 if there is no such command, 126 if it
/// cannot be run. TERM, HUP, INT, QUIT, USR1 and USR2 are passed on to it; at a terminal INT and QUIT are not, for
/// the terminal sends them to the command itself. After ten seconds a message says that the command goes on in spite of
/// TERM, and a second TERM ends it with KILL. If it fails, the end of the fake's journal, and of those of its worlds, also of those
/// that it dropped, is on stderr.
///
/// What its clients did wrong is on stderr too, however it ends: a line for each finding, with evidence, reason and
/// remedy, of every world, also of those that were dropped, and from before each reset. Where nothing was found,
/// nothing is said. `--junit`, `--sarif` and `--report` write the same to files, also where nothing was found;
/// each needs a file of its own, in a folder that is there.
///
/// When it ends, or this is killed, whatever it started and left running is killed too: on Linux, even what
/// became a daemon. What is not: a process of another user, what another program started for it (such as a
/// container), and, if this was killed with KILL, one that cleaned its environment. On Windows it runs in a job, which
/// ends as a whole. Elsewhere what it leaves running stays.
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
    #[command(flatten)]
    verdict: VerdictOptions,
    /// If the command fails or there are findings, report that on stderr in one line of JSON: `{"error", "message",
    /// "journal", "worlds", "more_worlds", "verdict"}`
    #[arg(long)]
    json: bool,
    /// The command and its arguments; `--` may stand before it
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl Exec {
    pub(super) fn run(self) -> Result<ExitCode, CommandError> {
        self.verdict.check_files(self.fake.seed_file())?;
        let idp = self.fake.start(self.port)?;
        let clients = idp.clients();
        let client = ready::choose_client(&clients, self.client.as_deref())?;
        let reaper = Reaper::start().map_err(CommandError::Sweep)?;
        let command = prepared(&self.command, &idp, client, self.fake.has_control());
        let ended = child::run(command, &reaper).map_err(CommandError::Signals)?;
        reaper.reap();
        self.report(&idp, &ended)
    }

    /// Says how the command ended and what its clients did wrong, and returns the exit code.
    fn report(&self, idp: &MockIdp, ended: &Ended) -> Result<ExitCode, CommandError> {
        let verdict = idp.worlds().verdict();
        let said = self.verdict.to_say(&verdict);
        let how = ended.failure().map(|how| format!("{} {how}", self.command[0].display()));
        let fails = how.is_none() && self.verdict.is_failed_by(&verdict);
        if self.json {
            report::report_in_json(idp, how.as_deref(), said, fails);
        } else {
            if let Some(how) = &how {
                report::report(idp, how);
            }
            if let Some(verdict) = said {
                verdict::print(verdict, fails);
            }
        }
        let written = self.verdict.write_reports(&verdict, idp, self.fake.seed_file());
        match written {
            // The command's own failure is what its caller is to hear of.
            Err(why) if how.is_some() => say(&why.to_string()),
            other => other?,
        }
        Ok(if fails { ExitCode::FAILURE } else { ended.code() })
    }
}

/// Returns a command with the variables that configure it as this client of the fake.
pub(super) fn prepared(
    words: &[OsString],
    idp: &MockIdp,
    client: Option<&Registration>,
    has_control: bool,
) -> Command {
    let mut command = Command::new(child::program(&words[0]));
    command.args(&words[1..]);
    for (name, value) in variables(idp, client, has_control) {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.envs(no_proxy::variables(idp));
    command
}

//! A check of an application that is started for it, behind a fake of its own.

use std::process::Stdio;
use std::time::Duration;

use checker::{CheckError, Options, Output, Report};
use mock_idp::{MockIdp, Registration};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url};

use super::listening::{answer, is_taken, until_it_answers};
use super::{Check, without_a_setting};
use crate::command::exec::{self, Reaper, Started};
use crate::command::{CommandError, ready};

/// Time for an application to answer for the first time: those that compile themselves take half a minute.
const START: Duration = Duration::from_secs(90);

/// Time for an application that lacks a setting to stop or to answer. It has started before, and is compiled.
const AGAIN: Duration = Duration::from_secs(30);

/// Time for the last lines of an application that has ended to come through its pipes.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How many of its last lines are shown when it is of no use.
const LAST_LINES: usize = 20;

/// An application that was started for a check.
pub(super) struct Application<'a> {
    launch: Launch<'a>,
    child: Started,
    output: Output,
    listeners: Listeners,
    url: Url,
}

/// The tasks that read what an application prints.
type Listeners = JoinSet<()>;

/// What starts an application.
struct Launch<'a> {
    check: &'a Check,
    idp: &'a MockIdp,
    client: Option<&'a Registration>,
    reaper: &'a Reaper,
}

/// What an application did that was started.
pub(super) enum Began {
    /// It answers.
    Answers,
    /// It has ended.
    Ended,
}

impl Launch<'_> {
    /// Starts the application, with another value of one variable.
    fn start(
        &self,
        changed: Option<(&str, Option<&str>)>,
    ) -> Result<(Started, Output, Listeners), CommandError> {
        let words = &self.check.command;
        let mut command = exec::prepared(words, self.idp, self.client, true);
        match changed {
            Some((name, Some(value))) => drop(command.env(name, value)),
            Some((name, None)) => drop(command.env_remove(name)),
            None => {}
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = self.reaper.spawn(Command::from(command));
        let mut child = child.map_err(|why| CommandError::NotStarted {
            command: words[0].display().to_string(),
            why,
        })?;
        let output = Output::default();
        let mut listeners = Listeners::new();
        if let Some(stdout) = child.stdout.take() {
            listeners.spawn(listen(stdout, output.clone()));
        }
        if let Some(stderr) = child.stderr.take() {
            listeners.spawn(listen(stderr, output.clone()));
        }
        Ok((child, output, listeners))
    }
}

impl<'a> Application<'a> {
    /// Starts a fake and the application, checks it, and stops both.
    pub(super) fn check(
        check: &Check,
        options: Options,
        runtime: &Runtime,
    ) -> Result<Report, CommandError> {
        let idp = start_fake(check)?;
        let clients = idp.clients();
        let client = ready::choose_client(&clients, check.client.as_deref())?;
        let reaper = Reaper::start().map_err(CommandError::Sweep)?;
        let launch = Launch { check, idp: &idp, client, reaper: &reaper };
        let report = runtime.block_on(async {
            let mut application = Application::start(launch).await?;
            let report = Box::pin(application.checked(options)).await;
            let _ended_already = application.child.start_kill();
            report
        });
        reaper.reap();
        report
    }

    async fn start(launch: Launch<'a>) -> Result<Self, CommandError> {
        let url = launch.check.url.clone().or_else(|| launch.client.and_then(address));
        let url = url.ok_or_else(|| CommandError::of_check(CheckError::NoAddress))?;
        if is_taken(&url).await {
            let why = "another program listens there already: stop that one, or let the application have another port, \
                       registered in the seed and named as the URL of this command; to check what runs there, leave \
                       the command out";
            let taken = CheckError::AppDown { app: url, why: why.to_owned() };
            return Err(CommandError::of_check(taken));
        }
        let (child, output, listeners) = launch.start(None)?;
        Ok(Self { launch, child, output, listeners, url })
    }

    /// Ends it and whatever it started, and starts it with another value of one variable.
    ///
    /// # Errors
    ///
    /// The reason why nothing is known then, as a sentence without a full stop.
    pub(super) async fn begin_again_with(
        &mut self,
        name: &str,
        value: Option<&str>,
    ) -> Result<Began, String> {
        let _ended_already = self.child.start_kill();
        self.launch.reaper.end_all();
        let _status = self.child.wait().await;
        if answer(&self.url).await.is_ok() {
            return Err("something answered at its address after it was stopped".to_owned());
        }
        let started = self.launch.start(Some((name, value)));
        (self.child, self.output, self.listeners) = started.map_err(|why| why.to_string())?;
        match self.wait(AGAIN).await {
            Ok(()) => Ok(Began::Answers),
            Err(_) if self.ended().is_some() => Ok(Began::Ended),
            Err(why) => Err(why.to_string()),
        }
    }

    /// Returns what it has printed since it was started.
    pub(super) fn said(&self) -> Vec<String> {
        self.output.since(0)
    }

    async fn checked(&mut self, options: Options) -> Result<Report, CommandError> {
        let answers = self.wait(START).await;
        let Launch { idp, client, .. } = self.launch;
        let control = idp.control_url();
        let options = Options {
            app: Some(self.url.clone()),
            client: client.map(|client| client.client_id.clone()),
            control: control.parse().map_err(|_| CommandError::NoFake(control))?,
            token: idp.control_token().map(str::to_owned),
            output: Some(self.output.clone()),
            ..options
        };
        let wants = options.wants(without_a_setting::PRACTICE);
        let last = async || if wants { vec![self.without_a_setting().await] } else { Vec::new() };
        let report = match answers {
            Ok(()) => {
                let report = super::run(options, last).await;
                report.map_err(|why| self.blamed(why))
            }
            Err(why) => Err(self.ended().unwrap_or(why)),
        };
        if report.is_err() && self.ended().is_some() {
            self.hear_out().await;
        }
        report.map_err(|why| self.with_last_words(why))
    }

    /// Returns the error of a check, or, where the application has ended by itself, that of its end.
    fn blamed(&mut self, why: CheckError) -> CheckError {
        match self.status() {
            Some(how) if why.exit() == 3 => why.ended(self.url.clone(), how),
            _ => why,
        }
    }

    /// Returns an error with what the application printed last, if that may say why.
    fn with_last_words(&self, why: CheckError) -> CommandError {
        let lines = self.output.since(0);
        let lines = &lines[lines.len().saturating_sub(LAST_LINES)..];
        match last_words(&why, lines) {
            Some(last_lines) => CommandError::CheckOfCommand { why: Box::new(why), last_lines },
            None => CommandError::of_check(why),
        }
    }

    /// Waits until the application answers anything at all.
    async fn wait(&mut self, time: Duration) -> Result<(), CheckError> {
        let url = self.url.clone();
        let answers = until_it_answers(&url, time, || self.ended()).await;
        if answers.is_err() && self.ended().is_some() {
            self.hear_out().await;
        }
        answers
    }

    /// Reads what is left of the output of an application that has ended: its last lines say why.
    async fn hear_out(&mut self) {
        let heard = async { while self.listeners.join_next().await.is_some() {} };
        let _a_process_that_it_left_running_holds_the_pipe = timeout(LAST_WORDS, heard).await;
    }

    /// Returns the error of an application that has ended by itself.
    fn ended(&mut self) -> Option<CheckError> {
        let why = self.status()?;
        Some(CheckError::AppDown { app: self.url.clone(), why })
    }

    /// Says how its command has ended; `None` while it runs.
    fn status(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        Some(format!("its command ended with {status}"))
    }
}

/// Returns what an application printed last, as the end of a message; `None` where it does not help: silence says something of
/// an application that does not run, and nothing of one that does.
fn last_words(why: &CheckError, lines: &[String]) -> Option<String> {
    if !why.is_the_applications() {
        return None;
    }
    if lines.is_empty() {
        return why.has_stopped().then(|| "the application printed nothing".to_owned());
    }
    Some(format!("the application’s last lines:\n{}", lines.join("\n")))
}

/// Starts a fake whose host name is another one than the application's: on one name a browser treats both as one site.
fn start_fake(check: &Check) -> Result<MockIdp, CommandError> {
    let is_at_the_address =
        check.url.as_ref().is_some_and(|url| !matches!(url.host(), Some(Host::Domain(_))));
    let url = is_at_the_address.then_some("http://localhost:0");
    check.fake.start_for(0, url, check.url.as_ref())
}

/// Returns the address of the application that has this registration.
fn address(client: &Registration) -> Option<Url> {
    let mut uris = client.redirect_uris.iter().filter_map(|uri| Url::parse(uri).ok());
    uris.find(|uri| uri.host().is_some())?.join("/").ok()
}

/// Reads what the application prints, line by line, for as long as it does.
async fn listen(stream: impl AsyncRead + Unpin, output: Output) {
    let mut lines = BufReader::new(stream).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        output.push(String::from_utf8_lossy(&line).trim_end().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_application_printed_is_shown_where_it_may_say_why() {
        let app: Url = "http://localhost:3000/".parse().expect("an address");
        let down = CheckError::AppDown { app, why: "it hangs".to_owned() };
        let no_login = CheckError::NoLogin("no link".to_owned());
        let unknown = CheckError::NoSuchPractice("pkc".to_owned());
        let line = ["it fails".to_owned()];

        let shown = "the application’s last lines:\nit fails".to_owned();
        assert_eq!(last_words(&down, &line), Some(shown.clone()));
        assert_eq!(last_words(&no_login, &line), Some(shown));
        assert_eq!(last_words(&unknown, &line), None);
        let silent = [&down, &no_login, &unknown].map(|why| last_words(why, &[]).is_some());
        assert_eq!(silent, [true, false, false]);
    }
}

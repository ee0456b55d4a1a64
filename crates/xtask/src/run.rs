//! One language: its packages, its suite and its app, each against a fake of its own.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use mock_idp::{ManagementCall, MockIdp, Seed, Tls, Trust};

use crate::app;
use crate::language::Language;

/// Runs everything of a language; the calls are those of its suite.
pub(crate) fn language(language: Language) -> Result<BTreeMap<ManagementCall, u64>, String> {
    for step in language.install() {
        finish(&mut prepared(language, step))?;
    }
    let idp = fake(language, Seed::default())?;
    finish(against(&idp, &mut prepared(language, language.suite())))?;
    let calls = idp.management_calls();
    // The app's fake may need the same port.
    drop(idp);
    app::story(language)?;
    Ok(calls)
}

/// A fake that the language's SDK can reach.
pub(crate) fn fake(language: Language, seed: Seed) -> Result<MockIdp, String> {
    let builder = MockIdp::builder().seed(seed);
    let builder = if language.wants_port_443() {
        let tls = builder.tls(Tls::by_local_authority());
        tls.port(443).public_url("https://localhost")
    } else {
        builder
    };
    builder
        .start()
        .map_err(|why| format!("no fake for {language}: {why}"))
}

/// A command of the language's, in its folder.
pub(crate) fn prepared(language: Language, words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(language.folder());
    command
}

/// The settings that every team gives its app.
pub(crate) fn against<'a>(idp: &MockIdp, command: &'a mut Command) -> &'a mut Command {
    let web = idp.client("Acme web");
    command
        .env("SCALEKIT_ENVIRONMENT_URL", &web.environment_url)
        .env("SCALEKIT_ENV_URL", &web.environment_url)
        .env("SCALEKIT_CLIENT_ID", &web.client_id)
        .env(
            "SCALEKIT_CLIENT_SECRET",
            web.client_secret.unwrap_or_default(),
        )
        .envs(idp.trust().map(Trust::environment).unwrap_or_default())
}

fn finish(command: &mut Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|why| format!("cannot run {:?}: {why}", command.get_program()))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} ended with {status}"))
    }
}

/// A program that runs until it is dropped, and everything that it started.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// Starts it, and waits for the line that begins with `announcement`; the answer is what follows.
    pub(crate) fn start(
        command: &mut Command,
        announcement: &str,
    ) -> Result<(Self, String), String> {
        let mut child = command
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|why| format!("cannot run {:?}: {why}", command.get_program()))?;
        let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let running = Self(child);
        let mut lines = lines.map_while(Result::ok);
        let announced = lines
            .by_ref()
            .find_map(|line| Some(line.split_once(announcement)?.1.trim().to_owned()))
            .ok_or_else(|| format!("{command:?} ended before it said `{announcement}`"))?;
        // Or the program would stop when nobody takes what it prints.
        std::thread::spawn(move || lines.for_each(drop));
        Ok((running, announced))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}

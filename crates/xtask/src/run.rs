//! One language: its packages, its suite and its app, each against a fake of its own.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use mock_idp::{MockIdp, Trust};
use serde_json::Value;

use crate::app;
use crate::language::Language;

/// Operations that were called, each with an outcome.
pub(crate) type Calls = BTreeSet<(String, String)>;

/// Runs everything of a language; the calls are those of its suite, at the fake that it was given and at
/// those that it started itself.
pub(crate) fn language(language: Language) -> Result<Calls, String> {
    for step in language.install() {
        finish(&mut prepared(language, step))?;
    }
    let folder = tempfile::tempdir().map_err(|why| why.to_string())?;
    let file = folder.path().join("calls");
    let idp = language.fake(folder.path())?;
    let mut suite = prepared(language, language.suite());
    suite.env("MOCK_IDP", mock_idp()?).env("SDK_CALLS", &file);
    finish(against(&idp, &mut suite))?;
    let mut calls: Calls = idp
        .management_calls()
        .into_keys()
        .map(|call| (call.operation, call.code.to_owned()))
        .collect();
    calls.extend(kept(&file)?);
    // The app's fake may need the same port.
    drop(idp);
    app::story(language, folder.path())?;
    Ok(calls)
}

/// What the fakes of a suite wrote down: a line of JSON for each fake.
fn kept(file: &Path) -> Result<Calls, String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut calls = Calls::new();
    for line in text.lines() {
        let told: Value = serde_json::from_str(line).map_err(|why| why.to_string())?;
        let told = told["calls"].as_array().cloned().unwrap_or_default();
        calls.extend(told.iter().filter_map(|call| {
            let (operation, code) = (call["operation"].as_str()?, call["code"].as_str()?);
            Some((operation.to_owned(), code.to_owned()))
        }));
    }
    Ok(calls)
}

/// Builds the binary for suites that start fakes of their own, and says where it is.
fn mock_idp() -> Result<PathBuf, String> {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "mock-idp"]);
    finish(build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")))?;
    // Beside this program, wherever that was built.
    let own = env::current_exe().map_err(|why| why.to_string())?;
    Ok(own.with_file_name("mock-idp"))
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
        .map_err(|why| format!("cannot run {}: {why}", command.get_program().display()))?;
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
            .map_err(|why| format!("cannot run {}: {why}", command.get_program().display()))?;
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

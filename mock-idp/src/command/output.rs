//! The output of the commands: text, or with `--json` one line of JSON.
//!
//! The line is on stdout, whether it is a success or `{"error", "message"}`; stderr keeps warnings and the
//! log. `exec` alone writes it to stderr, because stdout is its command's.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::CommandFactory as _;
use serde_json::{Value, json};

use super::{Command, CommandError};

/// The format of errors, and the stream for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Words,
    Json,
    /// JSON on stderr, because stdout belongs to the command of `exec`.
    JsonBeside,
}

impl Output {
    /// Looks for `--json` in the raw arguments, so that a usage error has the requested format too.
    pub(crate) fn requested_by(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let mut all = arguments.into_iter().skip(1).peekable();
        // There it is the name of a report's file.
        if all.peek().is_some_and(|command| command == "check") {
            return Self::Words;
        }
        let is_exec = all.next_if(|command| command == "exec").is_some();
        // The arguments of exec's command are not options of exec.
        let ours = if is_exec { before_the_command(all) } else { all.collect() };
        let mut ours = ours.iter().take_while(|argument| *argument != "--");
        if !ours.any(|argument| argument == "--json") {
            return Self::Words;
        }
        if is_exec { Self::JsonBeside } else { Self::Json }
    }

    /// Reports why a command failed. That nobody reads the output any more is no further error.
    pub(crate) fn report(self, error: &CommandError) {
        let message = error.to_string();
        if self != Self::Words {
            self.write(&json!({ "error": error.code(), "message": message }));
        } else if error.is_a_report() {
            let _ = writeln!(io::stderr(), "{message}");
        } else {
            say(&message);
        }
    }

    /// Explains why the arguments are malformed, or prints `--help` and `--version`.
    pub(crate) fn explain(self, usage: &clap::Error) -> ExitCode {
        if self == Self::Words || !usage.use_stderr() {
            let _ = usage.print();
        } else {
            let message = usage.to_string();
            self.write(&json!({ "error": "usage", "message": message.trim_end() }));
        }
        u8::try_from(usage.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
    }

    fn write(self, line: &Value) {
        let _ = match self {
            Self::Json => writeln!(io::stdout(), "{line}"),
            Self::Words | Self::JsonBeside => writeln!(io::stderr(), "{line}"),
        };
    }
}

/// Returns the options of `exec` with their values, up to the first other word, which begins the command.
fn before_the_command(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let all = Command::command();
    let takes_a_value = |argument: &OsString| {
        let long = argument.to_str().and_then(|text| text.strip_prefix("--"));
        let mut known = all.find_subcommand("exec").into_iter().flat_map(clap::Command::get_opts);
        known.any(|option| long.is_some() && option.get_long() == long)
    };
    let mut ours = Vec::new();
    let mut arguments = arguments.peekable();
    while let Some(option) = arguments.next_if(|one| one.to_string_lossy().starts_with('-')) {
        let value = if takes_a_value(&option) { arguments.next() } else { None };
        ours.push(option);
        ours.extend(value);
    }
    ours
}

/// Prints a line on stderr. That nobody reads it any more is no error.
pub(super) fn say(what: &str) {
    let _ = writeln!(io::stderr(), "mock-idp: {what}");
}

/// Prints the result of a command. Whoever read as much as they wanted, as `head` does, is no error.
pub(super) fn print(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(gone) if gone.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(CommandError::Print),
    }
}

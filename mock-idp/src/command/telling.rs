//! How whoever called is told: in words, or with `--json` in one line of JSON.
//!
//! The line is on stdout, whether it tells of a success or `{"error", "message"}`; stderr keeps warnings and the
//! log. `exec` alone writes it to stderr, because stdout is its command's.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::CommandError;

/// How whoever called wants to be told what went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    Words,
    Json,
    /// On stderr: stdout is another's.
    JsonBeside,
}

impl Telling {
    /// Read from the arguments themselves: even those that cannot be understood say how to be told so.
    pub(crate) fn asked_for(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let ours: Vec<OsString> =
            arguments.into_iter().skip(1).take_while(|argument| argument != "--").collect();
        if !ours.iter().any(|argument| argument == "--json") {
            return Self::Words;
        }
        match ours.first() {
            Some(command) if command == "exec" => Self::JsonBeside,
            _ => Self::Json,
        }
    }

    /// Tells why a command failed. That nobody reads it is no further mistake.
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

    /// Tells why the arguments cannot be understood, or what was asked about them: `--help`, `--version`.
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

/// Says something on stderr. That nobody reads it is no further mistake.
pub(super) fn say(what: &str) {
    let _ = writeln!(io::stderr(), "mock-idp: {what}");
}

/// Prints what was asked for.
pub(super) fn print(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Print)
}

//! The binary: a fake Scalekit environment for every language and for CI.

mod command;

use std::env;
use std::process::ExitCode;

use clap::Parser as _;

use command::{Command, Telling};

fn main() -> ExitCode {
    let telling = Telling::asked_for(env::args_os());
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(usage) => return telling.explain(&usage),
    };
    match command.run() {
        Ok(code) => code,
        Err(error) => {
            telling.report(&error);
            error.exit_code()
        }
    }
}

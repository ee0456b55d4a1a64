//! The binary: a fake Scalekit environment for every language and for CI.

mod command;

use std::env;
use std::process::ExitCode;

use clap::Parser as _;

use command::{Command, Output, Sweep};

fn main() -> ExitCode {
    let output = Output::requested_by(env::args_os());
    let ended = match Sweep::called_by(env::args_os()) {
        Some(sweep) => sweep.run().map(|()| ExitCode::SUCCESS),
        None => match Command::try_parse() {
            Ok(command) => command.run(),
            Err(usage) => return output.explain(&usage),
        },
    };
    match ended {
        Ok(code) => code,
        Err(error) => {
            output.report(&error);
            error.exit_code()
        }
    }
}

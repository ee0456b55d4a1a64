//! The binary: a fake Scalekit environment for every language and for CI.

mod command;

use std::process::ExitCode;

use clap::Parser as _;

use command::Command;

fn main() -> ExitCode {
    match Command::parse().run() {
        Ok(code) => code,
        Err(error) => {
            command::report(&error);
            ExitCode::FAILURE
        }
    }
}

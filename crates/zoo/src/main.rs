//! The zoo as a program: `zoo --defect hint-missing`, with the settings in its environment.

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;
use zoo::{Defect, Options, Unusual, Zoo};

/// The port, if `PORT` names none.
const PORT: u16 = 3000;

/// A small application that signs people in and out with Scalekit, rightly or with defects.
///
/// It reads `SCALEKIT_ENVIRONMENT_URL`, `SCALEKIT_CLIENT_ID`, `SCALEKIT_CLIENT_SECRET`, `SCALEKIT_WEBHOOK_SECRET`,
/// `SCALEKIT_REDIRECT_URI` and `PORT`.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// What it does wrong; may be repeated.
    #[arg(long, value_name = "NAME")]
    defect: Vec<Defect>,
    /// What is odd about it and right; may be repeated.
    #[arg(long, value_name = "NAME")]
    unusual: Vec<Unusual>,
    /// Lists the defects, with the practices that each breaks, and the variants.
    #[arg(long)]
    list: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = if arguments.list { list() } else { run(arguments).await };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // If nobody reads stderr, the exit code remains.
            let _ = writeln!(io::stderr(), "zoo: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(io::stderr)
        .init();
    let variable = |name: &str| env::var(name).ok();
    let mut options = Options::from_variables(variable, &arguments.defect)?;
    for unusual in arguments.unusual {
        options = options.unusually(unusual);
    }
    let port = variable("PORT").map_or(Ok(PORT), |port| port.parse())?;
    let bound = Zoo::bind_to(port).await?;
    writeln!(io::stdout(), "the zoo is at {}", bound.url())?;
    bound.start(options).ended().await?;
    Ok(())
}

fn list() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    for defect in Defect::ALL {
        let rows = defect.rows().join(", ");
        writeln!(out, "{:<28} {} [{rows}]", defect.name(), defect.sentence())?;
    }
    for unusual in Unusual::ALL {
        writeln!(out, "{:<28} {}", unusual.name(), unusual.sentence())?;
    }
    Ok(())
}

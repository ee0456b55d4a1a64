//! The sample app as a program: settings, port, serve until Ctrl-C.

use std::process::ExitCode;

use sample_app::{Settings, StartError};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let default = EnvFilter::new("info");
    let filter = EnvFilter::try_from_default_env().unwrap_or(default);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), StartError> {
    let settings = Settings::from_env()?;
    let listener = TcpListener::bind(settings.address).await?;
    sample_app::serve(listener, settings, interrupted()).await
}

async fn interrupted() {
    // Without a signal to wait for, the program runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

//! The sample app as a program: settings, port, serve until a signal to stop.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use sample_app::{Settings, StartError};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    log_to_stderr();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not logged, because a filter must not hide the reason. If nobody reads stderr, the exit code remains.
            let _ = writeln!(io::stderr(), "sample-app: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Colours are for terminals, and for people who have not declined them (<https://no-color.org>).
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let declined = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal() && !declined)
        .with_writer(io::stderr)
        .init();
}

async fn run() -> Result<(), StartError> {
    let stopped = stop_signal().map_err(StartError::Serve)?;
    let settings = Settings::from_env()?;
    let (address, database) = (settings.address, settings.hosting.database.clone());
    let app = settings.open().await?;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Listen { address, source })?;
    let address = listener.local_addr().map_err(StartError::Serve)?;
    tracing::info!(origin = app.auth.origin(), %address, %database, "ready");
    sample_app::serve(listener, app, stopped).await.map_err(StartError::Serve)
}

/// Waits for a person's Ctrl-C or a supervisor's SIGTERM. Both are caught from the call on, so that a signal during
/// the start is not lost.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Waits for a person's Ctrl-C.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}

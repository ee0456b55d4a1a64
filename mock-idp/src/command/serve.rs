//! `mock-idp serve`: serves an environment until a signal stops it.

use std::future::pending;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use mock_idp::{MockIdp, Stories};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::fake::FakeOptions;
use super::output::{print, say};
use super::stop::StopSignals;
use super::variables::variables;
use super::{CommandError, env_file, ready, story};

/// Serve a fake environment until Ctrl-C or SIGTERM
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "MOCK_IDP_PORT")]
    port: u16,
    #[command(flatten)]
    fake: FakeOptions,
    /// Write the variables that an application is configured with to this file, readable by you alone
    ///
    /// They are those that `exec` sets, as `NAME=value`: for dotenv, a shell or Docker.
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Do not print what happens. Otherwise, at a terminal, each entry of each world's journal is a line
    #[arg(long, short)]
    quiet: bool,
    /// Print one line of JSON instead of text, on stdout: what to configure, or `{"error", "message"}`
    #[arg(long)]
    json: bool,
}

/// Prints a text, and then what happens, on a thread of its own: a terminal that takes no output, because somebody stopped it
/// or nobody reads it, must not keep a signal from ending the command. Returns what became of the text. What happens is
/// printed until `ended` is dropped: that the worlds go with the command is no news.
///
/// # Errors
///
/// If there can be no further thread.
fn print_beside(
    text: String,
    stories: Option<Stories>,
    ended: oneshot::Receiver<()>,
) -> io::Result<oneshot::Receiver<Result<(), CommandError>>> {
    let (tell, printed) = oneshot::channel();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new().name("output".to_owned()).spawn(move || {
        let result = print(&text);
        let is_printed = result.is_ok();
        // Nobody waits for it any more once a signal came.
        let _ = tell.send(result);
        if let Some(stories) = stories.filter(|_| is_printed) {
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = ended => {}
                    () = story::print(stories) => {}
                }
            });
        }
    })?;
    Ok(printed)
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let idp = self.fake.start(self.port)?;
        // Before the ready text is printed, because a signal may come right after it.
        let signals = StopSignals::listen().map_err(CommandError::Signals)?;
        if let Some(file) = &self.env_file {
            self.configure(&idp, file)?;
        }
        let has_control = self.fake.has_control();
        let describe = if self.json { ready::to_json_line } else { ready::as_text };
        let text = describe(&idp, has_control);
        let has_story = io::stdout().is_terminal() && !self.quiet && !self.json;
        let stories = has_story.then(|| idp.worlds().follow());
        let (_until_here, ended) = oneshot::channel();
        let printed = print_beside(text, stories, ended).map_err(CommandError::Signals)?;
        let failed = signals.until(async {
            match printed.await {
                Ok(Err(why)) => why,
                _ => pending().await,
            }
        });
        failed.map_or(Ok(()), Err)
    }

    fn configure(&self, idp: &MockIdp, file: &Path) -> Result<(), CommandError> {
        let clients = idp.clients();
        let variables =
            variables(idp, ready::choose_client(&clients, None)?, self.fake.has_control());
        env_file::write(file, &variables)?;
        say(&format!("wrote {}, readable by you alone: it has a secret", file.display()));
        Ok(())
    }
}

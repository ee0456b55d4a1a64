//! `mock-idp journal`: the journal of a fake that runs, as text or as JSON.

mod events;

use std::io::{self, IsTerminal as _, Write as _};

use clap::Args;
use mock_idp::{Secret, StoryLine, StoryNews};
use serde_json::Value;
use tokio::runtime::Builder;

use self::events::{Events, ServerEvent};
use super::address::Address;
use super::output::say;
use super::stop::StopSignals;
use super::{CommandError, story};

/// Print the journal of a fake that runs: what happened, and why
///
/// Each entry is a line: minutes and seconds since the environment began, by its own clock; its name; its sentence.
#[derive(Debug, Args)]
pub(crate) struct Journal {
    /// Where the fake is: its environment URL, or the address of its journal or of its control API
    ///
    /// Without it, `http://127.0.0.1` and the port that `serve` takes.
    #[arg(value_name = "URL", env = "MOCK_IDP_CONTROL_URL")]
    url: Option<String>,
    /// Go on with what happens, until Ctrl-C or SIGTERM
    #[arg(long, short)]
    follow: bool,
    /// Print each entry as one line of JSON, on stdout, as the control API has it; or `{"error", "message"}`
    #[arg(long)]
    json: bool,
    /// The token of the control API, for a fake that is not called by a name of its own
    #[arg(
        long,
        value_name = "TOKEN",
        env = "MOCK_IDP_CONTROL_TOKEN",
        hide_env_values = true,
        value_parser = |token: &str| Ok::<_, String>(Secret::from(token))
    )]
    control_token: Option<Secret>,
}

/// Why there is no journal to print.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error(
        "nothing answers at {origin} ({why}); `mock-idp serve` starts a fake, and `mock-idp journal URL` reads from another address"
    )]
    Unreachable { origin: String, why: String },
    #[error("{origin} answered {status}{why}")]
    Refused { origin: String, status: u16, why: String },
    #[error("what answers at {0} is no mock-idp of this version: it has no journal to follow")]
    NoJournal(String),
    #[error("{0} answers no more: the fake, or the connection to it, came to its end")]
    Ended(String),
}

/// Whether there is somebody who reads on.
enum Reader {
    Reads,
    Left,
}

impl Journal {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let address = Address::of(self.url.as_deref())?;
        if self.follow {
            let signals = StopSignals::listen().map_err(CommandError::Signals)?;
            return signals.until(self.print(&address)).unwrap_or(Ok(()));
        }
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map_err(CommandError::Signals)?.block_on(self.print(&address))
    }

    /// Prints what there is, and with `--follow` what comes.
    async fn print(&self, address: &Address) -> Result<(), CommandError> {
        let mut events = Events::open(address, self.control_token.as_ref()).await?;
        let last = events.last_seq();
        if last == 0 && !self.follow && !self.json {
            say("the journal is empty: the fake got no request");
        }
        if io::stdout().is_terminal() && !self.json {
            story::write_times(&mut anstream::stdout()).map_err(CommandError::Print)?;
        }
        let mut read = 0;
        while self.follow || read < last {
            let event = events.next().await?;
            if let Reader::Left = self.show(&event).map_err(CommandError::Print)? {
                break;
            }
            // After a reset there is less than there was.
            read = if event.name == "reset" { last } else { event.id };
        }
        Ok(())
    }

    fn show(&self, event: &ServerEvent) -> io::Result<Reader> {
        let written = match event.name.as_str() {
            "message" if self.json => write_json(&event.data),
            "message" => write_line(&event.data),
            _ => {
                say(&notice(event).to_string());
                Ok(())
            }
        };
        match written {
            Err(gone) if gone.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Left),
            written => written.map(|()| Reader::Reads),
        }
    }
}

/// Returns what an event says that is no entry.
fn notice(event: &ServerEvent) -> StoryNews {
    let number = |name: &str| event.data.get(name).and_then(Value::as_u64);
    match (event.name.as_str(), number("from"), number("to")) {
        ("gone", Some(from), Some(to)) => StoryNews::Gone { from, to },
        _ => StoryNews::Reset,
    }
}

fn write_json(data: &Value) -> io::Result<()> {
    let mut entry = data.clone();
    if let Some(members) = entry.as_object_mut() {
        // It is for the text; the list of the control API has none.
        members.shift_remove("line");
    }
    let mut out = io::stdout();
    writeln!(out, "{entry}")?;
    out.flush()
}

fn write_line(data: &Value) -> io::Result<()> {
    let line: StoryLine = serde_json::from_value(data["line"].clone())?;
    story::write(&mut anstream::stdout(), &StoryNews::Line(line))
}

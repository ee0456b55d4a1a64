//! `mock-idp lesson`: a flow to walk through, with an application that does it right.

use std::fmt::Write as _;
use std::future::pending;
use std::io::{self, BufRead as _, Write as _};
use std::thread;
use std::time::Duration;

use clap::Args;
use mock_idp::{Classroom, Clock, LessonError, MockIdp};
use tokio::runtime::Runtime;

use super::CommandError;
use super::output::print;
use super::stop::StopSignals;

/// The time by which Enter moves the clock forward: more than the five minutes of an access token.
const A_WHILE: Duration = Duration::from_mins(6);

/// Walk through a flow: a sign-in, a sign-out, and what goes wrong
///
/// It starts a fake and a small application on this machine, and prints the address of the lesson's page. The page says
/// what to do, waits for what the journal says, and draws the same flow done right and with one defect. Without a name it
/// lists the lessons.
#[derive(Debug, Args)]
pub(crate) struct Lesson {
    /// The name of the lesson
    name: Option<String>,
    /// The port of the fake; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The port of the application; 0 takes a free one
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    app_port: u16,
}

impl Lesson {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let Some(name) = &self.name else { return print(&list()) };
        // Before anything is printed, because a signal may come right after it.
        let signals = StopSignals::listen().map_err(CommandError::Signals)?;
        let runtime = Runtime::new().map_err(CommandError::Signals)?;
        let (room, page) = runtime.block_on(self.begin(name))?;
        print(&introduction(name, &room, &page))?;
        let clock = room.idp().clock().clone();
        thread::spawn(move || turn_the_clock(&clock));
        signals.until(pending::<()>());
        Ok(())
    }

    async fn begin(&self, name: &str) -> Result<(Classroom, String), LessonError> {
        let room = Classroom::start(self.port, self.app_port).await?;
        let page = room.idp().teach(name).await?;
        Ok((room, page))
    }
}

fn list() -> String {
    let mut text = "mock-idp lesson NAME begins one of these:\n\n".to_owned();
    for (name, title) in MockIdp::lessons() {
        let _ = writeln!(text, "  {name:<18}  {title}");
    }
    text
}

fn introduction(name: &str, room: &Classroom, page: &str) -> String {
    let title = MockIdp::lessons().into_iter().find(|(known, _)| *known == name);
    let title = title.map_or(name, |(_, title)| title);
    format!(
        "\n{title}\n\n  Lesson       {page}\n  Application  {}\n  Theatre      {}/theatre\n\n  \
         Enter        lets six minutes pass, so that the access token expires\n  \
         Ctrl-C       ends it\n\n",
        room.application_url(),
        room.idp().control_url(),
    )
}

/// Moves the clock forward at each line from the keyboard, until stdin is closed.
fn turn_the_clock(clock: &Clock) {
    for line in io::stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        clock.advance(A_WHILE);
        // A closed stdout is no reason to stop.
        let _ = writeln!(
            io::stdout(),
            "  It is now {:.0} for the fake and the application.",
            clock.now()
        );
    }
}

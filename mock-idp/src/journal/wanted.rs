//! Which entries somebody asks for, and what there is to say when none comes.

use std::time::Duration;

use super::{Entry, Journal, NoSuchEvent, names};

/// Entries of these events, from this number on.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// A name, or the beginning of names and a `*`: `user.login`, `user.*`, `*`.
    pub(crate) event: String,
    pub(crate) from: u64,
}

impl Wanted {
    /// Refuses names that nothing has.
    pub(crate) fn new(event: &str, from: u64) -> Result<Self, NoSuchEvent> {
        names::check(event)?;
        Ok(Self { event: event.to_owned(), from })
    }

    fn names(&self, entry: &Entry) -> bool {
        match self.event.strip_suffix('*') {
            Some(beginning) => entry.event().starts_with(beginning),
            None => entry.event() == self.event,
        }
    }
}

/// Why there is no entry for somebody who waited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// Nothing is called that; it is told at once.
    #[error(transparent)]
    NoSuchEvent(#[from] NoSuchEvent),
    /// Nothing came in time.
    #[error(transparent)]
    NothingCame(#[from] NothingCame),
}

/// No entry came that somebody waited for.
///
/// ```
/// # use std::time::Duration;
/// use mock_idp::MockIdp;
///
/// let idp = MockIdp::start();
/// let nothing = idp.wait_for("user.login", 1, Duration::ZERO).unwrap_err();
///
/// assert_eq!(
///     nothing.to_string(),
///     "no user.login came within 0 ms, from number 1 on; nothing did; the last number is 0"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {event} came within {} ms, from number {from} on; {}; the last number is {last}", .within.as_millis(), told(.came))]
#[non_exhaustive]
pub struct NothingCame {
    /// What was waited for.
    pub event: String,
    /// From which number on.
    pub from: u64,
    /// How long, by the machine's clock.
    pub within: Duration,
    /// The events that came instead, each once, in the order of their first time.
    pub came: Vec<String>,
    /// The number of the journal's last entry; 0 if it has none.
    pub last: u64,
}

fn told(came: &[String]) -> String {
    match came {
        [] => "nothing did".to_owned(),
        came => format!("these did: {}", came.join(", ")),
    }
}

impl Journal {
    /// The entries that are wanted, in order.
    pub(crate) fn wanted(&self, wanted: &Wanted) -> impl Iterator<Item = &Entry> {
        self.from(wanted.from).filter(|entry| wanted.names(entry))
    }

    /// That nothing of it came.
    pub(crate) fn nothing_of(&self, wanted: &Wanted, within: Duration) -> NothingCame {
        let mut came: Vec<String> = Vec::new();
        for entry in self.from(wanted.from) {
            if !came.iter().any(|known| known == entry.event()) {
                came.push(entry.event().to_owned());
            }
        }
        NothingCame {
            event: wanted.event.clone(),
            from: wanted.from,
            within,
            came,
            last: self.last(),
        }
    }
}

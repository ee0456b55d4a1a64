//! The filter of those that wait for an entry, and the error when no such entry comes in time.

use std::time::Duration;

use super::{Entry, Journal, UnknownEventError, names};

/// Selects entries by name and by number.
#[derive(Clone, Debug)]
pub(crate) struct EntryFilter {
    /// A name, or the beginning of names and a `*`: `user.login`, `user.*`, `*`.
    pub(crate) event: String,
    pub(crate) from: u64,
    /// The number of the first entry that does not count any more.
    pub(crate) before: u64,
}

impl EntryFilter {
    /// Selects entries by name, from a number on.
    ///
    /// # Errors
    ///
    /// If no entry can have this name.
    pub(crate) fn new(event: &str, from: u64) -> Result<Self, UnknownEventError> {
        names::check(event)?;
        Ok(Self { event: event.to_owned(), from, before: u64::MAX })
    }

    fn matches(&self, entry: &Entry) -> bool {
        let is_named = match self.event.strip_suffix('*') {
            Some(beginning) => entry.event().starts_with(beginning),
            None => entry.event() == self.event,
        };
        is_named && entry.seq < self.before
    }
}

/// The reason why waiting returned no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// No entry can have this name; the error comes at once.
    #[error(transparent)]
    UnknownEvent(#[from] UnknownEventError),
    /// No entry came in time.
    #[error(transparent)]
    TimedOut(#[from] TimeoutError),
}

/// No selected entry came in time.
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
#[error("no {event} came within {} ms, from number {from} on; {}; the last number is {last}", .within.as_millis(), list_others(.came))]
#[non_exhaustive]
pub struct TimeoutError {
    /// The name, or the beginning of names.
    pub event: String,
    /// The number from which on entries count.
    pub from: u64,
    /// How long the call waited, by the machine's clock.
    pub within: Duration,
    /// The names of the entries that came instead, each once, in the order in which they first came.
    pub came: Vec<String>,
    /// The number of the journal's last entry; 0 if it has none.
    pub last: u64,
}

fn list_others(came: &[String]) -> String {
    match came {
        [] => "nothing did".to_owned(),
        came => format!("these did: {}", came.join(", ")),
    }
}

impl Journal {
    /// Returns the selected entries, in order.
    pub(crate) fn matching(&self, filter: &EntryFilter) -> impl DoubleEndedIterator<Item = &Entry> {
        self.from(filter.from).filter(|entry| filter.matches(entry))
    }

    /// Returns the error for a selection of which no entry came.
    pub(crate) fn timeout(&self, filter: &EntryFilter, within: Duration) -> TimeoutError {
        let mut came: Vec<String> = Vec::new();
        for entry in self.from(filter.from) {
            if !came.iter().any(|known| known == entry.event()) {
                came.push(entry.event().to_owned());
            }
        }
        TimeoutError {
            event: filter.event.clone(),
            from: filter.from,
            within,
            came,
            last: self.last(),
        }
    }
}

//! What a lesson needs: what the journal has since it began.

use super::{Idp, State};
use crate::journal::{Entry, EntryFilter, Happening};
use crate::lessons::{Came, Of};

/// Entries that are read: a person who tries a lesson a few times causes some fifty, and a page is drawn at once.
const MOST_READ: usize = 1_000;

impl Idp {
    /// Returns what the journal has after an entry, in order, and the number of the last entry.
    pub(crate) fn came_after(&self, after: u64) -> (Vec<Came>, u64) {
        let filter = EntryFilter::new("*", after.saturating_add(1)).expect("every name begins so");
        let state = self.state();
        let journal = &state.journal;
        let first = journal.matching(&filter).take(MOST_READ);
        let came = first.map(|entry| came(&state, entry));
        (came.collect(), journal.last())
    }
}

fn came(State { environment, journal, judge, .. }: &State, entry: &Entry) -> Came {
    let session = match &entry.happening {
        Happening::Event(event) => event.session(environment),
        _ => None,
    };
    let of = session.and_then(|session| {
        let user = &environment.session(session)?.user;
        Some(Of { session: session.clone(), user: user.clone() })
    });
    let kept = judge.record().kept();
    let exchange = entry.exchange.and_then(|number| kept.get(number));
    let by_browser = exchange.is_some_and(|exchange| exchange.sender.is_browser());
    Came { at: entry.at, line: journal.line(entry, environment), of, by_browser }
}

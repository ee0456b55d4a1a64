//! The queries of the journal: which entries are meant.

use std::time::Duration;

use super::super::parameter::{Number, Parameter};
use super::super::query::Query;
use super::super::refusal::ApiError;
use crate::http::LONGEST_REQUEST;
use crate::idp::Idp;
use crate::journal::{Described, EntryFilter, MOST_ENTRIES, TextFilter};

/// How long a request waits that does not say, in milliseconds: longer than what a test waits for takes on a busy
/// machine.
const USUAL_WAIT_MS: u64 = 5_000;

/// Longest that a request may wait, in milliseconds: the answer that nothing came has to be there before the net under
/// all requests takes over.
const LONGEST_WAIT_MS: u64 = 25_000;
const _: () = assert!((LONGEST_WAIT_MS as u128) < LONGEST_REQUEST.as_millis());

pub(super) const EVENT: Parameter = Parameter::text_like(
    "event",
    "*",
    &["user.login", "user.*"],
    "A name, or the beginning of names and a `*`. A name that no event has is refused, with those that there are.",
);
pub(super) const TEXT: Parameter = Parameter::text(
    "text",
    "A text that the entry has, in either case: in its JSON, in its line of text, or in the name of whom it is about.",
);
pub(super) const FROM: Number = Number::from("The number of the first entry that counts.");
const AFTER: Parameter = Parameter::after_or_now(
    "In place of `from`: the number of the last entry that does not count, such as the `last_seq` of an answer; or `now`.",
);
pub(super) const BEFORE: Number = Number {
    name: "before",
    description: "The number of the first entry that does not count any more.",
    allowed: 1..=u64::MAX,
    default: u64::MAX,
};
const LIMIT: Number = Number {
    name: "limit",
    description: "How many of the first entries are listed at most.",
    allowed: 1..=MOST_ENTRIES as u64,
    default: MOST_ENTRIES as u64,
};
pub(in crate::http::control) const TIMEOUT_MS: Number = Number {
    name: "timeout_ms",
    description: "How long to wait at most, by the machine's clock and not the environment's.",
    allowed: 0..=LONGEST_WAIT_MS,
    default: USUAL_WAIT_MS,
};

pub(super) const LIST_QUERY: [Parameter; 6] =
    [EVENT, FROM.parameter(), AFTER, LIMIT.parameter(), TEXT, BEFORE.parameter()];
pub(super) const WAIT_QUERY: [Parameter; 4] =
    [EVENT, FROM.parameter(), AFTER, TIMEOUT_MS.parameter()];
pub(super) const EVENTS_QUERY: [Parameter; 4] = [EVENT, FROM.parameter(), AFTER, TEXT];

/// Which entries a list has.
pub(super) struct Selection {
    filter: EntryFilter,
    text: Option<TextFilter>,
    limit: usize,
}

impl Selection {
    /// Reads the query of a list.
    pub(super) fn read(idp: &Idp, query: Option<String>) -> Result<Self, ApiError> {
        let query = Query::read(query, &LIST_QUERY)?;
        let limit = usize::try_from(query.number(&LIMIT)?).unwrap_or(MOST_ENTRIES);
        let filter = EntryFilter { before: query.number(&BEFORE)?, ..filter(idp, &query)? };
        Ok(Self { filter, text: text(&query)?, limit })
    }

    /// Returns the selected entries in their order, and the number of the journal's last entry.
    pub(super) fn first(&self, idp: &Idp) -> (Vec<Described>, u64) {
        let Some(text) = &self.text else {
            return idp.entries(&self.filter, self.limit);
        };
        let (mut entries, last) = idp.entries_with(text, &self.filter);
        entries.truncate(self.limit);
        (entries, last)
    }

    /// Whether what is written from now on is among the newest.
    pub(super) fn is_open_ended(&self) -> bool {
        self.filter.before == u64::MAX && self.limit >= MOST_ENTRIES
    }

    /// Returns the last of the selected entries, `most` at most, the newest first, and the number of the journal's last
    /// entry.
    pub(super) fn newest(&self, idp: &Idp, most: usize) -> (Vec<Described>, u64) {
        if self.text.is_none() && self.limit >= MOST_ENTRIES {
            return idp.last_entries(&self.filter, most);
        }
        let (mut entries, last) = self.first(idp);
        entries.reverse();
        entries.truncate(most);
        (entries, last)
    }
}

/// Reads which entry is waited for, and how long.
pub(super) fn wait(idp: &Idp, query: Option<String>) -> Result<(EntryFilter, Duration), ApiError> {
    let query = Query::read(query, &WAIT_QUERY)?;
    let within = Duration::from_millis(query.number(&TIMEOUT_MS)?);
    Ok((filter(idp, &query)?, within))
}

/// Reads which entries are followed.
pub(super) fn events(
    idp: &Idp,
    query: Option<String>,
) -> Result<(EntryFilter, Option<TextFilter>), ApiError> {
    let query = Query::read(query, &EVENTS_QUERY)?;
    Ok((filter(idp, &query)?, text(&query)?))
}

fn filter(idp: &Idp, query: &Query) -> Result<EntryFilter, ApiError> {
    let from = query.first(&FROM, &AFTER, || idp.last_entry())?;
    Ok(EntryFilter::new(query.text(&EVENT)?.unwrap_or("*"), from)?)
}

fn text(query: &Query) -> Result<Option<TextFilter>, ApiError> {
    Ok(query.text(&TEXT)?.map(TextFilter::new))
}

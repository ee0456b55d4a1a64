//! The journal as a page, for whoever opens its address in a browser.

use axum::http::StatusCode;
use axum::response::Response;
use url::form_urlencoded;

use super::super::PREFIX;
use super::query::{BEFORE, EVENT, FROM, Selection, TEXT};
use super::{EVENTS_PATH, PATH};
use crate::http::pages::{self, JournalPage, JournalRow, Moment};
use crate::idp::Idp;
use crate::journal::{Described, EntryFilter, UnknownEventError, all_names};
use crate::wire::Params;

/// Entries on a page: a sign-in or two of each of a few people, and no more than a browser shows at once.
const MOST_ROWS: usize = 200;

/// Returns the page with the last of the selected entries. What cannot be selected is said above none.
pub(super) fn respond(idp: &Idp, query: Option<String>) -> Response {
    let typed = Typed::read(query.as_deref());
    match Selection::read(idp, query) {
        Ok(selection) => pages::live_page(StatusCode::OK, &selected(idp, &selection, &typed)),
        Err(error) => {
            let refusal = error.noted(idp);
            let error = typed.no_such_event().unwrap_or_else(|| refusal.reason().into_owned());
            let page = JournalPage { error: Some(error), ..empty(idp, &typed) };
            pages::live_page(StatusCode::BAD_REQUEST, &page)
        }
    }
}

/// What the form was filled with, as it was typed.
#[derive(Default)]
struct Typed {
    event: String,
    text: String,
}

impl Typed {
    fn read(query: Option<&str>) -> Self {
        let params = Params::parse(query.unwrap_or_default().as_bytes());
        let typed = |name| params.owned(name).ok().flatten().unwrap_or_default();
        Self { event: typed(EVENT.name), text: typed(TEXT.name) }
    }

    /// Returns what is wrong with the event, if something is. The names that there are stand in the form.
    fn no_such_event(&self) -> Option<String> {
        let UnknownEventError { name, nearest, .. } = EntryFilter::new(&self.event, 1).err()?;
        let meant = nearest.map_or_else(String::new, |nearest| format!(" Did you mean {nearest}?"));
        Some(format!("No event is called {name}.{meant}")).filter(|_| !self.event.is_empty())
    }

    /// Returns an address with this query, and a number in it.
    fn address(&self, path: &str, number: Option<(&str, u64)>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [(EVENT.name, &self.event), (TEXT.name, &self.text)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some((name, number)) = number {
            query.append_pair(name, &number.to_string());
        }
        match query.finish() {
            query if query.is_empty() => format!("{PREFIX}{path}"),
            query => format!("{PREFIX}{path}?{query}"),
        }
    }
}

fn selected(idp: &Idp, selection: &Selection, typed: &Typed) -> JournalPage {
    let (mut entries, last_seq) = selection.newest(idp, MOST_ROWS + 1);
    let has_earlier = entries.len() > MOST_ROWS;
    entries.truncate(MOST_ROWS);
    let oldest = entries.last().map(|entry| entry.entry.seq).filter(|_| has_earlier);
    let is_earlier = !selection.is_open_ended();
    JournalPage {
        earlier: oldest.map(|oldest| typed.address(PATH, Some((BEFORE.name, oldest)))),
        is_earlier,
        // What comes from now on stands above the newest.
        events: (!is_earlier).then(|| typed.address(EVENTS_PATH, Some((FROM.name, last_seq + 1)))),
        rows: entries.iter().map(row).collect(),
        ..empty(idp, typed)
    }
}

fn empty(idp: &Idp, typed: &Typed) -> JournalPage {
    JournalPage {
        environment: idp.issuer().to_owned(),
        address: typed.address(PATH, None),
        event: typed.event.clone(),
        text: typed.text.clone(),
        names: all_names(),
        ..JournalPage::default()
    }
}

fn row(entry: &Described) -> JournalRow {
    JournalRow {
        line: entry.line.clone(),
        at: Moment { at: entry.entry.at, elapsed: entry.line.elapsed.clone() },
        json: serde_json::to_string_pretty(entry).expect("an entry is JSON, as in the list"),
    }
}

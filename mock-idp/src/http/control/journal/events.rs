//! `/_mock/journal/events`: the journal as server-sent events (HTML Living Standard, *Server-sent events*).

use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::Event;
use futures_util::stream;
use serde::Serialize;
use serde_json::json;

use super::super::cursor;
use super::super::events::{Events, last_event, reset};
use super::super::refusal::{ApiError, JournalledError};
use super::{JournalEntry, query};
use crate::http::here::Here;
use crate::idp::{Followed, Follower, Idp};
use crate::journal::{Described, EntryFilter, StoryLine};

/// The data of an event.
#[derive(Serialize)]
struct Data {
    #[serde(flatten)]
    entry: JournalEntry,
    line: Line,
}

/// A line of the journal's text.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    line: StoryLine,
    /// The sentence for where it stands beside whom it is about.
    beside_who: String,
}

/// Sends the entries of a journal, one after the other. What a reader does not take yet waits in the journal: only as much
/// is looked up as the connection takes.
pub(super) async fn follow(
    Here(idp): Here,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Events, JournalledError> {
    let last_seq = idp.last_entry();
    let follower = follower(&idp, &headers, query).map_err(|error| error.noted(&idp))?;
    let entries = stream::unfold(follower, async |mut follower| {
        Some((event(follower.next().await), follower))
    });
    Ok(Events::of(entries).with([(cursor::HEADER, HeaderValue::from(last_seq))]))
}

fn follower(idp: &Idp, headers: &HeaderMap, query: Option<String>) -> Result<Follower, ApiError> {
    let (filter, text) = query::events(idp, query)?;
    let Some(number) = last_event(headers, "an entry")? else {
        return Ok(idp.follow(filter, text));
    };
    Ok(idp.follow(EntryFilter { from: number.saturating_add(1), ..filter }, text))
}

fn event(next: Followed) -> Event {
    match next {
        Followed::Entry(entry) => of_entry(*entry),
        Followed::Gone { from, to } => Event::default()
            .event("gone")
            .id(to.to_string())
            .data(json!({ "from": from, "to": to }).to_string()),
        Followed::Reset => reset(),
    }
}

fn of_entry(entry: Described) -> Event {
    let id = entry.entry.seq.to_string();
    let line = Line { beside_who: entry.line.beside_who(), line: entry.line.clone() };
    let data = Data { entry: JournalEntry(entry), line };
    let data = serde_json::to_string(&data).expect("an entry is JSON, as in the list");
    Event::default().id(id).data(data)
}

#[cfg(test)]
mod tests;

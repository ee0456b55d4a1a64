//! `/_mock/journal/events`: the journal as server-sent events (HTML Living Standard, *Server-sent events*).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::json;

use super::super::cursor;
use super::super::refusal::{ApiError, JournalledError};
use super::super::reply::DescribedReply;
use super::{JournalEntry, query};
use crate::http::refusal::NO_STORE;
use crate::idp::{Followed, Follower, Idp};
use crate::journal::{Described, EntryFilter, StoryLine};

/// How often a comment shows that the connection lives, while nothing happens: proxies cut what is silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The header with which a browser goes on where it was.
const LAST_EVENT_ID: &str = "last-event-id";

/// The entries of a journal, one after the other. What a reader does not take yet waits in the journal: only as much is
/// looked up as the connection takes.
pub(super) struct Events(Response);

/// The data of an event.
#[derive(Serialize)]
struct Data {
    #[serde(flatten)]
    entry: JournalEntry,
    line: StoryLine,
}

pub(super) async fn follow(
    State(idp): State<Idp>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Events, JournalledError> {
    let last_seq = idp.last_entry();
    let follower = follower(&idp, &headers, query).map_err(|error| error.noted(&idp))?;
    let entries = stream::unfold(follower, async |mut follower| {
        let next = event(follower.next().await);
        Some((Ok::<_, Infallible>(next), follower))
    });
    let events = Sse::new(entries).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let last_seq = [(cursor::HEADER, HeaderValue::from(last_seq))];
    Ok(Events((NO_STORE, last_seq, events).into_response()))
}

fn follower(idp: &Idp, headers: &HeaderMap, query: Option<String>) -> Result<Follower, ApiError> {
    let (filter, text) = query::events(idp, query)?;
    let Some(read) = headers.get(LAST_EVENT_ID) else {
        return Ok(idp.follow(filter, text));
    };
    let number = read.to_str().ok().and_then(|number| number.parse::<u64>().ok());
    let malformed = "Last-Event-ID is the number of an entry, as the events have it in `id`";
    let number = number.ok_or_else(|| ApiError::Malformed(malformed.to_owned()))?;
    Ok(idp.follow(EntryFilter { from: number.saturating_add(1), ..filter }, text))
}

fn event(next: Followed) -> Event {
    match next {
        Followed::Entry(entry) => of_entry(*entry),
        Followed::Gone { from, to } => Event::default()
            .event("gone")
            .id(to.to_string())
            .data(json!({ "from": from, "to": to }).to_string()),
        Followed::Reset => Event::default().event("reset").id("0").data("{}"),
    }
}

fn of_entry(entry: Described) -> Event {
    let id = entry.entry.seq.to_string();
    let line = entry.line.clone();
    let data = Data { entry: JournalEntry(entry), line };
    let data = serde_json::to_string(&data).expect("an entry is JSON, as in the list");
    Event::default().id(id).data(data)
}

impl DescribedReply for Events {
    const MEDIA_TYPE: &'static str = "text/event-stream";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        self.0
    }
}

#[cfg(test)]
mod tests;

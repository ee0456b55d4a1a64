//! Server-sent events (HTML Living Standard, *Server-sent events*): of the journal, and for pages that go on by themselves.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _, stream};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::refusal::{ApiError, JournalledError};
use super::reply::DescribedReply;
use crate::http::here::Here;
use crate::http::refusal::NO_STORE;
use crate::idp::{Change, Idp, Shown};

/// How often a comment shows that the connection lives, while nothing happens: proxies cut what is silent for a minute.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The header with which a browser goes on where it was.
const LAST_EVENT_ID: &str = "last-event-id";

/// Events, for as long as the connection lasts.
pub(super) struct Events(Response);

impl Events {
    pub(super) fn of(events: impl Stream<Item = Event> + Send + 'static) -> Self {
        let events = Sse::new(events.map(Ok::<_, Infallible>));
        let events = events.keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
        Self((NO_STORE, events).into_response())
    }

    /// Adds a header.
    pub(super) fn with(self, header: impl axum::response::IntoResponseParts) -> Self {
        Self((header, self.0).into_response())
    }
}

/// Returns the number of the last event of a connection that broke, in the header of the next; `what` is its `id`.
pub(super) fn last_event(headers: &HeaderMap, what: &str) -> Result<Option<u64>, ApiError> {
    let Some(read) = headers.get(LAST_EVENT_ID) else { return Ok(None) };
    let number = read.to_str().ok().and_then(|number| number.parse().ok());
    let malformed =
        || format!("Last-Event-ID is the number of {what}, as the events have it in `id`");
    number.map(Some).ok_or_else(|| ApiError::Malformed(malformed()))
}

/// Returns the event that says: what begins with 1 begins anew.
pub(super) fn reset() -> Event {
    Event::default().event("reset").id("0").data("{}")
}

/// Notifies a page of the console of each change.
pub(super) async fn watch_environment(
    Here(idp): Here,
    headers: HeaderMap,
) -> Result<Events, JournalledError> {
    watch(&idp, &headers, Shown::Environment)
}

/// Notifies a page of the theatre of each change.
pub(super) async fn watch_exchanges(
    Here(idp): Here,
    headers: HeaderMap,
) -> Result<Events, JournalledError> {
    watch(&idp, &headers, Shown::Exchanges)
}

fn watch(idp: &Idp, headers: &HeaderMap, shown: Shown) -> Result<Events, JournalledError> {
    let watch = last_event(headers, "an exchange").and_then(|last| {
        idp.watch(shown, last).map_err(|too_many| ApiError::TooMany(too_many.to_string()))
    });
    let watch = watch.map_err(|error| error.noted(idp))?;
    Ok(Events::of(stream::unfold(watch, async |mut watch| {
        let event = match watch.next().await {
            Change::Since(number) => Event::default().id(number.to_string()).data("{}"),
            Change::Reset => reset(),
        };
        Some((event, watch))
    })))
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

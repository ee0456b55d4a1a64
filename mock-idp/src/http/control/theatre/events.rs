//! `/_mock/theatre/events`: that there is more to draw, as server-sent events (HTML Living Standard, *Server-sent
//! events*).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::{Schema, SchemaGenerator, json_schema};

use super::super::refusal::{ApiError, JournalledError};
use super::super::reply::DescribedReply;
use crate::http::refusal::NO_STORE;
use crate::idp::{Idp, MOST_WATCHERS, Watched};

/// How often a comment shows that the connection lives, while nothing happens: proxies cut what is silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The header with which a browser goes on where it was.
const LAST_EVENT_ID: &str = "last-event-id";

/// The events of a theatre.
pub(super) struct Events(Response);

pub(super) async fn follow(
    State(idp): State<Idp>,
    headers: HeaderMap,
) -> Result<Events, JournalledError> {
    let last = last_event(&headers).map_err(|error| error.noted(&idp))?;
    let watcher = idp.watch_exchanges(last).ok_or_else(|| {
        let reason = format!("{MOST_WATCHERS} pages follow this theatre, and no more may");
        ApiError::TooMany(reason).noted(&idp)
    })?;
    let events = stream::unfold(watcher, async |mut watcher| {
        let event = match watcher.next().await {
            Watched::Answered(number) => Event::default().id(number.to_string()).data("{}"),
            Watched::Reset => Event::default().event("reset").id("0").data("{}"),
        };
        Some((Ok::<_, Infallible>(event), watcher))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok(Events((NO_STORE, events).into_response()))
}

/// Returns the number of the last exchange that the page has heard of.
fn last_event(headers: &HeaderMap) -> Result<Option<u64>, ApiError> {
    let Some(read) = headers.get(LAST_EVENT_ID) else { return Ok(None) };
    let number = read.to_str().ok().and_then(|number| number.parse().ok());
    let malformed = "Last-Event-ID is the number of an exchange, as the events have it in `id`";
    number.map(Some).ok_or_else(|| ApiError::Malformed(malformed.to_owned()))
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

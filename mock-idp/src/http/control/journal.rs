//! `/_mock/journal`: everything that happened, and the next of it that somebody waits for.

use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Problem;
use super::query::Query;
use crate::http::LONGEST_REQUEST;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::journal::{Entry, MOST_ENTRIES, Wanted};

/// How long somebody waits who does not say: longer than what a test waits for takes on a busy machine.
const USUAL_WAIT: Duration = Duration::from_secs(5);

/// Longest that somebody may wait: the answer that nothing came has to be there before the net under all
/// requests takes over.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
const _: () = assert!(LONGEST_WAIT.as_secs() < LONGEST_REQUEST.as_secs());

/// `GET /_mock/journal`
pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    match asked(query) {
        Ok((wanted, limit)) => {
            let (entries, last) = idp.entries(&wanted, limit);
            let body = json!({ "entries": entries, "last_seq": last });
            (NO_STORE, Json(body)).into_response()
        }
        Err(problem) => problem.noted(&idp),
    }
}

fn asked(query: Option<String>) -> Result<(Wanted, usize), Problem> {
    let query = Query::read(query, &["event", "from", "limit"])?;
    let most = u64::try_from(MOST_ENTRIES).unwrap_or(u64::MAX);
    let limit = query.number("limit", most, &(1..=most))?;
    let limit = usize::try_from(limit).unwrap_or(MOST_ENTRIES);
    Ok((wanted(&query)?, limit))
}

/// `GET /_mock/journal/wait`
pub(super) async fn wait(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let (wanted, within) = match awaited(query) {
        Ok(asked) => asked,
        Err(problem) => return problem.noted(&idp),
    };
    match idp.wait_for(&wanted, within).await {
        Ok(entry) => (NO_STORE, Json::<Entry>(entry)).into_response(),
        Err(nothing) => Problem::Nothing(nothing).into_response(),
    }
}

fn awaited(query: Option<String>) -> Result<(Wanted, Duration), Problem> {
    let query = Query::read(query, &["event", "from", "timeout_ms"])?;
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let within =
        query.number("timeout_ms", milliseconds(USUAL_WAIT), &(0..=milliseconds(LONGEST_WAIT)))?;
    Ok((wanted(&query)?, Duration::from_millis(within)))
}

fn wanted(query: &Query) -> Result<Wanted, Problem> {
    let from = query.number("from", 1, &(0..=u64::MAX))?;
    Ok(Wanted::new(query.text("event")?.unwrap_or("*"), from))
}

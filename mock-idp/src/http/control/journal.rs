//! `/_mock/journal`: everything that happened, and the next of it that somebody waits for.

use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Problem;
use super::query::Query;
use crate::http::LONGEST_REQUEST;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::journal::{EntryFilter, MOST_ENTRIES};

/// How long somebody waits who does not say: longer than what a test waits for takes on a busy machine.
const USUAL_WAIT: Duration = Duration::from_secs(5);

/// Longest that somebody may wait: the answer that nothing came has to be there before the net under all
/// requests takes over.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
const _: () = assert!(LONGEST_WAIT.as_secs() < LONGEST_REQUEST.as_secs());

/// Where a query begins that asks for what comes from now on.
const NOW: &str = "now";

/// `GET /_mock/journal`
pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    match asked(&idp, query) {
        Ok((wanted, limit)) => {
            let (entries, last) = idp.entries(&wanted, limit);
            let body = json!({ "entries": idp.described(entries), "last_seq": last });
            (NO_STORE, Json(body)).into_response()
        }
        Err(problem) => problem.noted(&idp),
    }
}

fn asked(idp: &Idp, query: Option<String>) -> Result<(EntryFilter, usize), Problem> {
    let query = Query::read(query, &["event", "from", "after", "limit"])?;
    let most = u64::try_from(MOST_ENTRIES).unwrap_or(u64::MAX);
    let limit = query.number("limit", most, &(1..=most))?;
    let limit = usize::try_from(limit).unwrap_or(MOST_ENTRIES);
    Ok((wanted(idp, &query)?, limit))
}

/// `GET /_mock/journal/wait`
pub(super) async fn wait(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let (wanted, within) = match awaited(&idp, query) {
        Ok(asked) => asked,
        Err(problem) => return problem.noted(&idp),
    };
    let answer = match idp.wait_for(&wanted, within).await {
        Ok(entry) => came(entry.seq, &json!(idp.described(vec![entry])[0])),
        Err(nothing) => json!({
            "timed_out": true,
            "entries": [],
            "reason": nothing.to_string(),
            "last_seq": nothing.last,
        }),
    };
    (NO_STORE, Json(answer)).into_response()
}

/// The entry in the list that an answer has either way, and its members beside it, for whoever waits for one.
fn came(seq: u64, entry: &Value) -> Value {
    let mut answer = entry.clone();
    answer["timed_out"] = false.into();
    answer["entries"] = json!([entry]);
    answer["last_seq"] = seq.into();
    answer
}

fn awaited(idp: &Idp, query: Option<String>) -> Result<(EntryFilter, Duration), Problem> {
    let query = Query::read(query, &["event", "from", "after", "timeout_ms"])?;
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let within =
        query.number("timeout_ms", milliseconds(USUAL_WAIT), &(0..=milliseconds(LONGEST_WAIT)))?;
    Ok((wanted(idp, &query)?, Duration::from_millis(within)))
}

fn wanted(idp: &Idp, query: &Query) -> Result<EntryFilter, Problem> {
    let from = match (query.text("from")?, query.text("after")?) {
        (Some(_), Some(_)) => {
            let why = "from is the first number that counts and after the last that does not: one of them";
            return Err(Problem::Malformed(why.to_owned()));
        }
        (None, Some(NOW)) => idp.last_entry() + 1,
        (None, Some(_)) => {
            let malformed =
                |_| Problem::Malformed("after is a whole number from 0 on, or now".to_owned());
            let after = query.number("after", 0, &(0..=u64::MAX)).map_err(malformed)?;
            after.saturating_add(1)
        }
        (_, None) => query.number("from", 1, &(0..=u64::MAX))?,
    };
    Ok(EntryFilter::new(query.text("event")?.unwrap_or("*"), from)?)
}

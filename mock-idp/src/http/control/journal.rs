//! `/_mock/journal`: the entries of the journal, and waiting for the next one.

use std::borrow::Cow;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::operation::Operation;
use super::parameter::{Number, Parameter};
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::Reply;
use crate::http::LONGEST_REQUEST;
use crate::idp::Idp;
use crate::journal::{Described, EntryFilter, MOST_ENTRIES};

/// How long a request waits by default, in milliseconds: long enough for a test on a busy machine.
const USUAL_WAIT_MS: u64 = 5_000;

/// Longest that a request may wait, in milliseconds: shorter than the limit of all requests, so that the answer is
/// that nothing came.
const LONGEST_WAIT_MS: u64 = 25_000;
const _: () = assert!((LONGEST_WAIT_MS as u128) < LONGEST_REQUEST.as_millis());

/// The value of `after` for entries from now on.
const NOW: &str = "now";

const EVENT: Parameter = Parameter::text_like(
    "event",
    "*",
    &["user.login", "user.*"],
    "A name, or the beginning of names and a `*`. A name that no event has is refused, with those that there are.",
);
const FROM: Number = Number {
    name: "from",
    description: "The number of the first entry that counts.",
    allowed: 0..=u64::MAX,
    default: 1,
};
const AFTER: Parameter = Parameter::number_or(
    "after",
    NOW,
    "In place of `from`: the number of the last entry that does not count, such as the `last_seq` of an answer; or `now`.",
);
const LIMIT: Number = Number {
    name: "limit",
    description: "How many of the first entries are listed at most.",
    allowed: 1..=MOST_ENTRIES as u64,
    default: MOST_ENTRIES as u64,
};
const TIMEOUT_MS: Number = Number {
    name: "timeout_ms",
    description: "How long to wait at most, by the machine's clock and not the environment's.",
    allowed: 0..=LONGEST_WAIT_MS,
    default: USUAL_WAIT_MS,
};
const LIST_QUERY: [Parameter; 4] = [EVENT, FROM.parameter(), AFTER, LIMIT.parameter()];
const WAIT_QUERY: [Parameter; 4] = [EVENT, FROM.parameter(), AFTER, TIMEOUT_MS.parameter()];

const MALFORMED: &str = "The query is not of these parameters, or no event is called that.";

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::get("/journal", "listEntries", "Everything that happened, in order", list)
            .parameters(&LIST_QUERY)
            .replies("The entries that are kept, from that number on.")
            .refuses(StatusCode::BAD_REQUEST, MALFORMED),
        Operation::get(
            "/journal/wait",
            "waitForEntry",
            "The first such entry: at once, or when it is written",
            wait,
        )
        .description(
            "To hear of what comes from now on, wait `after=now`; of what came after a call, `after` the `last_seq` of its answer.",
        )
        .parameters(&WAIT_QUERY)
        .replies("The entry; or, if it did not come in time, that it did not.")
        .refuses(StatusCode::BAD_REQUEST, MALFORMED),
    ]
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Journal")]
struct Entries {
    entries: Vec<JournalEntry>,
    /// The number of the journal's last entry, listed or not; 0 if it has none.
    last_seq: u64,
}

/// The reply of a wait. The entry's members stand beside the list too.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
struct Waited {
    #[serde(flatten)]
    #[schemars(skip)]
    members: Option<JournalEntry>,
    /// Whether no entry came in time.
    timed_out: bool,
    #[schemars(length(max = 1))]
    entries: Vec<JournalEntry>,
    /// After a time-out, a sentence about what came instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The number of the entry, or after a time-out of the journal's last: the next wait continues `after` it.
    last_seq: u64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
struct JournalEntry(Described);

async fn list(
    State(idp): State<Idp>,
    RawQuery(query): RawQuery,
) -> Result<Reply<Entries>, JournalledError> {
    let (filter, limit) = list_query(&idp, query).map_err(|error| error.noted(&idp))?;
    let (entries, last_seq) = idp.entries(&filter, limit);
    let entries = idp.described(entries).into_iter().map(JournalEntry).collect();
    Ok(Reply(Entries { entries, last_seq }))
}

fn list_query(idp: &Idp, query: Option<String>) -> Result<(EntryFilter, usize), ApiError> {
    let query = Query::read(query, &LIST_QUERY)?;
    let limit = usize::try_from(query.number(&LIMIT)?).unwrap_or(MOST_ENTRIES);
    Ok((filter(idp, &query)?, limit))
}

async fn wait(
    State(idp): State<Idp>,
    RawQuery(query): RawQuery,
) -> Result<Reply<Waited>, JournalledError> {
    let (filter, within) = wait_query(&idp, query).map_err(|error| error.noted(&idp))?;
    Ok(Reply(match idp.wait_for(&filter, within).await {
        Ok(entry) => {
            let last_seq = entry.seq;
            let entries: Vec<_> =
                idp.described(vec![entry]).into_iter().map(JournalEntry).collect();
            let members = entries.first().cloned();
            Waited { members, timed_out: false, entries, reason: None, last_seq }
        }
        Err(nothing) => Waited {
            members: None,
            timed_out: true,
            entries: Vec::new(),
            reason: Some(nothing.to_string()),
            last_seq: nothing.last,
        },
    }))
}

fn wait_query(idp: &Idp, query: Option<String>) -> Result<(EntryFilter, Duration), ApiError> {
    let query = Query::read(query, &WAIT_QUERY)?;
    let within = Duration::from_millis(query.number(&TIMEOUT_MS)?);
    Ok((filter(idp, &query)?, within))
}

fn filter(idp: &Idp, query: &Query) -> Result<EntryFilter, ApiError> {
    let from = match (query.text(&FROM.parameter())?, query.text(&AFTER)?) {
        (Some(_), Some(_)) => {
            let reason = "from is the first number that counts and after the last that does not: one of them";
            return Err(ApiError::Malformed(reason.to_owned()));
        }
        (None, Some(NOW)) => idp.last_entry() + 1,
        (None, Some(number)) => {
            let malformed =
                |_| ApiError::Malformed("after is a whole number from 0 on, or now".to_owned());
            number.parse::<u64>().map_err(malformed)?.saturating_add(1)
        }
        (_, None) => query.number(&FROM)?,
    };
    Ok(EntryFilter::new(query.text(&EVENT)?.unwrap_or("*"), from)?)
}

impl JsonSchema for JournalEntry {
    fn schema_name() -> Cow<'static, str> {
        "Entry".into()
    }

    /// Returns the schema of the members that every entry has. Others depend on the event.
    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "An event, a refusal (`….refused`, with `error` and `reason`) or a fault (`fault.fired`, with `what`). Events carry what changed.",
            "required": ["seq", "at", "event"],
            "properties": {
                "seq": { "type": "integer", "minimum": 1 },
                "at": schemas.subschema_for::<jiff::Timestamp>(),
                "event": { "type": "string" },
                "error": { "type": "string" },
                "reason": {
                    "type": "string",
                    "description": "The sentence of the entry, as the journal's text has it; code words are in `why` and `error`.",
                },
                "what": { "type": "string" },
                "fault": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "The number of the fault that fired.",
                },
            },
            "additionalProperties": true,
        })
    }
}

//! `/_mock/journal`: the entries of the journal, as JSON, as text and as a page; waiting for the next one, and following
//! them.

mod events;
mod page;
mod query;

use std::borrow::Cow;

use axum::extract::{RawQuery, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

pub(super) use self::query::TIMEOUT_MS;
use self::query::{EVENTS_QUERY, LIST_QUERY, Selection, WAIT_QUERY};
use super::operation::Operation;
use super::refusal::JournalledError;
use super::reply::{DescribedReply, Reply};
use crate::http::here::Here;
use crate::http::refusal::NO_STORE;
use crate::journal::{Described, JOURNAL_TIMES, StoryLine};
use crate::wire::{Reader, preferred};

/// Where the journal is, below the control API's path.
pub(super) const PATH: &str = "/journal";

/// Where it is followed.
pub(super) const EVENTS_PATH: &str = "/journal/events";

const MALFORMED: &str = "The query is not of these parameters, or no event is called that.";

/// The media types of the journal, the usual one first.
const JSON: &str = "application/json";
const PAGE: &str = "text/html";
const TEXT: &str = "text/plain";
const FORMS: [&str; 3] = [JSON, PAGE, TEXT];

pub(super) fn operations() -> [Operation; 3] {
    [
        Operation::get(PATH, "listEntries", "Everything that happened, in order", list)
            .description(
                "`Accept` chooses the form. A page needs no token: it is read by people, as the mailbox is.",
            )
            .parameters(&LIST_QUERY)
            .replies("The entries that are kept, from that number on.")
            .replies_also(&[
                (PAGE, "A page with the last of these entries, the newest first, and those that come."),
                (TEXT, "What the times are, and below it a line for each of these entries: minutes and seconds since the environment began, its name, its sentence."),
            ])
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
        Operation::get(
            EVENTS_PATH,
            "followEntries",
            "Every such entry, in order, for as long as the connection lasts",
            events::follow,
        )
        .description(
            "Server-sent events: those that are kept, and then each when it is written. `id` is the entry's number, and `Last-Event-ID` goes on after it. `data` is the entry in JSON, with `line`, its line in the journal's text: `elapsed`, `who`, `event`, `sentence`, and `weight` of a finding. The event `gone` has in `from` and `to` the numbers of entries that are not kept any more; `reset` says that the journal is another one, which is read from its beginning: the environment was reset, or the number to begin with is beyond the journal's end. The header `Mock-Idp-Last-Seq` has the number of the last entry when it began. It needs no token, as the page does.",
        )
        .parameters(&EVENTS_QUERY)
        .replies("The entries. Every 15 seconds there is a comment, if nothing else.")
        .refuses(StatusCode::BAD_REQUEST, MALFORMED),
    ]
}

/// Returns who reads the journal in a browser, which has no token to show: a person the page, or the page's script the
/// events; `None` of any other request.
pub(super) fn reader(request: &Request) -> Option<Reader> {
    match request.uri().path() {
        PATH if preferred(request.headers(), &FORMS) == PAGE => Some(Reader::Person),
        EVENTS_PATH => Some(Reader::Program),
        _ => None,
    }
}

/// The journal in one of its forms.
enum Listed {
    Json(Reply<Entries>),
    Text(String),
    Page(Response),
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
    Here(idp): Here,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Listed, JournalledError> {
    let form = preferred(&headers, &FORMS);
    if form == PAGE {
        return Ok(Listed::Page(page::respond(&idp, query)));
    }
    let selection = Selection::read(&idp, query).map_err(|error| error.noted(&idp))?;
    let (entries, last_seq) = selection.first(&idp);
    Ok(if form == TEXT {
        let lines = StoryLine::text(entries.into_iter().map(|entry| entry.line));
        Listed::Text(format!("{JOURNAL_TIMES}\n\n{lines}"))
    } else {
        let entries = entries.into_iter().map(JournalEntry).collect();
        Listed::Json(Reply(Entries { entries, last_seq }))
    })
}

async fn wait(
    Here(idp): Here,
    RawQuery(query): RawQuery,
) -> Result<Reply<Waited>, JournalledError> {
    let (filter, within) = query::wait(&idp, query).map_err(|error| error.noted(&idp))?;
    Ok(Reply(match idp.wait_for(&filter, within).await {
        Ok(entry) => {
            let last_seq = entry.seq;
            let entry = JournalEntry(idp.described(&entry));
            let members = Some(entry.clone());
            Waited { members, timed_out: false, entries: vec![entry], reason: None, last_seq }
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

impl DescribedReply for Listed {
    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<Entries>()
    }
}

impl IntoResponse for Listed {
    fn into_response(self) -> Response {
        match self {
            Self::Json(reply) => reply.into_response(),
            Self::Text(text) => {
                (NO_STORE, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
            }
            Self::Page(page) => page,
        }
    }
}

impl JsonSchema for JournalEntry {
    fn schema_name() -> Cow<'static, str> {
        "Entry".into()
    }

    /// Returns the schema of the members that every entry has. Others depend on the event.
    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "An event, a refusal (`….refused`, with `error` and `reason`), a fault (`fault.fired`, with `what`) or a client's official SDK (`sdk.seen`, with `client`, `language` and `version`). Events carry what changed.",
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

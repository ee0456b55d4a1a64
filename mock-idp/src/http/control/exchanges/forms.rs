//! The forms of exchanges: JSON, text, and a page for whoever opens their address in a browser.

use std::fmt::Write as _;
use std::num::NonZeroU16;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::super::refusal::{ApiError, JournalledError};
use super::super::reply::{DescribedReply, Reply};
use super::PATH;
use crate::exchange::Exchange;
use crate::http::pages::{self, ExchangePage, ExchangeRow, ExchangesPage, Moment};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::journal::JOURNAL_TIMES;
use crate::wire::{Reader, preferred};

/// The media types, the usual one first.
const JSON: &str = "application/json";
const PAGE: &str = "text/html";
const TEXT: &str = "text/plain";
const MEDIA_TYPES: [&str; 3] = [JSON, PAGE, TEXT];

/// What the other forms are.
pub(super) const OTHER_FORMS: [(&str, &str); 2] = [
    (PAGE, "The same as a page, the newest first, which loads no script."),
    (TEXT, "The same for people: a line each, with what it was and what became of it."),
];

/// Exchanges on a page: as many as the journal's page has entries.
const MOST_ROWS: usize = 200;

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Text,
    Page,
}

/// Exchanges in one of their forms.
pub(super) enum Formed<T> {
    Json(Reply<T>),
    Text(String),
    Page(Response),
}

/// Returns who reads exchanges in a browser, which has no token to show; `None` of any other request.
pub(in super::super) fn reader(request: &Request) -> Option<Reader> {
    let rest = request.uri().path().strip_prefix(PATH)?;
    let is_one = rest.strip_prefix('/').is_some_and(|number| number.parse::<u64>().is_ok());
    let is_there = rest.is_empty() || is_one;
    (is_there && Form::of(request.headers()) == Form::Page).then_some(Reader::Person)
}

impl Form {
    /// Returns the form that `Accept` prefers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        match preferred(headers, &MEDIA_TYPES) {
            PAGE => Self::Page,
            TEXT => Self::Text,
            _ => Self::Json,
        }
    }

    /// Refuses, in the form of the answer that there is not.
    pub(super) fn refused<T>(
        self,
        error: ApiError,
        idp: &Idp,
    ) -> Result<Formed<T>, JournalledError> {
        match self {
            Self::Page => Ok(Formed::Page(error.noted_for(Reader::Person, idp))),
            Self::Json | Self::Text => Err(error.noted(idp)),
        }
    }
}

impl<T> Formed<T> {
    /// Returns a line for each exchange.
    pub(super) fn text_of(idp: &Idp, exchanges: &[Arc<Exchange>]) -> Self {
        let mut text = format!("{JOURNAL_TIMES}\n\n");
        for exchange in exchanges {
            let _ = writeln!(text, "{}", exchange.line(&idp.elapsed_at(exchange)));
        }
        Self::Text(text)
    }

    /// Returns all that is known of one exchange.
    pub(super) fn story_of(idp: &Idp, exchange: &Exchange) -> Self {
        let story = exchange.story(&idp.elapsed_at(exchange), |client| idp.client_name(client));
        Self::Text(format!("{JOURNAL_TIMES}\n\n{story}"))
    }

    /// Returns a page with the last of these exchanges.
    pub(super) fn page_of(idp: &Idp, exchanges: &[Arc<Exchange>]) -> Self {
        let rows = exchanges.iter().rev().take(MOST_ROWS);
        let page = ExchangesPage {
            environment: idp.issuer().to_owned(),
            rows: rows.map(|exchange| row(idp, exchange)).collect(),
            more: exchanges.len().saturating_sub(MOST_ROWS),
        };
        Self::Page(pages::page(StatusCode::OK, &page))
    }

    /// Returns a page with one exchange.
    pub(super) fn page_of_one(idp: &Idp, exchange: &Exchange) -> Self {
        let json = serde_json::to_string_pretty(exchange).expect("it is JSON, as in the list");
        let page = ExchangePage {
            environment: idp.issuer().to_owned(),
            row: row(idp, exchange),
            facts: exchange.facts(|client| idp.client_name(client)),
            json,
        };
        Self::Page(pages::page(StatusCode::OK, &page))
    }
}

fn row(idp: &Idp, exchange: &Exchange) -> ExchangeRow {
    ExchangeRow {
        number: exchange.number,
        at: Moment { at: exchange.at, elapsed: idp.elapsed_at(exchange) },
        request: exchange.request_line(),
        sender: exchange.sent_by(),
        outcome: exchange.outcome(),
        mark: mark(exchange.answer.status),
    }
}

/// Returns what is wrong with an answer by its status (RFC 9110 §15), or with none.
fn mark(status: Option<NonZeroU16>) -> Option<&'static str> {
    match status.map_or(500, NonZeroU16::get) {
        400..500 => Some("refused"),
        500.. => Some("failed"),
        _ => None,
    }
}

impl<T: Serialize + JsonSchema> DescribedReply for Formed<T> {
    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<T>()
    }
}

impl<T: Serialize> IntoResponse for Formed<T> {
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

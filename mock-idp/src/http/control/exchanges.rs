//! `/_mock/exchanges`: what each request was, as JSON, as text and as a page, and waiting for the next.

mod forms;

use std::time::Duration;

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use self::forms::reader;
use self::forms::{Form, Formed, OTHER_FORMS};

use super::journal::TIMEOUT_MS;
use super::operation::Operation;
use super::parameter::{Number, Parameter};
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::Reply;
use crate::exchange::{Exchange, ExchangeFilter, MOST_EXCHANGES};
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::control::find;
use crate::wire::{Endpoint, Redacted};

const CLIENT: Parameter = Parameter::text("client", "Those of this client, by name or id.");
const ENDPOINT: Parameter = Parameter::one_of("endpoint", endpoints, "Those at this endpoint.");
const SESSION: Parameter = Parameter::text(
    "session",
    "Those of this session, `ses_…`: its cookie or a token of it came, or its ID token as a hint.",
);
const FROM: Number = Number::from("The number of the first exchange that counts.");
const AFTER: Parameter = Parameter::after_or_now(
    "In place of `from`: the number of the last exchange that does not count, such as the `last_number` of an answer; or `now`.",
);
const LIMIT: Number = Number {
    name: "limit",
    description: "How many of the first exchanges are listed at most.",
    allowed: 1..=MOST_EXCHANGES as u64,
    default: MOST_EXCHANGES as u64,
};
const LIST_QUERY: [Parameter; 6] =
    [CLIENT, ENDPOINT, SESSION, FROM.parameter(), AFTER, LIMIT.parameter()];
const WAIT_QUERY: [Parameter; 6] =
    [CLIENT, ENDPOINT, SESSION, FROM.parameter(), AFTER, TIMEOUT_MS.parameter()];

const MALFORMED: &str = "The query is not of these parameters.";
const NOT_FOUND: &str = "There is no such client or session; the answer lists those that exist.";

/// Where exchanges are, below the control API's path.
const PATH: &str = "/exchanges";

const NUMBER: Parameter = Parameter::serial("number", "The number of an exchange.");

pub(super) fn operations() -> [Operation; 3] {
    [
        Operation::get(
            PATH,
            "listExchanges",
            "The requests to the environment and their answers, by their shape",
            list,
        )
        .description(
            "Never a value of a parameter, cookie or token: of each its length, and the number of the exchange in which the same was seen before. A request of the control API, of the mailbox or of another page of the fake itself is none. `Accept` chooses the form. A page needs no token: it is read by people, as the journal's is.",
        )
        .parameters(&LIST_QUERY)
        .replies("The exchanges that are kept, in the order of their numbers.")
        .replies_also(&OTHER_FORMS)
        .refuses(StatusCode::BAD_REQUEST, MALFORMED)
        .refuses(StatusCode::NOT_FOUND, NOT_FOUND),
        Operation::get("/exchanges/{number}", "getExchange", "One request and its answer", one)
            .description("`Accept` chooses the form, as of the list.")
            .parameters(&[NUMBER])
            .replies("The exchange.")
            .replies_also(&OTHER_FORMS)
            .refuses(
                StatusCode::NOT_FOUND,
                "There is no such exchange yet, or none any more; the answer says which there are.",
            ),
        Operation::get(
            "/exchanges/wait",
            "waitForExchange",
            "The first such exchange: at once, or when its answer is ready",
            wait,
        )
        .description(
            "To hear of what comes from now on, wait `after=now`; of what came after an answer of this list, `after` its `last_number`.",
        )
        .parameters(&WAIT_QUERY)
        .replies("The exchange; or, if it did not come in time, that it did not.")
        .refuses(StatusCode::BAD_REQUEST, MALFORMED)
        .refuses(StatusCode::NOT_FOUND, NOT_FOUND),
    ]
}

#[derive(Debug, Serialize, JsonSchema)]
struct Exchanges {
    exchanges: Vec<Exchange>,
    /// The number of the last exchange that was begun, listed or not; 0 if there is none.
    last_number: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WaitedExchange {
    /// Whether it did not come in time.
    timed_out: bool,
    #[schemars(length(max = 1))]
    exchanges: Vec<Exchange>,
    /// Of a time-out: what did not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The number of the exchange, or of the last: wait on after it.
    last_number: u64,
}

async fn list(
    Here(idp): Here,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Formed<Exchanges>, JournalledError> {
    let form = Form::of(&headers);
    let (filter, limit) = match list_query(&idp, query) {
        Ok(read) => read,
        Err(error) => return form.refused(error, &idp),
    };
    // Read before the list, so that nothing which came in between is passed over by who goes on after it.
    let last_number = idp.last_exchange();
    let mut exchanges = idp.exchanges(&filter);
    exchanges.truncate(limit);
    Ok(match form {
        Form::Json => {
            let exchanges = exchanges.iter().map(|exchange| (**exchange).clone()).collect();
            Formed::Json(Reply(Exchanges { exchanges, last_number }))
        }
        Form::Text => Formed::text_of(&idp, &exchanges),
        Form::Page => Formed::page_of(&idp, &exchanges),
    })
}

async fn one(
    Here(idp): Here,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Result<Formed<Exchange>, JournalledError> {
    let form = Form::of(&headers);
    let exchange = number.parse().ok().and_then(|number| idp.exchange(number));
    let Some(exchange) = exchange else {
        return form.refused(no_exchange(&number, &idp), &idp);
    };
    Ok(match form {
        Form::Json => Formed::Json(Reply((*exchange).clone())),
        Form::Text => Formed::story_of(&idp, &exchange),
        Form::Page => Formed::page_of_one(&idp, &exchange),
    })
}

/// Returns why there is no exchange with this number, and which there are.
fn no_exchange(number: &str, idp: &Idp) -> ApiError {
    let number = Redacted::of(number);
    let kept = idp.exchanges(&ExchangeFilter::default());
    ApiError::NotFound(match (kept.first(), kept.last()) {
        (Some(first), Some(last)) => format!(
            "no exchange {number}; those that are kept are {} to {}",
            first.number, last.number
        ),
        _ => format!("no exchange {number}; there is none yet"),
    })
}

fn list_query(idp: &Idp, query: Option<String>) -> Result<(ExchangeFilter, usize), ApiError> {
    let query = Query::read(query, &LIST_QUERY)?;
    let limit = usize::try_from(query.number(&LIMIT)?).unwrap_or(MOST_EXCHANGES);
    Ok((filter(idp, &query)?, limit))
}

async fn wait(
    Here(idp): Here,
    RawQuery(query): RawQuery,
) -> Result<Reply<WaitedExchange>, JournalledError> {
    let (filter, within) = wait_query(&idp, query).map_err(|error| error.noted(&idp))?;
    Ok(Reply(match idp.wait_for_exchange(&filter, within).await {
        Ok(exchange) => WaitedExchange {
            timed_out: false,
            last_number: exchange.number,
            exchanges: vec![(*exchange).clone()],
            reason: None,
        },
        Err(nothing) => WaitedExchange {
            timed_out: true,
            exchanges: Vec::new(),
            reason: Some(nothing.to_string()),
            last_number: nothing.last,
        },
    }))
}

fn wait_query(idp: &Idp, query: Option<String>) -> Result<(ExchangeFilter, Duration), ApiError> {
    let query = Query::read(query, &WAIT_QUERY)?;
    let within = Duration::from_millis(query.number(&TIMEOUT_MS)?);
    Ok((filter(idp, &query)?, within))
}

fn filter(idp: &Idp, query: &Query) -> Result<ExchangeFilter, ApiError> {
    let from = query.first(&FROM, &AFTER, || idp.last_exchange())?;
    let endpoint = query.text(&ENDPOINT)?.map(endpoint).transpose()?;
    let (client, session) = (query.text(&CLIENT)?, query.text(&SESSION)?);
    idp.read(|environment| {
        let client = client.map(|given| find::client(environment, given)).transpose()?;
        let session = session.map(|given| find::session(environment, given)).transpose()?;
        Ok(ExchangeFilter {
            from,
            endpoint,
            client: client.map(|client| client.id.clone()),
            session: session.map(|session| session.id.clone()),
        })
    })
}

fn endpoint(text: &str) -> Result<Endpoint, ApiError> {
    let found = Endpoint::ALL.into_iter().find(|endpoint| endpoint.as_str() == text);
    found.ok_or_else(|| {
        ApiError::Malformed(format!("endpoint is one of {}", endpoints().join(", ")))
    })
}

/// Returns the words for the endpoints.
fn endpoints() -> Vec<&'static str> {
    Endpoint::ALL.map(Endpoint::as_str).to_vec()
}

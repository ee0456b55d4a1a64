//! `/_mock/webhooks/deliveries`: webhooks and logout tokens for applications, their outcomes, and replays.

use std::time::Duration;

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::body::Body;
use super::operation::Operation;
use super::parameter::{LIMIT, Number, PAGE_TOKEN, Parameter};
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::{NextPage, Reply};
use crate::http::here::Here;
use crate::outbox::{Delivery, Replay};
use crate::rules::management::page::PageRequest;

/// Longest that one request may wait, in milliseconds; clients usually wait longer than that.
const LONGEST_WAIT_MS: u64 = 30_000;

const WAIT_MS: Number = Number {
    name: "wait_ms",
    description: "Answer once nothing is under way and nothing is due, or after so long.",
    allowed: 0..=LONGEST_WAIT_MS,
    default: 0,
};

const QUERY: [Parameter; 3] = [WAIT_MS.parameter(), LIMIT.parameter(), PAGE_TOKEN];

const NUMBER: Parameter = Parameter::text("number", "The number of a delivery.");

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::get(
            "/webhooks/deliveries",
            "listDeliveries",
            "The webhooks and logout tokens for applications, and what came of them",
            list,
        )
        .parameters(&QUERY)
        .replies("The webhooks and logout tokens, the oldest first.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "The query is not of these parameters, or `wait_ms` is no number of milliseconds, or too many.",
        ),
        Operation::post(
            "/webhooks/deliveries/{number}/replay",
            "replayDelivery",
            "Send a delivery again: as it was, several times, late, or forged",
            replay,
        )
        .parameters(&[NUMBER])
        .replies("What is sent.")
        .refuses(StatusCode::BAD_REQUEST, "It cannot be replayed like that.")
        .refuses(StatusCode::NOT_FOUND, "There is no such delivery."),
    ]
}

/// A page of the deliveries.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Deliveries")]
struct DeliveryPage {
    deliveries: Vec<Delivery>,
    #[serde(flatten)]
    next: NextPage,
    /// Whether nothing is under way and nothing is due. A delivery that waits for a retry is due when the
    /// environment's clock reaches its time.
    settled: bool,
    /// Whether `wait_ms` passed, and something is still under way or due.
    timed_out: bool,
}

/// The numbers of deliveries.
#[derive(Debug, Serialize, JsonSchema)]
struct Replayed {
    deliveries: Vec<u64>,
}

/// Lists the deliveries; with `wait_ms`, once nothing is under way or due, or when that time is over.
async fn list(
    Here(idp): Here,
    RawQuery(query): RawQuery,
) -> Result<Reply<DeliveryPage>, JournalledError> {
    let (limit, page) = list_query(query).map_err(|error| error.noted(&idp))?;
    let settled = idp.deliveries_settled(limit.unwrap_or_default()).await.is_ok();
    let page = idp.page_of_deliveries(&page).map_err(|error| ApiError::from(error).noted(&idp))?;
    let (deliveries, next) = NextPage::after(page);
    let timed_out = limit.is_some() && !settled;
    Ok(Reply(DeliveryPage { deliveries, next, settled, timed_out }))
}

fn list_query(query: Option<String>) -> Result<(Option<Duration>, PageRequest), ApiError> {
    let query = Query::read(query, &QUERY)?;
    Ok((wait(&query)?, query.page("deliveries", &[])?))
}

fn wait(query: &Query) -> Result<Option<Duration>, ApiError> {
    if query.text(&WAIT_MS.parameter())?.is_none() {
        return Ok(None);
    }
    let milliseconds = query.number(&WAIT_MS).map_err(|_| {
        let reason = format!(
            "wait_ms is a number of milliseconds, {LONGEST_WAIT_MS} at most, like wait_ms=5000"
        );
        ApiError::Malformed(reason)
    })?;
    Ok(Some(Duration::from_millis(milliseconds)))
}

async fn replay(
    Here(idp): Here,
    Path(number): Path<String>,
    Body(replay): Body<Replay>,
) -> Result<Reply<Replayed>, JournalledError> {
    let number = number.parse().map_err(|_| {
        let reason = "a delivery is named by its number, like /_mock/webhooks/deliveries/1/replay";
        ApiError::NotFound(reason.to_owned()).noted(&idp)
    })?;
    let deliveries = idp.replay(number, replay).map_err(JournalledError::by_rule)?;
    Ok(Reply(Replayed { deliveries }))
}

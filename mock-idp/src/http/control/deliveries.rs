//! `/_mock/webhooks/deliveries`: what applications were told, what came of it, and the same again.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::query::Query;
use super::{Body, Problem};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::outbox::Replay;
use crate::rules::management::page::PageRequest;

/// How long one request may wait: shorter than clients usually do.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// With `wait_ms`, once nothing is under way and nothing is due, or when that time is over.
pub(super) async fn list(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let (limit, page) = match wanted(query) {
        Ok(wanted) => wanted,
        Err(problem) => return problem.noted(&idp),
    };
    let settled = idp.deliveries_settled(limit.unwrap_or_default()).await.is_ok();
    match idp.page_of_deliveries(&page) {
        Ok(page) => {
            let mut body = page.named("deliveries");
            body["settled"] = settled.into();
            body["timed_out"] = (limit.is_some() && !settled).into();
            (NO_STORE, Json(body)).into_response()
        }
        Err(why) => Problem::from(why).noted(&idp),
    }
}

fn wanted(query: Option<String>) -> Result<(Option<Duration>, PageRequest), Problem> {
    let query = Query::read(query, &["wait_ms", "limit", "page_token"])?;
    Ok((wait(&query)?, query.page("deliveries", &[])?))
}

fn wait(query: &Query) -> Result<Option<Duration>, Problem> {
    let Some(text) = query.text("wait_ms")? else { return Ok(None) };
    let limit = text.parse().ok().map(Duration::from_millis);
    limit.filter(|limit| *limit <= LONGEST_WAIT).map(Some).ok_or_else(|| {
        let most = LONGEST_WAIT.as_millis();
        let why = format!("wait_ms is a number of milliseconds, {most} at most, like wait_ms=5000");
        Problem::Malformed(why)
    })
}

pub(super) async fn replay(
    State(idp): State<Idp>,
    Path(number): Path<String>,
    Body(ask): Body<Replay>,
) -> Response {
    let Ok(number) = number.parse() else {
        let why = "a delivery is named by its number, like /_mock/webhooks/deliveries/1/replay";
        return Problem::NotFound(why.to_owned()).noted(&idp);
    };
    match idp.replay(number, ask) {
        Ok(numbers) => (NO_STORE, Json(json!({ "deliveries": numbers }))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

//! `/_mock/webhooks/deliveries`: what applications were told, what came of it, and the same again.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Body, Problem};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::outbox::Replay;
use crate::wire::Params;

/// How long one request may wait: shorter than clients usually do.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// With `wait_ms`, once nothing is under way and nothing is due, or when that time is over.
pub(super) async fn list(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let Some(limit) = wait(&params) else {
        let most = LONGEST_WAIT.as_millis();
        let why = format!("wait_ms is a number of milliseconds, {most} at most, like wait_ms=5000");
        return Problem::Malformed(why).noted(&idp);
    };
    let settled = idp.deliveries_settled(limit).await.is_ok();
    let told = json!({ "settled": settled, "deliveries": idp.deliveries() });
    (NO_STORE, Json(told)).into_response()
}

fn wait(params: &Params) -> Option<Duration> {
    let limit = match params.one("wait_ms").ok()? {
        None => Duration::ZERO,
        Some(number) => Duration::from_millis(number.parse().ok()?),
    };
    (limit <= LONGEST_WAIT).then_some(limit)
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

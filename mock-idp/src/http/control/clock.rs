//! `/_mock/clock`: what time it is for this environment.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{Body, Problem};
use crate::clock::Clock;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;

/// What can be done to a clock, one at a time.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Turn {
    /// Lets so many seconds pass at once.
    AdvanceSeconds(u32),
    /// Makes everything that is remembered older, while the time stays.
    AgeSeconds(u32),
    /// Goes to this time, which has to be later.
    Set(Timestamp),
    /// Stops, or runs again.
    Frozen(bool),
}

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    told(idp.clock())
}

pub(super) async fn post(State(idp): State<Idp>, Body(turn): Body<Turn>) -> Response {
    let clock = idp.clock();
    match turn {
        Turn::AdvanceSeconds(by) => clock.advance(Duration::from_secs(by.into())),
        Turn::AgeSeconds(by) => idp.age(by),
        Turn::Frozen(true) => clock.freeze(),
        Turn::Frozen(false) => clock.resume(),
        Turn::Set(to) => {
            if let Err(now) = clock.set(to) {
                let why = format!("it is {now} already, and this clock does not go back");
                return Problem::Malformed(why).noted(&idp);
            }
        }
    }
    told(clock)
}

fn told(clock: &Clock) -> Response {
    let body = json!({ "now": clock.now(), "frozen": clock.is_frozen() });
    (NO_STORE, Json(body)).into_response()
}

//! `/_mock/clock`: the time of this environment.

use std::time::Duration;

use axum::http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::operation::Operation;
use super::refusal::{ApiError, JournalledError};
use super::reply::Reply;
use crate::http::here::Here;
use crate::idp::Idp;

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::get("/clock", "readClock", "What time it is for this environment", read)
            .replies("The time."),
        Operation::post(
            "/clock",
            "turnClock",
            "Move, stop or start the clock, or make what is remembered older",
            turn,
        )
        .replies("The time that it shows now.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "Nothing that can be done to a clock; it does not go back.",
        ),
    ]
}

/// A change of a clock.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ClockTurn {
    /// Lets time pass for the environment. Its clock is ahead of the machine's then: a verifier that judges `iat` and `nbf` by
    /// the machine's time refuses what is issued from now on.
    AdvanceSeconds(u32),
    /// Makes sessions, grants, codes, mails and the tokens issued so far older, while the time stays what it is: what
    /// would have ended meanwhile has ended, and what is issued next is valid for verifiers with other clocks.
    AgeSeconds(u32),
    /// Moves the clock to this time, which has to be later.
    Set(Timestamp),
    /// Stops the clock, or lets it run again.
    Frozen(bool),
}

/// The state of a clock.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Clock")]
struct ClockState {
    now: Timestamp,
    /// Whether the clock is frozen, and moves only by this API.
    frozen: bool,
}

async fn read(Here(idp): Here) -> Reply<ClockState> {
    Reply(state(&idp))
}

async fn turn(
    Here(idp): Here,
    Body(turn): Body<ClockTurn>,
) -> Result<Reply<ClockState>, JournalledError> {
    let clock = idp.clock();
    match turn {
        ClockTurn::AdvanceSeconds(by) => clock.advance(Duration::from_secs(by.into())),
        ClockTurn::AgeSeconds(by) => idp.age(by),
        ClockTurn::Frozen(true) => clock.freeze(),
        ClockTurn::Frozen(false) => clock.resume(),
        ClockTurn::Set(to) => clock.set(to).map_err(|now| {
            let reason = format!("it is {now} already, and this clock does not go back");
            ApiError::Malformed(reason).noted(&idp)
        })?,
    }
    Ok(Reply(state(&idp)))
}

fn state(idp: &Idp) -> ClockState {
    let clock = idp.clock();
    ClockState { now: clock.now(), frozen: clock.is_frozen() }
}

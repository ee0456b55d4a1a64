//! `/_mock/reset`: the initial state again.

use axum::http::StatusCode;

use super::body::{Body, Nothing};
use super::operation::Operation;
use super::reply::{Done, Reply};
use crate::http::here::Here;

pub(super) fn operations() -> [Operation; 1] {
    [Operation::post(
        "/reset",
        "reset",
        "Make everything as it was when the environment began, its clock and its journal too; its URL stays",
        reset,
    )
    .replies("It is as it was.")
    .refuses(StatusCode::BAD_REQUEST, "The body is not `{}`.")]
}

/// Resets the environment. An empty JSON body is required, because no page of another origin can send one.
async fn reset(Here(idp): Here, Body(Nothing {}): Body<Nothing>) -> Reply<Done> {
    idp.reset();
    Reply(Done {})
}

//! `/_mock/users`: changes of users for which Scalekit has no API.

use axum::extract::Path;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{Body, Nothing, OptionalBody};
use super::operation::Operation;
use super::parameter::Parameter;
use super::refusal::JournalledError;
use super::reply::{Created, Done, Reply};
use crate::http::here::Here;
use crate::rules::control;

const USER: Parameter = Parameter::text("user", "By e-mail or id.");
const NO_SUCH_USER: &str = "There is no such user; the answer lists those that exist.";

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::post(
            "/users/{user}/deactivate",
            "deactivateUser",
            "Deactivate a user, whose sessions end",
            deactivate,
        )
        .parameters(&[USER])
        .replies("The user cannot sign in any more.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_USER),
        Operation::post(
            "/users/{user}/passkeys",
            "registerPasskey",
            "Register a passkey, which the management API lists, renames and deletes; nobody signs in with it",
            register_passkey,
        )
        .parameters(&[USER])
        .replies("Its id.")
        .refuses(StatusCode::BAD_REQUEST, "No passkey.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_USER),
    ]
}

/// A passkey to register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    display_name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RegisteredPasskey {
    id: String,
}

async fn deactivate(
    Here(idp): Here,
    Path(user): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Result<Reply<Done>, JournalledError> {
    idp.transact(|desk| control::deactivate(desk.env, &user))
        .map(|()| Reply(Done {}))
        .map_err(JournalledError::by_rule)
}

async fn register_passkey(
    Here(idp): Here,
    Path(user): Path<String>,
    Body(NewPasskey { display_name }): Body<NewPasskey>,
) -> Result<Created<RegisteredPasskey>, JournalledError> {
    idp.transact(|desk| control::register_passkey(desk, &user, &display_name))
        .map(|id| Created(RegisteredPasskey { id }))
        .map_err(JournalledError::by_rule)
}

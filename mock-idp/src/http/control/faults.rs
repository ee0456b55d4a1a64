//! `/_mock/faults`: what is to go wrong, where and how often.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{Body, Problem};
use crate::fault::{Effect, Fault, FaultError, FaultTarget, Faults};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::wire::Endpoint;

/// A fault, as it is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    what: Effect,
    endpoint: Option<String>,
    operation: Option<String>,
    below: Option<String>,
    client: Option<String>,
    from_call: Option<u32>,
    times: Option<u32>,
    #[serde(default)]
    until_cleared: bool,
}

impl Ask {
    fn fault(self) -> Result<Fault, Problem> {
        let place = match (self.endpoint, self.operation, self.below) {
            (None, None, None) => FaultTarget::Anywhere,
            (Some(name), None, None) => Endpoint::named(&name)?.into(),
            (None, Some(name), None) => FaultTarget::Operation(name),
            (None, None, Some(path)) => FaultTarget::Below(path),
            _ => {
                return Err(Problem::Malformed(
                    "endpoint, operation and below: one of them at most".to_owned(),
                ));
            }
        };
        let mut fault = Fault::new(place, self.what).from_call(self.from_call.unwrap_or(1));
        fault = match (self.times, self.until_cleared) {
            (None, false) => fault,
            (Some(times), false) => fault.times(times),
            (None, true) => fault.until_cleared(),
            (Some(_), true) => {
                return Err(Problem::Malformed("times or until_cleared, and not both".to_owned()));
            }
        };
        Ok(match self.client {
            Some(client) => fault.of_client(client),
            None => fault,
        })
    }
}

pub(super) async fn post(State(idp): State<Idp>, Body(ask): Body<Ask>) -> Response {
    let planned = ask.fault().and_then(|fault| idp.plan_fault(fault).map_err(Problem::from));
    match planned {
        Ok(id) => (StatusCode::CREATED, NO_STORE, Json(json!({ "id": id }))).into_response(),
        Err(problem) => problem.noted(&idp),
    }
}

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    let planned = idp.faults(|faults| faults.planned());
    (NO_STORE, Json(json!({ "faults": planned }))).into_response()
}

pub(super) async fn clear(
    State(idp): State<Idp>,
    id: Result<Path<String>, PathRejection>,
) -> Response {
    // What is no text is no number either.
    let id = id.map_or_else(|_| String::new(), |Path(id)| id);
    let cleared = idp.faults(|faults| match id.parse() {
        Ok(id) => faults.clear(id),
        Err(_) => Err(FaultError::no_such(&id, faults)),
    });
    match cleared {
        Ok(()) => (NO_STORE, Json(json!({}))).into_response(),
        Err(why) => Problem::from(why).noted(&idp),
    }
}

pub(super) async fn clear_all(State(idp): State<Idp>) -> Response {
    let cleared = idp.faults(Faults::clear_all);
    (NO_STORE, Json(json!({ "cleared": cleared }))).into_response()
}

impl From<FaultError> for Problem {
    fn from(why: FaultError) -> Self {
        match why {
            FaultError::NoSuchFault { .. } => Self::NotFound(why.to_string()),
            _ => Self::Malformed(why.to_string()),
        }
    }
}

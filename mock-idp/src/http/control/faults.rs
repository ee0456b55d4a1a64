//! `/_mock/faults`: planned faults, where they are carried out, and how often.

use std::borrow::Cow;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::operation::Operation;
use super::parameter::Parameter;
use super::refusal::{ApiError, JournalledError};
use super::reply::{Created, Done, Reply};
use crate::fault::{Effect, Fault, FaultError, FaultTarget, Faults, PlannedFault};
use crate::http::here::Here;
use crate::wire::Endpoint;

const ID: Parameter = Parameter::serial("id", "The number of a planned fault.");

pub(super) fn operations() -> [Operation; 4] {
    [
        Operation::get(
            "/faults",
            "listFaults",
            "The faults that are planned, and what is left of each",
            list,
        )
        .replies("In the order in which they were planned."),
        Operation::post(
            "/faults",
            "planFault",
            "Plan a fault: what goes wrong, where and how often",
            plan,
        )
        .description(
            "At one call one fault of a kind happens, the one that was planned first and is due. Each that fits counts the call. Every fault that happens is in the journal.",
        )
        .replies("It is planned, under this number.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "Nothing that can go wrong, or not there, or too many are planned.",
        ),
        Operation::delete("/faults", "clearFaults", "Forget every planned fault", clear_all)
            .replies("How many there were."),
        Operation::delete(
            "/faults/{id}",
            "clearFault",
            "Forget a planned fault, whatever is left of it",
            clear,
        )
        .parameters(&[ID])
        .replies("It is forgotten.")
        .refuses(
            StatusCode::NOT_FOUND,
            "No planned fault has this number; it may have happened already.",
        ),
    ]
}

/// A fault to plan.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FaultPlan {
    what: Effect,
    #[schemars(with = "Option<Endpoint>")]
    endpoint: Option<String>,
    /// An operation of the management API, by gRPC or REST: its name or the end of it.
    #[schemars(example = &"SessionService/GetSession")]
    operation: Option<String>,
    /// This path and everything below it.
    #[schemars(example = &"/api/v1/organizations")]
    below: Option<String>,
    /// The client, by name or id, whose requests alone the fault is for.
    client: Option<String>,
    /// The first call that gets the fault, counted from 1 from now on.
    #[schemars(range(min = 1), extend("default" = 1))]
    from_call: Option<u32>,
    #[schemars(range(min = 1), extend("default" = 1))]
    times: Option<u32>,
    /// Whether the fault stays until it is cleared, in place of `times`.
    #[serde(default)]
    until_cleared: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Faults")]
struct PlannedFaults {
    #[schemars(length(max = 100))]
    faults: Vec<PlannedFault>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FaultNumber {
    #[schemars(range(min = 1))]
    id: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FaultsCleared {
    cleared: usize,
}

impl FaultPlan {
    fn fault(self) -> Result<Fault, ApiError> {
        let target = match (self.endpoint, self.operation, self.below) {
            (None, None, None) => FaultTarget::Anywhere,
            (Some(name), None, None) => Endpoint::named(&name)?.into(),
            (None, Some(name), None) => FaultTarget::Operation(name),
            (None, None, Some(path)) => FaultTarget::Below(path),
            _ => {
                let reason = "endpoint, operation and below: one of them at most";
                return Err(ApiError::Malformed(reason.to_owned()));
            }
        };
        let mut fault = Fault::new(target, self.what).from_call(self.from_call.unwrap_or(1));
        fault = match (self.times, self.until_cleared) {
            (None, false) => fault,
            (Some(times), false) => fault.times(times),
            (None, true) => fault.until_cleared(),
            (Some(_), true) => {
                let reason = "times or until_cleared, and not both";
                return Err(ApiError::Malformed(reason.to_owned()));
            }
        };
        Ok(match self.client {
            Some(client) => fault.of_client(client),
            None => fault,
        })
    }
}

async fn plan(
    Here(idp): Here,
    Body(plan): Body<FaultPlan>,
) -> Result<Created<FaultNumber>, JournalledError> {
    let planned = plan.fault().and_then(|fault| Ok(idp.plan_fault(fault)?));
    let id = planned.map_err(|error| error.noted(&idp))?;
    Ok(Created(FaultNumber { id }))
}

async fn list(Here(idp): Here) -> Reply<PlannedFaults> {
    Reply(PlannedFaults { faults: idp.faults(|faults| faults.planned()) })
}

async fn clear(
    Here(idp): Here,
    id: Result<Path<String>, PathRejection>,
) -> Result<Reply<Done>, JournalledError> {
    // An id that is not UTF-8 is not a number.
    let id = id.map_or_else(|_| String::new(), |Path(id)| id);
    let cleared = idp.faults(|faults| match id.parse() {
        Ok(id) => faults.clear(id),
        Err(_) => Err(FaultError::no_such(&id, faults)),
    });
    cleared.map_err(|error| ApiError::from(error).noted(&idp))?;
    Ok(Reply(Done {}))
}

async fn clear_all(Here(idp): Here) -> Reply<FaultsCleared> {
    Reply(FaultsCleared { cleared: idp.faults(Faults::clear_all) })
}

impl From<FaultError> for ApiError {
    fn from(error: FaultError) -> Self {
        match error {
            FaultError::NoSuchFault { .. } => Self::NotFound(error.to_string()),
            _ => Self::Malformed(error.to_string()),
        }
    }
}

impl JsonSchema for Endpoint {
    fn schema_name() -> Cow<'static, str> {
        "FaultEndpoint".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Self::ALL.map(Self::as_str) })
    }
}

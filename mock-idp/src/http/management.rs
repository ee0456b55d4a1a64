//! The management API over two transports: gRPC, which the official SDKs use, and REST.

mod body;
mod fault;
pub(super) mod grpc;
pub(super) mod rest;

pub(crate) use self::rest::to_json;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use http::request::Parts;
use prost_reflect::DynamicMessage;
use serde_json::{Value, json};

pub(super) use self::fault::fault;
use crate::environment::Event;
use crate::exchange;
use crate::idp::Idp;
use crate::rules::management::{self, Caller, OperationError};
use crate::rules::{Granted, Refusal as _};
use crate::wire::contract::{CONTRACT, Operation, Violation};

/// Longest description of the fields of a request, in bytes. Like the sentence it is sent in headers, where it is
/// longer because it is encoded, and some clients read no more than 8 KB of headers.
const LONGEST_DETAILS: usize = 3_000;

/// Checks the caller by the request's head alone, so that no body of an unknown caller is kept.
fn admit(idp: &Idp, operation: &Operation, head: &Parts) -> Result<(), OperationError> {
    exchange::current(|draft| draft.called(&operation.name));
    let caller = caller(head);
    let judged = idp.transact(|desk| {
        management::admit(desk.env, caller)?;
        Ok(Granted::plainly(()))
    });
    if let Err(failure) = &judged {
        idp.count_call(&operation.name, failure.code().as_str());
    }
    judged
}

/// A mark on requests that came through the control API: they need no token, and are not counted among the
/// application's calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfATest;

/// Carries out an operation of either transport. `noted` is an event about the request, journalled before the
/// operation's own.
fn call(
    idp: &Idp,
    operation: &Operation,
    head: &Parts,
    request: &DynamicMessage,
    noted: Option<Event>,
) -> Result<DynamicMessage, OperationError> {
    let caller = caller(head);
    let answer = idp.transact(|desk| {
        let mut ruling = management::decide(desk, operation, caller, request);
        let events = match &mut ruling {
            Ok(granted) => &mut granted.events,
            Err(refused) => &mut refused.events,
        };
        events.splice(..0, noted);
        ruling
    });
    if let Caller::Test = caller {
        return answer;
    }
    let code = answer.as_ref().err().map_or("OK", |failure| failure.code().as_str());
    idp.count_call(&operation.name, code);
    answer
}

fn caller(head: &Parts) -> Caller<'_> {
    match head.extensions.get::<OfATest>() {
        Some(OfATest) => Caller::Test,
        None => Caller::Bearer(bearer(&head.headers)),
    }
}

/// Returns the token of the first `Authorization` header. The Python SDK sends two, the fresh one first
/// (`docs/management.md#transport`).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Returns the details of an error: the code again, and the fields that violate the contract.
fn error_info(failure: &OperationError) -> DynamicMessage {
    details(failure.code().as_str(), failure.violations())
}

/// Makes a message `scalekit.v1.errdetails.ErrorInfo`.
fn details(error_code: &str, violations: &[Violation]) -> DynamicMessage {
    let mut said = 0;
    let violations: Vec<Value> = violations
        .iter()
        .take_while(|violation| {
            said += violation.field.len() + violation.description.len();
            said <= LONGEST_DETAILS
        })
        .map(|violation| json!({ "field": violation.field, "description": violation.description }))
        .collect();
    let mut info = json!({ "error_code": error_code });
    if !violations.is_empty() {
        info["validation_error_info"] = json!({ "field_violations": violations });
    }
    DynamicMessage::deserialize(CONTRACT.error_info().clone(), info)
        .expect("the details have the shape that the contract says")
}

#[cfg(test)]
mod tests;

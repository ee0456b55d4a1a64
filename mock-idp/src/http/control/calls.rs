//! `/_mock/calls`: how often each operation of the management API was called, by outcome.

use schemars::JsonSchema;
use serde::Serialize;

use super::operation::Operation;
use super::reply::Reply;
use crate::http::here::Here;

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get(
        "/calls",
        "listCalls",
        "How often each operation of the management API was called, and how that ended",
        list,
    )
    .replies("One line for each operation and outcome.")]
}

#[derive(Debug, Serialize, JsonSchema)]
struct Calls {
    calls: Vec<CallCount>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CallCount {
    #[schemars(example = &"scalekit.v1.sessions.SessionService/GetSession")]
    operation: String,
    #[schemars(example = &"OK", example = &"NOT_FOUND")]
    code: &'static str,
    #[schemars(range(min = 1))]
    times: u64,
}

async fn list(Here(idp): Here) -> Reply<Calls> {
    let calls = idp.calls().into_iter().map(|(call, times)| CallCount {
        operation: call.operation,
        code: call.code,
        times,
    });
    Reply(Calls { calls: calls.collect() })
}

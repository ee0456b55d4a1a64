//! `GET /_mock/journal`: everything that happened, as JSON; `?from=N` begins at that number.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::refusal::{NO_STORE, json_error};
use crate::idp::Idp;
use crate::wire::{ErrorCode, Params};

pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    match from(&params) {
        Some(from) => (NO_STORE, Json(json!({ "entries": idp.journal(from) }))).into_response(),
        None => {
            let reason = "from is the number of an entry, like from=1";
            let code = ErrorCode::InvalidRequest;
            (code.status(), json_error(code, reason)).into_response()
        }
    }
}

fn from(params: &Params) -> Option<u64> {
    params
        .one("from")
        .ok()?
        .map_or(Some(1), |number| number.parse().ok())
}

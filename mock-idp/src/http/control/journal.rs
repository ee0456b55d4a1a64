//! `GET /_mock/journal`: everything that happened, as JSON; `?from=N` begins at that number.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Problem;
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::wire::Params;

pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    match from(&params) {
        Some(from) => (NO_STORE, Json(json!({ "entries": idp.journal(from) }))).into_response(),
        None => {
            Problem::Malformed("from is the number of an entry, like from=1".to_owned()).noted(&idp)
        }
    }
}

fn from(params: &Params) -> Option<u64> {
    params
        .one("from")
        .ok()?
        .map_or(Some(1), |number| number.parse().ok())
}

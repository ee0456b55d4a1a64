//! `POST /oauth/token`

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;

use super::body::FromClient;
use super::refusal::NO_STORE;
use crate::fault;
use crate::idp::Idp;
use crate::rules::token::{self, TokenError};
use crate::wire::TokenRequest;

pub(super) async fn post(
    State(idp): State<Idp>,
    FromClient { credentials, form }: FromClient,
) -> Result<impl IntoResponse, TokenError> {
    let request = TokenRequest::read(&form);
    let issuance = idp.transact(|desk| token::decide(desk, &credentials, &request))?;
    let response = match request {
        Ok(TokenRequest::RefreshToken(_)) => fault::refreshed(&idp, issuance),
        _ => json!(fault::signed(&idp, issuance)),
    };
    Ok((NO_STORE, Json(response)))
}

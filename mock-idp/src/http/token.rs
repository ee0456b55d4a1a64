//! `POST /oauth/token`

use axum::Json;
use axum::response::{IntoResponse, Response};

use super::body::FromClient;
use super::refusal::NO_STORE;
use crate::fault;
use crate::http::here::Here;
use crate::rules::token::{self, TokenError};
use crate::wire::TokenRequest;

pub(super) async fn post(
    Here(idp): Here,
    FromClient { credentials, form }: FromClient,
) -> Result<Response, TokenError> {
    let request = TokenRequest::read(&form);
    let issuance = idp.transact(|desk| token::decide(desk, &credentials, &request))?;
    let response = match request {
        Ok(TokenRequest::RefreshToken(_)) => Json(fault::refreshed(&idp, issuance)).into_response(),
        _ => Json(fault::signed(&idp, issuance)).into_response(),
    };
    Ok((NO_STORE, response).into_response())
}

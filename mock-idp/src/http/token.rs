//! `POST /oauth/token`

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use super::body::FromClient;
use super::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::token::{self, TokenError};
use crate::wire::TokenRequest;

pub(super) async fn post(
    State(idp): State<Idp>,
    FromClient { credentials, form }: FromClient,
) -> Result<impl IntoResponse, TokenError> {
    let ask = TokenRequest::read(&form);
    let issuance =
        idp.transact(|environment, ids| token::decide(environment, ids, &credentials, &ask))?;
    let forgeries = idp.due_forgeries(&issuance);
    Ok((NO_STORE, Json(issuance.sign(forgeries))))
}

//! `POST /revoke`

use axum::http::StatusCode;

use super::body::FromClient;
use crate::http::here::Here;
use crate::rules::revoke::{self, RevokeError};

pub(super) async fn post(
    Here(idp): Here,
    FromClient { credentials, form }: FromClient,
) -> Result<StatusCode, RevokeError> {
    let token = form.owned("token");
    idp.transact(|desk| revoke::decide(desk.env, &credentials, &token))?;
    Ok(StatusCode::OK)
}

//! `POST /revoke`

use axum::extract::State;
use axum::http::StatusCode;

use super::body::FromClient;
use crate::idp::Idp;
use crate::rules::revoke::{self, RevokeError};

pub(super) async fn post(
    State(idp): State<Idp>,
    FromClient { credentials, form }: FromClient,
) -> Result<StatusCode, RevokeError> {
    let token = form.owned("token");
    idp.transact(|desk| revoke::decide(desk.env, &credentials, &token))?;
    Ok(StatusCode::OK)
}

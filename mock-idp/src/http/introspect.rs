//! `POST /oauth/introspect`

use axum::Json;
use axum::response::IntoResponse;

use super::body::FromClient;
use super::refusal::NO_STORE;
use crate::http::here::Here;
use crate::rules::introspect::{self, IntrospectError};

pub(super) async fn post(
    Here(idp): Here,
    FromClient { credentials, form }: FromClient,
) -> Result<impl IntoResponse, IntrospectError> {
    let token = form.owned("token");
    let state = idp.transact(|desk| introspect::decide(desk.env, &credentials, &token))?;
    Ok((NO_STORE, Json(state)))
}

//! `GET` and `POST /userinfo`

use axum::Json;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::IntoResponse;

use super::body::Form;
use super::refusal::NO_STORE;
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::bearer::BearerError;
use crate::rules::userinfo;
use crate::wire::Params;

pub(super) async fn get(
    Here(idp): Here,
    headers: HeaderMap,
) -> Result<impl IntoResponse, BearerError> {
    respond(&idp, &headers, &Params::default())
}

/// Answers POST, where the token may come in the form (RFC 6750 §2.2).
pub(super) async fn post(
    Here(idp): Here,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<impl IntoResponse, BearerError> {
    respond(&idp, &headers, &form)
}

fn respond(
    idp: &Idp,
    headers: &HeaderMap,
    form: &Params,
) -> Result<impl IntoResponse + use<>, BearerError> {
    let presented = presented(headers, form);
    let person = idp.transact(|desk| userinfo::decide(desk.env, &presented))?;
    Ok((NO_STORE, Json(person)))
}

fn presented(headers: &HeaderMap, form: &Params) -> Result<String, BearerError> {
    let in_form = form.owned("access_token").map_err(|_| BearerError::Twice)?;
    let in_header =
        headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
        });
    match (in_header, in_form) {
        (Some(_), Some(_)) => Err(BearerError::Twice),
        (Some(token), None) | (None, Some(token)) => Ok(token),
        (None, None) => Err(BearerError::Missing),
    }
}

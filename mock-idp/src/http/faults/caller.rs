//! Whose request it is, as far as it says so: for faults that one client alone meets. Nobody vouches for
//! any of it.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use serde::Deserialize;

use super::Cut;
use crate::environment::{AuthRequestId, Id as _};
use crate::http::LARGEST_BODY;
use crate::http::management::whole;
use crate::idp::Idp;
use crate::mint::unverified;
use crate::wire::{Credentials, Params};

const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// What tokens of every kind say of their client; an ID token's hint says it as well.
#[derive(Deserialize)]
struct OfClient {
    client_id: String,
}

/// The id of the client, and the request as it was.
pub(super) async fn of(idp: &Idp, request: Request) -> (Option<String>, Request) {
    let (parts, body) = request.into_parts();
    let query = Params::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let (form, body) =
        if is_a_form(&parts.headers) { read(body).await } else { (Bytes::new(), body) };
    let form = Params::parse(&form);
    let client = by_credentials(&parts.headers, &form)
        .or_else(|| named(idp, &form))
        .or_else(|| named(idp, &query))
        .or_else(|| by_bearer(&parts.headers));
    (client, Request::from_parts(parts, body))
}

fn is_a_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| {
        let essence = kind.get(..FORM.len()).unwrap_or_default();
        essence.eq_ignore_ascii_case(FORM)
    })
}

/// A form, and a body that has it again: one that is too long is still too long, and one that broke off
/// breaks off.
async fn read(body: Body) -> (Bytes, Body) {
    match whole(body, LARGEST_BODY + 1).await {
        Some(form) => (form.clone(), Body::from(form)),
        None => (Bytes::new(), Body::new(Cut::after(Bytes::new()))),
    }
}

fn by_credentials(headers: &HeaderMap, form: &Params) -> Option<String> {
    let credentials = Credentials::read(headers, form).ok()?;
    Some(credentials.client_id().to_owned())
}

/// By `client_id`, by the page of a sign-in, or by the hint of a logout.
fn named(idp: &Idp, params: &Params) -> Option<String> {
    if let Some(client) = params.owned("client_id").ok()? {
        return Some(client);
    }
    if let Some(request) = params.one("request").ok()? {
        let request = AuthRequestId::named(request);
        return idp.read(|environment| Some(environment.client_of(&request)?.id.to_string()));
    }
    let hint = params.one("id_token_hint").ok()??;
    Some(unverified::<OfClient>(hint)?.client_id)
}

fn by_bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    Some(unverified::<OfClient>(token.trim())?.client_id)
}

//! The client that a request names, for faults of one client alone. The name is not verified.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use tokio::time::timeout;

use super::{Cut, FaultHost};
use crate::environment::{AuthRequestId, Id as _};
use crate::mint::unverified;
use crate::wire::{Credentials, LARGEST_BODY, Params, SLOWEST_BODY};

const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// The claim about the client that every kind of token has.
#[derive(Deserialize)]
struct ClientClaim {
    client_id: String,
}

/// Returns the client's id, and the request with the same body.
pub(super) async fn of(host: &impl FaultHost, request: Request) -> (Option<String>, Request) {
    let (parts, body) = request.into_parts();
    let query = Params::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let (form, body) =
        if is_a_form(&parts.headers) { read(body).await } else { (Bytes::new(), body) };
    let form = Params::parse(&form);
    let client = by_credentials(&parts.headers, &form)
        .or_else(|| named(host, &form))
        .or_else(|| named(host, &query))
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

/// Returns a form, and a new body with the same form. Of a form that is too long both have the beginning, which is
/// still too long; a form that breaks off, or is too slow, becomes a body that breaks off.
async fn read(mut body: Body) -> (Bytes, Body) {
    let mut form = Vec::new();
    let whole = timeout(SLOWEST_BODY, async {
        while let Some(frame) = body.frame().await {
            let data = frame.ok()?.into_data().unwrap_or_default();
            let room = (LARGEST_BODY + 1).saturating_sub(form.len());
            form.extend_from_slice(&data[..data.len().min(room)]);
        }
        Some(())
    });
    match whole.await {
        Ok(Some(())) => {
            let form = Bytes::from(form);
            (form.clone(), Body::from(form))
        }
        _ => (Bytes::new(), Body::new(Cut::after(Bytes::new()))),
    }
}

fn by_credentials(headers: &HeaderMap, form: &Params) -> Option<String> {
    let credentials = Credentials::read(headers, form).ok()?;
    Some(credentials.client_id().to_owned())
}

/// Returns the client that `client_id` names, or the page of a sign-in, or the hint of a logout.
fn named(host: &impl FaultHost, params: &Params) -> Option<String> {
    if let Some(client) = params.owned("client_id").ok()? {
        return Some(client);
    }
    if let Some(request) = params.one("request").ok()? {
        let request = AuthRequestId::named(request);
        return host.read(|environment| Some(environment.client_of(&request)?.id.to_string()));
    }
    let hint = params.one("id_token_hint").ok()??;
    Some(unverified::<ClientClaim>(hint)?.client_id)
}

fn by_bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    Some(unverified::<ClientClaim>(token.trim())?.client_id)
}

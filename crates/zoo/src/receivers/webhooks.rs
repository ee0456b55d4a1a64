//! Webhooks, signed as Standard Webhooks specifies.

use std::sync::Arc;

use aws_lc_rs::hmac;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::{end_sessions, is_new};
use crate::Defect;
use crate::app::App;

/// The seconds by which the time of a webhook may differ from that of the application.
const TOLERANCE: i64 = 300;

/// Handles an event: a signature over the raw body first, then whether it is new, then what it says.
pub(crate) async fn webhook(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if app.has(Defect::WebhookNeedsToken) && !headers.contains_key("x-csrf-token") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(secret) = &app.options.webhook_secret else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !is_signed(&app, secret, &headers, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !is_new(&app, text(&headers, "webhook-id")) {
        return StatusCode::OK.into_response();
    }
    let Ok(event) = serde_json::from_str::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    handle(&app, &event).into_response()
}

fn handle(app: &App, event: &Value) -> StatusCode {
    let kind = event["type"].as_str().unwrap_or_default();
    let session = &event["data"]["user_session"];
    match kind {
        "user.logout" => {
            let is_said = session["status"] == "LOGOUT" || !app.has(Defect::WebhookByStatus);
            if let Some(sid) = session["session_id"].as_str().filter(|_| is_said) {
                end_sessions(app, sid);
            }
        }
        kind if !kind.starts_with("user.") && app.has(Defect::WebhookUnknownRefused) => {
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
        _ => {}
    }
    StatusCode::OK
}

fn is_signed(app: &App, secret: &str, headers: &HeaderMap, body: &str) -> bool {
    if app.has(Defect::WebhookUnverified) {
        return true;
    }
    let (id, time) = (text(headers, "webhook-id"), text(headers, "webhook-timestamp"));
    let Ok(seconds) = time.parse::<i64>() else { return false };
    let is_fresh = app.now().abs_diff(seconds) <= TOLERANCE.unsigned_abs();
    let Ok(key) = BASE64_STANDARD.decode(secret.trim_start_matches("whsec_")) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signed = format!("{id}.{time}.{body}");
    let is_of_key = |signature: &str| {
        let signature =
            signature.strip_prefix("v1,").and_then(|it| BASE64_STANDARD.decode(it).ok());
        signature.is_some_and(|it| hmac::verify(&key, signed.as_bytes(), &it).is_ok())
    };
    let most = if app.has(Defect::WebhookOneSignature) { 1 } else { usize::MAX };
    let mut signatures = text(headers, "webhook-signature").split(' ').take(most);
    (is_fresh || app.has(Defect::WebhookAnyAge)) && signatures.any(is_of_key)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

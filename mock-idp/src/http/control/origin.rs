//! What pages of other origins may not do: steer a fake by a form that no browser asks permission for.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::Problem;
use crate::idp::Idp;

/// Refuses what a page of another origin sends. What it only asks for is answered, and stays unread:
/// nothing here allows it to (CORS). Clients that are no browsers name no origin.
pub(super) async fn check(State(idp): State<Idp>, request: Request, next: Next) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    if looks || !is_foreign(request.headers()) {
        return next.run(request).await;
    }
    Problem::Foreign.noted(&idp)
}

/// By Fetch Metadata, and in browsers without it by `Origin`, which every browser sends with a form.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let host = text(HOST.as_str()).unwrap_or_default();
    text(ORIGIN.as_str())
        .is_some_and(|origin| origin.split_once("://").is_none_or(|(_, own)| own != host))
}

//! `GET /dashboard` and `GET /api/me`: the same data as a page and as JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::app::App;
use crate::guard::Authenticated;
use crate::pages::{Dashboard, HtmlPage};

pub(super) async fn page(State(app): State<Arc<App>>, who: Authenticated) -> impl IntoResponse {
    HtmlPage(StatusCode::OK, Dashboard::of(&who, app.now()))
}

/// Returns the identity of the sign-in, and the organization, roles and permissions of the access token.
pub(super) async fn api(Authenticated { session, claims }: Authenticated) -> Json<Value> {
    Json(json!({
        "sub": claims.sub,
        "name": session.identity.name,
        "email": session.identity.email,
        "organization": claims.oid,
        "roles": claims.roles,
        "permissions": claims.permissions,
    }))
}

//! `GET /admin` and `GET /api/admin`: for those whose access token says `admin`.

use axum::{Json, http::StatusCode, response::IntoResponse};
use serde_json::{Value, json};

use crate::{
    guard::Admin,
    pages::{AdminPage, Page, Visitor},
};

pub(super) async fn page(Admin(who): Admin) -> impl IntoResponse {
    let visitor = Some(Visitor::of(&who.session));
    Page(
        StatusCode::OK,
        AdminPage {
            visitor,
            organization: who.claims.oid,
        },
    )
}

/// The organization comes from the token, so there is no way to ask for another one's.
pub(super) async fn api(Admin(who): Admin) -> Json<Value> {
    Json(json!({ "organization": who.claims.oid, "message": "You may administer it." }))
}

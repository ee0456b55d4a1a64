//! What scripts call.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::is_admin;
use crate::Defect;
use crate::answer::{self, Failure};
use crate::app::App;
use crate::guard::Visitor;

/// Returns who is signed in.
pub(crate) async fn me(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
) -> Response {
    let Some(session) = visitor else { return Failure::NotFound.json() };
    let person = &session.person;
    let mut me = json!({ "sub": person.sub, "email": person.email, "name": person.name });
    if app.has(Defect::TokenInAnswer) {
        me["access_token"] = json!(session.access_token);
    }
    answer::json(StatusCode::OK, &me)
}

/// Returns the people who were here, to admins.
pub(crate) async fn admin_call(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
) -> Response {
    let Some(session) = visitor else { return Failure::NotFound.json() };
    match is_admin(&app, &session) {
        Ok(is_admin) if is_admin || app.has(Defect::AdminApiOpen) => {
            let of_organization = |oid: &str| oid == session.access.oid;
            let people = app.sessions.where_(|other| of_organization(&other.access.oid));
            let mut people: Vec<String> =
                people.into_iter().map(|other| other.person.sub).collect();
            people.sort_unstable();
            people.dedup();
            answer::json(StatusCode::OK, &json!({ "people": people }))
        }
        Ok(_) => Failure::Forbidden.json(),
        Err(failure) => failure.json(),
    }
}

//! `/admin` and `GET /api/admin`, for people whose access token has the role `admin`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use scalekit::management::ManagementError;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::{AppError, ErrorResponse};
use crate::guard::{Admin, Authenticated};
use crate::pages::{AdminPage, HtmlPage};
use crate::{audit, form};

/// Shows the members of the administrator's own organization, and their roles.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Admin(who): Admin,
    parts: Parts,
) -> Result<Response, ErrorResponse> {
    let organization = organization(&who);
    let members = app.management.users_of(organization).all().await;
    let members = members.map_err(|why| refused(&app, &parts, &who, &why))?;
    let roles = app.management.roles().await;
    let roles = roles.map_err(|why| refused(&app, &parts, &who, &why))?;
    let page = AdminPage::of(&who, organization, &members, &roles);
    Ok(HtmlPage(StatusCode::OK, page).into_response())
}

/// Gives a member of this organization one role.
pub(super) async fn give_role(
    State(app): State<Arc<App>>,
    Admin(who): Admin,
    parts: Parts,
    body: Bytes,
) -> Result<Response, ErrorResponse> {
    who.prove(&app, &parts, &body)?;
    let (user, role) = (form::field(&body, "user"), form::field(&body, "role"));
    let roles = [role.as_str()];
    let given = app.management.set_roles(organization(&who), &user, &roles).await;
    given.map_err(|why| refused(&app, &parts, &who, &why))?;
    audit::roles_given(&who.session, &user, &role);
    Ok(Redirect::to("/admin").into_response())
}

/// Returns the organization of the token, so there is no way to reach another one's.
pub(super) async fn api(Admin(who): Admin) -> Json<Value> {
    Json(json!({ "organization": who.claims.oid, "message": "You may administer it." }))
}

fn organization(who: &Authenticated) -> &str {
    who.claims.oid.as_deref().unwrap_or_default()
}

fn refused(app: &App, parts: &Parts, who: &Authenticated, why: &ManagementError) -> ErrorResponse {
    ErrorResponse::new(app, parts, AppError::of_scalekit(why, &who.session))
}

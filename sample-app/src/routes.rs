//! The route table, and a handler for each page of the app. The routes of signing in and out come from [`Auth`].

use axum::extract::{FromRef, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use scalekit_axum::{
    Auth, AuthRejection, HasRole, ProvenForm, Role, SignedIn, Visitor, request_span,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::trace::TraceLayer;

use crate::pages::{AdminPage, Dashboard, Home, Html};
use crate::spa;

/// What the handlers share.
#[derive(Clone, Debug, FromRef)]
pub struct App {
    /// Who is signed in.
    pub auth: Auth,
    /// The id at Scalekit of the public client that `/spa/tokens` is.
    #[from_ref(skip)]
    pub public_client: Option<String>,
}

/// Returns the app as a router.
pub fn app(app: App) -> Router {
    let auth = &app.auth;
    Router::new()
        .route("/", get(home))
        .route("/dashboard", get(dashboard))
        .route("/api/me", get(me))
        .route("/admin", get(admin))
        .route("/admin/roles", post(set_role))
        .route("/api/admin", get(admin_api))
        .route("/style.css", get(|| async { asset("text/css", STYLE) }))
        .route("/icon.svg", get(|| async { asset("image/svg+xml", ICON) }))
        .merge(spa::routes(&app))
        .merge(auth.routes())
        .fallback(not_found)
        .layer(auth.layer())
        .layer(TraceLayer::new_for_http().make_span_with(request_span))
        .with_state(app)
}

/// Serves the public home page.
async fn home(visitor: Option<Visitor>) -> impl IntoResponse {
    Html(Home { visitor })
}

async fn dashboard(State(auth): State<Auth>, person: SignedIn) -> impl IntoResponse {
    Html(Dashboard::of(person, auth.now()))
}

/// Returns the data of the dashboard for scripts, and the token with which they prove that a request is the person's.
async fn me(person: SignedIn) -> Json<Value> {
    Json(json!({
        "sub": person.user_id(),
        "name": person.session.identity.name,
        "email": person.email(),
        "organization": person.organization(),
        "roles": person.claims.roles,
        "permissions": person.claims.permissions,
        "csrfToken": person.session.csrf.secret(),
    }))
}

/// The role that opens the administration.
struct Admin;

impl Role for Admin {
    const NAME: &'static str = "admin";
    const REFUSAL: &'static str = "This page is for administrators";
}

/// Shows the members of the administrator's own organization, and their roles.
async fn admin(
    State(auth): State<Auth>,
    person: HasRole<Admin>,
) -> Result<impl IntoResponse, AuthRejection> {
    let (scalekit, id) = (auth.management(), person.in_organization()?);
    let organization = scalekit.organization(id).await.map_err(|why| person.refusal(&why))?;
    let members = scalekit.users_of(id).all().await.map_err(|why| person.refusal(&why))?;
    let roles = scalekit.roles().await.map_err(|why| person.refusal(&why))?;
    Ok(Html(AdminPage::of(&person, &organization, &members, &roles)))
}

/// The form beside a member.
#[derive(Deserialize)]
struct ChosenRole {
    user: String,
    role: String,
}

/// Sets the one role of a member of this organization. The management API refuses it if the person is no member.
async fn set_role(
    State(auth): State<Auth>,
    ProvenForm(person, chosen): ProvenForm<ChosenRole, HasRole<Admin>>,
) -> Result<Redirect, AuthRejection> {
    let organization = person.in_organization()?;
    let roles = [chosen.role.as_str()];
    let set = auth.management().set_roles(organization, &chosen.user, &roles).await;
    set.map_err(|why| person.refusal(&why))?;
    tracing::info!(user = person.user_id(), to = chosen.user, chosen.role, "role set");
    Ok(Redirect::to("/admin"))
}

/// Returns the organization of the token: no path and no form names it, so nobody reaches another organization.
async fn admin_api(person: HasRole<Admin>) -> Json<Value> {
    Json(json!({ "organization": person.organization(), "message": "You may administer it." }))
}

async fn not_found(State(auth): State<Auth>, request: Request) -> AuthRejection {
    auth.not_found(&request)
}

const STYLE: &str = include_str!("../assets/style.css");
const ICON: &str = include_str!("../assets/icon.svg");

/// Serves a public file, which caches keep for an hour.
fn asset(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    let cached = HeaderValue::from_static("public, max-age=3600");
    ([(CONTENT_TYPE, HeaderValue::from_static(media_type)), (CACHE_CONTROL, cached)], text)
}

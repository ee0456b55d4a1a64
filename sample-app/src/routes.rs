//! The route table.

mod admin;
mod callback;
mod dashboard;
mod home;
mod login;
mod logout;
mod refresh;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::error::not_found;
use crate::headers;
use crate::rescue::{self, LONGEST_REQUEST};
use crate::settings::{CALLBACK_PATH, LOGGED_OUT_PATH};

/// Longest body, in bytes. A form with one token has a hundred.
const LONGEST_BODY: usize = 16 * 1024;

pub(crate) fn router(app: Arc<App>) -> Router {
    #[rustfmt::skip]
    let routes = Router::new()
        .route("/",              get(home::page))
        .route("/login",         get(login::begin))
        .route("/switch-organization", get(login::choose_organization))
        .route(CALLBACK_PATH,    get(callback::finish))
        .route("/dashboard",     get(dashboard::page))
        .route("/api/me",        get(dashboard::api))
        .route("/admin",         get(admin::page))
        .route("/admin/roles",   post(admin::give_role))
        .route("/api/admin",     get(admin::api))
        .route("/auth/refresh",  post(refresh::renew_now))
        .route("/sessions",      get(sessions::page))
        .route("/sessions/end",  post(sessions::end_one))
        .route("/sessions/end-all", post(sessions::end_all))
        .route("/logout",        get(logout::get).post(logout::post))
        .route(LOGGED_OUT_PATH,  get(logout::landing))
        .route("/style.css",     get(|| async { asset("text/css", STYLE) }))
        .route("/icon.svg",      get(|| async { asset("image/svg+xml", ICON) }))
        .fallback(not_found);

    let routes = routes.layer(DefaultBodyLimit::max(LONGEST_BODY));
    headers::on(rescue::on(routes, LONGEST_REQUEST), &app)
        .layer(TraceLayer::new_for_http().make_span_with(without_query))
        .with_state(app)
}

/// Logs method and path, and nothing more: the queries of the callback and of `/login` have secrets.
fn without_query(request: &Request) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}

const STYLE: &str = include_str!("../assets/style.css");
const ICON: &str = include_str!("../assets/icon.svg");

/// Serves a public file, which caches keep for an hour.
fn asset(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    let cached = HeaderValue::from_static("public, max-age=3600");
    ([(CONTENT_TYPE, HeaderValue::from_static(media_type)), (CACHE_CONTROL, cached)], text)
}

//! The routes, and the headers of every answer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL,
    CONTENT_SECURITY_POLICY, HeaderName, ORIGIN, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};

use crate::answer::Failure;
use crate::app::{App, CALLBACK, LANDING};
use crate::receivers::back_channel::back_channel_logout;
use crate::receivers::webhooks::webhook;
use crate::{Defect, Unusual, callback, guard, pages, sign_in, sign_out};

/// Returns the application's routes.
pub(crate) fn router(app: Arc<App>) -> Router {
    let home = Router::new().route("/", get(pages::home));
    let (home, mut guarded) = (home, guarded());
    let personal = if app.is(Unusual::HomeIsGuarded) {
        guarded = guarded.merge(home);
        Router::new()
    } else {
        home
    };
    let guarded =
        guarded.route_layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard));
    let recognised = personal
        .merge(guarded)
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), guard::recognise));
    recognised
        .merge(open())
        .fallback(|State(app): State<Arc<App>>| async move { Failure::NotFound.page(&app) })
        .layer(middleware::from_fn_with_state(Arc::clone(&app), headers))
        .with_state(app)
}

/// The routes for those who are signed in.
fn guarded() -> Router<Arc<App>> {
    Router::new()
        .route("/dashboard", get(pages::dashboard))
        .route("/reports/{number}", get(pages::report))
        .route("/sessions", get(pages::sessions))
        .route("/sessions/end", get(pages::end_session_by_get).post(pages::end_session))
        .route("/sessions/everywhere", post(sign_out::everywhere))
        .route("/admin", get(pages::admin))
        .route("/orgs/{id}", get(pages::organization))
        .route("/notes", post(pages::add_note))
        .route("/switch", post(sign_in::switch))
        .route("/auth/refresh", get(pages::renew_by_get).post(pages::renew))
        .route("/export", get(pages::export))
        .route("/api/me", get(pages::me))
        .route("/api/admin/people", get(pages::admin_call))
}

/// The routes for everybody.
fn open() -> Router<Arc<App>> {
    Router::new()
        .route("/login", get(sign_in::login))
        .route(CALLBACK, get(callback::callback))
        .route("/logout", get(sign_out::question).post(sign_out::sign_out))
        .route("/signing-out", get(sign_out::detour))
        .route(LANDING, get(pages::landing))
        .route("/auth/back-channel-logout", post(back_channel_logout))
        .route("/webhooks", post(webhook))
}

/// Adds the headers that every answer has.
async fn headers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_cached = match path.as_str() {
        CALLBACK => app.has(Defect::CallbackCached),
        _ => app.has(Defect::PagesStored),
    };
    if !is_cached {
        set(headers, CACHE_CONTROL, "no-store");
    }
    set(headers, CONTENT_SECURITY_POLICY, &policy(&app));
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, VARY, "Cookie");
    if !headers.contains_key(REFERRER_POLICY) && path != CALLBACK {
        set(headers, REFERRER_POLICY, "strict-origin-when-cross-origin");
    }
    if let Some(origin) = origin.filter(|_| app.has(Defect::CorsReflects)) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        set(headers, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    response
}

/// Returns the policy of the pages: no scripts, and forms that lead here and to Scalekit.
fn policy(app: &App) -> String {
    let scalekit =
        if app.has(Defect::FormActionBlocks) { "" } else { &app.options.environment_url };
    let scripts = if app.options.defects.iter().any(|defect| defect.needs_scripts())
        || app.options.unusual.iter().any(|unusual| unusual.needs_scripts())
    {
        "; script-src 'unsafe-inline'; connect-src *; img-src *"
    } else {
        ""
    };
    format!(
        "default-src 'none'; form-action 'self' {scalekit}; frame-ancestors 'none'; base-uri 'none'{scripts}"
    )
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

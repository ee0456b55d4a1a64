//! How the environment is served: one table of routes, and one short file per endpoint.

mod authorize;
mod body;
mod browser;
mod control;
mod cookie;
mod cors;
mod date;
mod discovery;
mod faults;
mod head;
mod healthz;
mod home;
mod introspect;
mod invitation;
mod keys;
mod log;
mod login;
mod logout;
mod mailbox;
mod management;
mod pages;
mod people;
mod portal;
mod reader;
mod redirect;
mod refusal;
mod revoke;
mod service;
mod token;
mod unserved;
mod upstream;
mod userinfo;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, any, get, post};

pub(crate) use control::{Access, Guard, Hosts, NoHost, PREFIX};
pub(crate) use date::of as date_of;
pub(crate) use faults::Line;
pub(crate) use head::{HeadError, LARGEST_FIELDS, LONGEST_TARGET};
pub(crate) use management::to_json;
pub(crate) use service::Service;

use crate::idp::Idp;

/// Largest form, in bytes. The largest honest one is of a logout, with an ID token of many claims, a few
/// kilobytes. The management API's messages have a limit of their own (`management::arrival`).
const LARGEST_BODY: usize = 64 * 1024;

/// Longest that one request may take. Nothing here waits for anything but the network, for a body not that
/// long (`body::SLOWEST_BODY`), and for an entry of the journal, not that long either
/// (`control::journal::LONGEST_WAIT`): this is a net under all the rest.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// Every route, and what a request gets that has none.
fn routes(idp: &Idp, guard: Guard) -> Router<Idp> {
    let public = Router::new()
        .route("/.well-known/openid-configuration", get(discovery::get))
        .route("/.well-known/oauth-authorization-server", get(discovery::get))
        .route("/keys", get(keys::get))
        .route("/oauth/token", post(token::post))
        .route("/userinfo", get(userinfo::get).post(userinfo::post))
        .route("/revoke", post(revoke::post))
        // Before the layer: a preflight is no method of any route, and it must meet the layer first.
        .method_not_allowed_fallback(unserved::method)
        .layer(cors::layer(idp));
    // The console: read by people, who have no token to show.
    let console = Router::new()
        .route("/", get(home::get))
        .route(mailbox::PATH, get(mailbox::get))
        .method_not_allowed_fallback(unserved::method)
        .layer(from_fn_with_state((idp.clone(), guard.clone()), control::check_reader));
    let hosted = Router::new()
        .route("/healthz", get(healthz::get))
        .route(
            "/oauth/authorize",
            visited(idp, "GET,POST", get(authorize::get).post(authorize::post)),
        )
        .route("/oauth/introspect", post(introspect::post))
        .route("/oidc/logout", acting("GET,POST", get(logout::get).post(logout::post)))
        .route("/login", get(login::get))
        .route("/login/email", post(login::email))
        .route("/login/code", post(login::code))
        .route("/login/resend", post(login::resend))
        .route("/login/restart", post(login::restart))
        .route("/login/as", post(login::sign_in_as))
        .route("/login/organization", post(login::organization))
        .route("/login/decline", post(login::decline))
        .route("/login/social", post(upstream::social))
        .route("/login/upstream", post(upstream::sign_in))
        .route("/idp", post(upstream::depart))
        .route("/idp/{connection}", get(upstream::start))
        .route(
            "/sso/v1/connections/{connection}/partner:callback",
            visited(idp, "GET", get(upstream::partner_callback)),
        )
        .route(crate::rules::invitation::PATH, visited(idp, "GET", get(invitation::get)))
        .route("/assets/style.css", get(|| async { pages::stylesheet() }))
        .route("/api/v1", any(management::rest::respond))
        .route("/api/v1/", any(management::rest::respond))
        .route("/api/v1/{*path}", any(management::rest::respond))
        .route("/magicLink/{id}", visited(idp, "GET", get(portal::get)));
    public
        .merge(console)
        .merge(hosted)
        .merge(control::router(idp, guard))
        .method_not_allowed_fallback(unserved::method)
        .fallback(unserved::path)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// A route whose GET changes something. HEAD must not (RFC 9110 §9.2.1), and a HEAD that only looked
/// would tell of an answer that no GET repeats: it is refused, and not counted among the methods that
/// the route has.
fn acting(methods: &'static str, route: MethodRouter<Idp>) -> MethodRouter<Idp> {
    let refused = move |idp, request| unserved::method_of_an_act(idp, request, methods);
    route.head(refused).fallback(refused)
}

/// The same for a route that acts only when somebody goes there.
fn visited(idp: &Idp, methods: &'static str, route: MethodRouter<Idp>) -> MethodRouter<Idp> {
    acting(methods, route).layer(from_fn_with_state(idp.clone(), unserved::prefetch))
}

//! The environment over HTTP: one table of routes, and one short file for each endpoint.

mod authorize;
mod body;
mod browser;
mod console;
mod control;
mod cookie;
mod cors;
mod date;
mod difference;
mod discovery;
mod documents;
mod error_response;
mod head;
mod healthz;
mod here;
mod home;
mod introspect;
mod invitation;
mod log;
mod login;
mod logout;
mod mailbox;
mod management;
mod not_found;
mod pages;
mod people;
mod portal;
mod redirect;
mod refusal;
mod revoke;
mod service;
mod token;
mod upstream;
mod userinfo;

use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get, post};

pub(crate) use control::{Access, Guard, Hosts, NoHostError, PREFIX};
pub(crate) use date::of as date_of;
pub(crate) use head::{HeadError, LARGEST_FIELDS, LONGEST_TARGET};
pub(crate) use management::to_json;
pub(crate) use service::Service;

use self::here::Premises;
use crate::idp::with_cursor;
use crate::wire::{Endpoint, LARGEST_BODY};

/// Longest time that one request may take. Requests wait for their bodies (`wire::SLOWEST_BODY`) and for entries of
/// the journal (`control::journal`) alone, both with shorter limits; this one catches what those miss. It ends with the
/// head of an answer: a journal is followed for longer.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// Returns every route, and the answers to requests without a route. They are built once: a thousand environments have them
/// in common, and each request brings its own environment.
fn routes() -> Router {
    static ROUTES: LazyLock<Router> = LazyLock::new(built);
    ROUTES.clone()
}

fn built() -> Router {
    let linked = from_fn(linked_to_its_entry);
    let public = at_all_paths(Endpoint::Discovery, &get(documents::get_metadata))
        .route(Endpoint::Keys.path(), get(documents::get_keys))
        .route(Endpoint::Token.path(), post(token::post))
        .route(Endpoint::UserInfo.path(), get(userinfo::get).post(userinfo::post))
        .route(Endpoint::Revoke.path(), post(revoke::post))
        // Added before the layer, so that a preflight, whose method no route has, reaches the layer first.
        .method_not_allowed_fallback(not_found::method)
        .layer(cors::layer());
    // Pages that people read, who have no token to show.
    let readable = Router::new()
        .route("/", get(home::get))
        .route(mailbox::PATH, get(mailbox::get))
        .method_not_allowed_fallback(not_found::method)
        .layer(from_fn(control::check_reader));
    let hosted = at_all_paths(Endpoint::Management, &any(management::rest::respond))
        .route("/healthz", get(healthz::get))
        .route(
            Endpoint::Authorize.path(),
            visited("GET,POST", get(authorize::either).post(authorize::either)),
        )
        .route(Endpoint::Introspect.path(), post(introspect::post))
        .route(
            Endpoint::Logout.path(),
            acting("GET,POST", get(logout::either).post(logout::either)),
        )
        .route(Endpoint::Login.path(), get(login::get))
        .route("/login/email", post(login::email))
        .route("/login/code", post(login::code))
        .route("/login/resend", post(login::resend))
        .route("/login/restart", post(login::restart))
        .route("/login/as", post(login::sign_in_as))
        .route("/login/organization", post(login::organization))
        .route("/login/decline", post(login::decline))
        .route("/login/social", post(upstream::social))
        .route("/login/upstream", post(upstream::sign_in))
        .route(Endpoint::Idp.path(), post(upstream::depart))
        .route("/idp/{connection}", get(upstream::start))
        .route(Endpoint::PartnerCallback.path(), visited("GET", get(upstream::partner_callback)))
        .route(Endpoint::Invitation.path(), visited("GET", get(invitation::get)))
        .route("/assets/style.css", get(|| async { pages::stylesheet() }))
        .route("/assets/journal.js", get(|| async { pages::journal_script() }))
        .route("/assets/live.js", get(|| async { pages::live_script() }))
        .route("/assets/theatre.css", get(|| async { pages::theatre_stylesheet() }))
        .route("/assets/theatre.js", get(|| async { pages::theatre_script() }))
        .route(Endpoint::Portal.path(), visited("GET", get(portal::get)))
        .layer(linked.clone());
    public
        .merge(readable)
        .merge(hosted)
        .merge(control::router())
        .method_not_allowed_fallback(any(not_found::method).layer(linked.clone()))
        .fallback(any(not_found::path).layer(linked))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Lets the page of a refusal link to the entry that the request wrote in the journal, where people may read that.
async fn linked_to_its_entry(request: Request, next: Next) -> Response {
    if Premises::of(request.extensions()).guard.has_control() {
        with_cursor(next.run(request)).await.0
    } else {
        next.run(request).await
    }
}

/// Returns a router that has this route at every path of an endpoint.
fn at_all_paths(endpoint: Endpoint, route: &MethodRouter) -> Router {
    let paths = endpoint.paths().iter();
    paths.fold(Router::new(), |router, path| router.route(path, route.clone()))
}

/// Returns a route whose GET changes something. HEAD must not (RFC 9110 §9.2.1), and a HEAD that only looked would
/// describe an answer that no GET repeats: it is refused, and not counted among the methods of the route.
fn acting(methods: &'static str, route: MethodRouter) -> MethodRouter {
    let refused = move |idp, request| not_found::method_of_acting_route(idp, request, methods);
    route.head(refused).fallback(refused)
}

/// Returns a route whose GET changes something, and that refuses a prefetch.
fn visited(methods: &'static str, route: MethodRouter) -> MethodRouter {
    acting(methods, route).layer(from_fn(not_found::prefetch))
}

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

use std::future::ready;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get, post};
use axum::{Extension, Router};
use tower::util::option_layer;

pub(crate) use control::{Access, Guard, Hosts, NoHostError, PREFIX};
pub(crate) use date::of as date_of;
pub(crate) use head::{HeadError, LARGEST_FIELDS, LONGEST_TARGET};
pub(crate) use management::to_json;
pub(crate) use service::Service;

use self::console::Console;
use self::documents::Documents;
use crate::idp::{Idp, with_cursor};
use crate::wire::{Endpoint, LARGEST_BODY};

/// Longest time that one request may take. Requests wait for their bodies (`wire::SLOWEST_BODY`) and for entries of
/// the journal (`control::journal`) alone, both with shorter limits; this one catches what those miss. It ends with the
/// head of an answer: a journal is followed for longer.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// Returns every route, and the answers to requests without a route.
fn routes(idp: &Idp, guard: Guard, documents: Documents) -> Router<Idp> {
    let metadata = get(move |State(idp): State<Idp>| ready(documents.metadata(&idp)));
    let console = Extension(Console::new(guard.clone()));
    let linked = option_layer(guard.has_control().then(|| from_fn(linked_to_its_entry)));
    let public = at_all_paths(Endpoint::Discovery, &metadata)
        .route(Endpoint::Keys.path(), get(documents::get_keys))
        .route(Endpoint::Token.path(), post(token::post))
        .route(Endpoint::UserInfo.path(), get(userinfo::get).post(userinfo::post))
        .route(Endpoint::Revoke.path(), post(revoke::post))
        // Added before the layer, so that a preflight, whose method no route has, reaches the layer first.
        .method_not_allowed_fallback(not_found::method)
        .layer(cors::layer(idp));
    // Pages that people read, who have no token to show.
    let readable = Router::new()
        .route("/", get(home::get).layer(console.clone()))
        .route(mailbox::PATH, get(mailbox::get).layer(console.clone()))
        .method_not_allowed_fallback(not_found::method)
        .layer(from_fn_with_state((idp.clone(), guard.clone()), control::check_reader));
    let hosted = at_all_paths(Endpoint::Management, &any(management::rest::respond))
        .route("/healthz", get(healthz::get))
        .route(
            Endpoint::Authorize.path(),
            visited(idp, "GET,POST", get(authorize::either).post(authorize::either))
                .layer(console.clone()),
        )
        .route(Endpoint::Introspect.path(), post(introspect::post))
        .route(
            Endpoint::Logout.path(),
            acting("GET,POST", get(logout::either).post(logout::either)).layer(console.clone()),
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
        .route(
            Endpoint::PartnerCallback.path(),
            visited(idp, "GET", get(upstream::partner_callback)),
        )
        .route(Endpoint::Invitation.path(), visited(idp, "GET", get(invitation::get)))
        .route("/assets/style.css", get(|| async { pages::stylesheet() }))
        .route("/assets/journal.js", get(|| async { pages::journal_script() }))
        .route("/assets/live.js", get(|| async { pages::live_script() }))
        .route("/assets/theatre.css", get(|| async { pages::theatre_stylesheet() }))
        .route("/assets/theatre.js", get(|| async { pages::theatre_script() }))
        .route(Endpoint::Portal.path(), visited(idp, "GET", get(portal::get)))
        .layer(linked.clone());
    public
        .merge(readable)
        .merge(hosted)
        .merge(control::router(idp, guard).layer(console))
        .method_not_allowed_fallback(any(not_found::method).layer(linked.clone()))
        .fallback(any(not_found::path).layer(linked))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Lets the page of a refusal link to the entry that the request wrote in the journal.
async fn linked_to_its_entry(request: Request, next: Next) -> Response {
    with_cursor(next.run(request)).await.0
}

/// Returns a router that has this route at every path of an endpoint.
fn at_all_paths(endpoint: Endpoint, route: &MethodRouter<Idp>) -> Router<Idp> {
    let paths = endpoint.paths().iter();
    paths.fold(Router::new(), |router, path| router.route(path, route.clone()))
}

/// Returns a route whose GET changes something. HEAD must not (RFC 9110 §9.2.1), and a HEAD that only looked would
/// describe an answer that no GET repeats: it is refused, and not counted among the methods of the route.
fn acting(methods: &'static str, route: MethodRouter<Idp>) -> MethodRouter<Idp> {
    let refused = move |idp, request| not_found::method_of_acting_route(idp, request, methods);
    route.head(refused).fallback(refused)
}

/// Returns a route whose GET changes something, and that refuses a prefetch.
fn visited(idp: &Idp, methods: &'static str, route: MethodRouter<Idp>) -> MethodRouter<Idp> {
    acting(methods, route).layer(from_fn_with_state(idp.clone(), not_found::prefetch))
}

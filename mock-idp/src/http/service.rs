//! What surrounds the routes: checks, transport faults, and the fields of every answer.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use tower::util::BoxCloneSyncService;
use tower::{ServiceBuilder, ServiceExt as _, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use super::control::Guard;
use super::here::Premises;
use super::{LONGEST_REQUEST, control, cookie, cors, date, error_response, head, log, routes};
use crate::fault::{self, OwnAnswers};
use crate::idp::Idp;

/// What the endpoints answer when a fault keeps a request from its route.
struct EndpointAnswers;

impl OwnAnswers for EndpointAnswers {
    fn error(&self, request: &Parts, status: StatusCode, reason: &str) -> Response {
        error_response::at_endpoint(request, status, reason)
    }

    async fn shared(&self, request: &Parts, answer: Response) -> Response {
        cors::share(request, answer).await
    }
}

/// The whole environment as a service.
///
/// It calls the router instead of being layers of it: axum wraps each route in each layer, and every request would
/// pay for cloning the wrapped route.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    premises: Arc<Premises>,
    routes: BoxCloneSyncService<Request, Response, Infallible>,
}

impl Service {
    pub(crate) fn new(idp: Idp, guard: Guard) -> Self {
        let endpoints = routes();
        let faulty = idp.clone();
        let routes = ServiceBuilder::new()
            .map_response(|response: Response<_>| response.map(axum::body::Body::new))
            .layer(CatchPanicLayer::new())
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
            .service(service_fn(move |request| {
                fault::respond(faulty.clone(), request, endpoints.clone(), EndpointAnswers)
            }));
        let routes = BoxCloneSyncService::new(routes);
        Self { premises: Premises::new(idp, guard), routes }
    }

    /// Answers a request, and keeps it with its answer as an exchange, unless it is at a page of the fake's own.
    pub(crate) async fn respond(&self, request: Request) -> Response {
        if control::is_of_fake(request.uri().path()) {
            return self.answer(request).await;
        }
        let (parts, body) = request.into_parts();
        let exchange = self.premises.idp.open_exchange(&parts);
        // Pinned here, it is not moved from future to future.
        let answer = pin!(self.answer(Request::from_parts(parts, body)));
        exchange.surround(answer).await
    }

    async fn route(&self, mut request: Request) -> Response {
        request.extensions_mut().insert(Arc::clone(&self.premises));
        match self.routes.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// Answers a request. A malformed head is refused before it reaches the routes. Every answer gets a `Date`,
    /// `nosniff`, and `Secure` cookies if the connection is TLS.
    async fn answer(&self, mut request: Request) -> Response {
        let Premises { idp, documents, .. } = &*self.premises;
        let line = log::Line::of(&request);
        let connection = cookie::Connection::of(&request);
        let mut response = match head::check(&mut request) {
            Ok(()) => match documents.answer(idp, &request) {
                Some(document) => document,
                None => self.route(request).await,
            },
            Err(why) => head::refuse(idp, request.headers(), &why),
        };
        let headers = response.headers_mut();
        connection.secure(headers);
        head::forbid_guessing(headers);
        date::insert(headers, idp);
        line.write(response.status());
        response
    }
}

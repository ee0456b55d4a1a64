//! Operations of the control API. Each is declared once, beside its handler: the router and the OpenAPI document are
//! made from the declarations, and what an operation takes and replies is read from its handler's signature. So no
//! route is missing from the document, and none has another body there than its handler reads.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::body::{Body, OptionalBody};
use super::parameter::Parameter;
use super::reply::DescribedReply;
use crate::idp::Idp;

/// Returns the schema of a type; what it refers to becomes known to the generator.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One method of one path, described.
pub(super) struct Operation {
    pub(super) method: Method,
    /// Below [`PREFIX`](super::PREFIX), as a route of axum.
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: Option<&'static str>,
    /// Those of the path and of the query.
    pub(super) parameters: Vec<Parameter>,
    pub(super) signature: Signature,
    /// What a reply says, by its status. The first is the usual one.
    pub(super) replies: Vec<(StatusCode, &'static str)>,
    /// What a refusal says, by its status.
    pub(super) refusals: Vec<(StatusCode, &'static str)>,
    handler: MethodRouter<Idp>,
}

/// What travels in the bodies of an operation.
pub(super) struct Signature {
    pub(super) request: Option<RequestBody>,
    /// The status of success.
    pub(super) status: StatusCode,
    pub(super) media_type: &'static str,
    pub(super) reply: SchemaOf,
    /// The error body, if it is not the control API's own.
    pub(super) foreign_error: Option<SchemaOf>,
}

/// The JSON that an operation reads.
#[derive(Clone, Copy)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    pub(super) schema: SchemaOf,
}

/// A handler whose signature says what it takes (`Arguments`, a tuple) and replies.
pub(super) trait Described<Arguments> {
    /// Returns what travels in its bodies.
    fn signature() -> Signature;
}

/// An argument of a handler.
pub(super) trait Argument {
    /// Returns the body that it reads, if it reads one.
    fn request() -> Option<RequestBody> {
        None
    }
}

impl Operation {
    /// Declares a GET.
    pub(super) fn get<H, T, A>(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Idp> + Described<A>,
        T: 'static,
    {
        let route = on(MethodFilter::GET, handler);
        Self::new(Method::GET, path, id, summary, route, H::signature())
    }

    /// Declares a POST.
    pub(super) fn post<H, T, A>(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Idp> + Described<A>,
        T: 'static,
    {
        let route = on(MethodFilter::POST, handler);
        Self::new(Method::POST, path, id, summary, route, H::signature())
    }

    /// Declares a DELETE.
    pub(super) fn delete<H, T, A>(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Idp> + Described<A>,
        T: 'static,
    {
        let route = on(MethodFilter::DELETE, handler);
        Self::new(Method::DELETE, path, id, summary, route, H::signature())
    }

    /// Declares an operation whose handler's signature says nothing of its bodies.
    pub(super) fn new(
        method: Method,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        handler: MethodRouter<Idp>,
        signature: Signature,
    ) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            description: None,
            parameters: Vec::new(),
            signature,
            replies: Vec::new(),
            refusals: Vec::new(),
            handler,
        }
    }

    /// Adds what the summary has no room for.
    pub(super) fn description(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// Adds parameters: those that are in the path's template, and the others as the query's.
    pub(super) fn parameters(mut self, parameters: &[Parameter]) -> Self {
        self.parameters.extend_from_slice(parameters);
        self
    }

    /// Says what the reply is.
    pub(super) fn replies(self, description: &'static str) -> Self {
        let status = self.signature.status;
        self.replies_with(status, description)
    }

    /// Says what a reply of this status is.
    pub(super) fn replies_with(mut self, status: StatusCode, description: &'static str) -> Self {
        self.replies.push((status, description));
        self
    }

    /// Says when it is refused with this status.
    pub(super) fn refuses(mut self, status: StatusCode, description: &'static str) -> Self {
        self.refusals.push((status, description));
        self
    }

    /// Returns whether it changes something, so that its reply has a cursor of the journal.
    pub(super) fn is_changing(&self) -> bool {
        !self.method.is_safe()
    }

    /// Adds its route.
    pub(super) fn route(self, routes: Router<Idp>) -> Router<Idp> {
        routes.route(self.path, self.handler)
    }
}

impl Argument for State<Idp> {}
impl Argument for RawQuery {}
impl<T> Argument for Extension<T> {}
impl<T> Argument for Path<T> {}
impl<T> Argument for Result<Path<T>, PathRejection> {}

impl<T: JsonSchema, const LARGEST: usize> Argument for Body<T, LARGEST> {
    fn request() -> Option<RequestBody> {
        Some(RequestBody { required: true, schema: SchemaGenerator::subschema_for::<T> })
    }
}

impl<T: JsonSchema> Argument for OptionalBody<T> {
    fn request() -> Option<RequestBody> {
        Some(RequestBody { required: false, schema: SchemaGenerator::subschema_for::<T> })
    }
}

macro_rules! describe_handlers_of {
    ($($argument:ident)*) => {
        impl<F, Answering, R, $($argument),*> Described<($($argument,)*)> for F
        where
            F: FnOnce($($argument),*) -> Answering,
            Answering: Future<Output = R>,
            R: DescribedReply,
            $($argument: Argument),*
        {
            fn signature() -> Signature {
                let requests: &[Option<RequestBody>] = &[$($argument::request()),*];
                Signature {
                    request: requests.iter().copied().flatten().next(),
                    status: R::STATUS,
                    media_type: R::MEDIA_TYPE,
                    reply: R::schema,
                    foreign_error: None,
                }
            }
        }
    };
}

describe_handlers_of!();
describe_handlers_of!(A);
describe_handlers_of!(A B);
describe_handlers_of!(A B C);

//! Operations of the control API. Each is declared once, beside its handler. The router and the OpenAPI document are
//! made from the declarations, and bodies are derived from the handlers' signatures, so that the document misses no
//! route and describes each body as its handler reads it.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, RawQuery};
use axum::handler::Handler;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::body::{Body, OptionalBody};
use super::parameter::Parameter;
use super::reply::DescribedReply;
use crate::http::console::Visitor;
use crate::http::here::Here;

/// A function that returns the schema of a type, and makes the schemas that it refers to known to the generator.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One method of one path, with its description.
pub(super) struct Operation {
    pub(super) method: Method,
    /// The path below [`PREFIX`](super::PREFIX), as a route of axum.
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: Option<&'static str>,
    /// The parameters of the path and of the query.
    pub(super) parameters: Vec<Parameter>,
    pub(super) signature: Signature,
    /// The meanings of replies, by status, the usual one first.
    pub(super) replies: Vec<(StatusCode, &'static str)>,
    /// The other media types of a reply, each with what the reply is then.
    pub(super) other_forms: &'static [(&'static str, &'static str)],
    /// The meanings of refusals, by status.
    pub(super) refusals: Vec<(StatusCode, &'static str)>,
    handler: MethodRouter,
}

/// The bodies of an operation.
pub(super) struct Signature {
    pub(super) request: Option<RequestBody>,
    /// The status of success.
    pub(super) status: StatusCode,
    pub(super) media_type: &'static str,
    pub(super) reply: SchemaOf,
    /// The error body, if it is not the control API's own.
    pub(super) foreign_error: Option<SchemaOf>,
}

/// The JSON body that an operation reads.
#[derive(Clone, Copy)]
pub(super) struct RequestBody {
    pub(super) required: bool,
    pub(super) schema: SchemaOf,
}

/// A handler from whose signature the bodies are derived; `Arguments` is the tuple of its arguments.
pub(super) trait Described<Arguments> {
    /// Returns the bodies.
    fn signature() -> Signature;
}

/// An argument of a handler.
pub(super) trait Argument {
    /// Returns the body that the argument reads, if it reads one.
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
        H: Handler<T, ()> + Described<A>,
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
        H: Handler<T, ()> + Described<A>,
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
        H: Handler<T, ()> + Described<A>,
        T: 'static,
    {
        let route = on(MethodFilter::DELETE, handler);
        Self::new(Method::DELETE, path, id, summary, route, H::signature())
    }

    /// Declares an operation whose bodies cannot be derived from its handler's signature.
    pub(super) fn new(
        method: Method,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        handler: MethodRouter,
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
            other_forms: &[],
            refusals: Vec::new(),
            handler,
        }
    }

    /// Adds a description to the summary.
    pub(super) fn description(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// Adds parameters. Those named in the path's template are of the path, the others of the query.
    pub(super) fn parameters(mut self, parameters: &[Parameter]) -> Self {
        self.parameters.extend_from_slice(parameters);
        self
    }

    /// Describes the usual reply.
    pub(super) fn replies(self, description: &'static str) -> Self {
        let status = self.signature.status;
        self.replies_with(status, description)
    }

    /// Describes the reply with this status.
    pub(super) fn replies_with(mut self, status: StatusCode, description: &'static str) -> Self {
        self.replies.push((status, description));
        self
    }

    /// Describes the other media types of the reply.
    pub(super) fn replies_also(self, other_forms: &'static [(&'static str, &'static str)]) -> Self {
        Self { other_forms, ..self }
    }

    /// Describes the refusal with this status.
    pub(super) fn refuses(mut self, status: StatusCode, description: &'static str) -> Self {
        self.refusals.push((status, description));
        self
    }

    /// Returns whether the operation changes something; its reply then has a cursor of the journal.
    pub(super) fn is_changing(&self) -> bool {
        !self.method.is_safe()
    }

    /// Adds the operation's route.
    pub(super) fn route(self, routes: Router) -> Router {
        routes.route(self.path, self.handler)
    }
}

impl Argument for HeaderMap {}
impl Argument for Here {}
impl Argument for RawQuery {}
impl Argument for Visitor {}
impl<T> Argument for Extension<T> {}
impl<T> Argument for Option<Extension<T>> {}
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
describe_handlers_of!(A B C D);

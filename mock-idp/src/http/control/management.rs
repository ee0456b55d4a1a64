//! `/_mock/api/v1/…`: the management API without its token, for a test's own setup.

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, any, on};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

use super::operation::{Operation, RequestBody, Signature};
use super::parameter::Parameter;
use crate::http::here::Here;
use crate::http::management::{OfATest, rest};

/// The route of all its paths.
pub(super) const ROUTE: &str = "/api/v1/{*path}";

const PATH: Parameter = Parameter::text(
    "path",
    "What follows `/api/v1/` in the management API, such as `users/usr_100000000000000001`.",
);

const DESCRIPTION: &str = "Request and answer are those of `/api/v1/…`, which Scalekit's own documents describe. `path` may have slashes in it: what follows `/api/v1/` there follows here.";

const REFUSALS: [(StatusCode, &str); 11] = [
    (StatusCode::BAD_REQUEST, "The request is not in order; the answer names the field."),
    (StatusCode::FORBIDDEN, "Nobody may do this."),
    (StatusCode::NOT_FOUND, "There is no such thing."),
    (StatusCode::METHOD_NOT_ALLOWED, "This path has other methods."),
    (StatusCode::CONFLICT, "There is such a thing already."),
    (StatusCode::REQUEST_TIMEOUT, "The body did not come in time."),
    (StatusCode::PAYLOAD_TOO_LARGE, "The body is too long."),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is not JSON."),
    (StatusCode::TOO_MANY_REQUESTS, "Too many of them."),
    (StatusCode::INTERNAL_SERVER_ERROR, "A mistake of this fake's own."),
    (StatusCode::NOT_IMPLEMENTED, "This fake does not serve it."),
];

pub(super) fn operations() -> [Operation; 5] {
    let with_body = Some(RequestBody {
        required: false,
        schema: SchemaGenerator::subschema_for::<Map<String, Value>>,
    });
    let operation = |method, filter, id, summary, request| {
        let signature = Signature {
            request,
            status: StatusCode::OK,
            media_type: "application/json",
            reply: SchemaGenerator::subschema_for::<ManagementReply>,
            foreign_error: Some(SchemaGenerator::subschema_for::<ManagementError>),
        };
        let route = on(filter, respond);
        let operation = Operation::new(method, ROUTE, id, summary, route, signature)
            .description(DESCRIPTION)
            .parameters(&[PATH])
            .replies("What the operation replies.");
        REFUSALS.iter().fold(operation, |operation, (status, why)| operation.refuses(*status, why))
    };
    [
        operation(
            Method::GET,
            MethodFilter::GET,
            "getFromManagementApi",
            "GET of the management API, without its token",
            None,
        ),
        operation(
            Method::POST,
            MethodFilter::POST,
            "postToManagementApi",
            "POST of the management API, without its token",
            with_body,
        )
        .replies_with(StatusCode::CREATED, "The same, of what was made."),
        operation(
            Method::PUT,
            MethodFilter::PUT,
            "putToManagementApi",
            "PUT of the management API, without its token",
            with_body,
        ),
        operation(
            Method::PATCH,
            MethodFilter::PATCH,
            "patchInManagementApi",
            "PATCH of the management API, without its token",
            with_body,
        ),
        operation(
            Method::DELETE,
            MethodFilter::DELETE,
            "deleteFromManagementApi",
            "DELETE of the management API, without its token",
            None,
        ),
    ]
}

/// Returns the route of methods that no operation has, which the management API itself refuses.
pub(super) fn other_methods() -> MethodRouter {
    any(respond)
}

/// A reply of the management API.
#[derive(JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
struct ManagementReply {}

/// An error of the management API.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it describes what the management API answers by its own means")]
struct ManagementError {
    /// A status code of gRPC.
    code: i32,
    message: String,
    details: Vec<Map<String, Value>>,
}

async fn respond(idp: Here, mut request: Request) -> Response {
    request.extensions_mut().insert(OfATest);
    rest::respond(idp, request).await
}

//! gRPC, over HTTP/2 and over HTTP/1.1 (`docs/management.md#transport`): unary calls only, like the SDKs'.

mod framing;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, TRAILER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use prost::Message as _;
use prost_reflect::DynamicMessage;
use tonic::{Code, Status};

use self::framing::Unary;
use super::body::{self, BodyError, guarded};
use super::{admit, call, details, error_info};
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::Refusal as _;
use crate::rules::management::{LONGEST_SENTENCE, OperationError, excerpt};
use crate::wire::contract::{CONTRACT, Operation};
use crate::wire::{Endpoint, Redacted, Refuser};

/// The beginning of the paths of Scalekit's RPCs, their package.
const PACKAGE: &str = "/scalekit.v1.";

/// The names of the trailers, which an answer over HTTP/1.1 has to announce (RFC 9110 §6.6.2).
const TRAILERS: HeaderValue =
    HeaderValue::from_static("grpc-status, grpc-message, grpc-status-details-bin");

/// The content type of every call and every answer, as Node's SDK compares it.
const GRPC: &str = "application/grpc";
const PROTO: &str = "application/grpc+proto";

/// Returns whether a request is a call of gRPC: of Scalekit's services, or, by its content type, of another one,
/// which is answered in gRPC too.
pub(in crate::http) fn is_a_call(uri: &Uri, headers: &HeaderMap) -> bool {
    uri.path().starts_with(PACKAGE) || speaks_grpc(headers)
}

/// Returns whether the content type is gRPC's or that of a dialect, like `application/grpc-web`.
fn speaks_grpc(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(GRPC.as_bytes()))
}

/// Returns whether the body is messages of protobuf in gRPC's frames.
fn is_served(kind: Option<&HeaderValue>) -> bool {
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    [GRPC, PROTO].iter().any(|known| essence.eq_ignore_ascii_case(known))
}

/// Answers a call. Successes and errors have the HTTP status 200; gRPC's status is in the trailers. A request that is
/// no call is refused with an HTTP status, as gRPC requires.
pub(in crate::http) async fn respond(Here(idp): Here, request: Request) -> Response {
    let version = request.version();
    if let Some(refused) = no_call(&request) {
        body::let_go_by(request.into_body()).await;
        return refused;
    }
    match answer(&idp, request).await {
        Ok(frame) => success(frame, version),
        Err(status) => status.into_http(),
    }
}

/// Returns the refusal of a request that is no call.
fn no_call(request: &Request) -> Option<Response> {
    if request.method() != Method::POST {
        let why = "a call of gRPC is a POST";
        return Some((StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST")], why).into_response());
    }
    if !is_served(request.headers().get(CONTENT_TYPE)) {
        let why =
            "this address speaks gRPC; send content-type application/grpc, or use REST at /api/v1";
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, why).into_response());
    }
    // HTTP/1.0 has no chunked answers, and so no trailers for gRPC's status.
    if request.version() < Version::HTTP_11 {
        let why = "gRPC needs trailers, which HTTP/1.0 does not have";
        return Some((StatusCode::HTTP_VERSION_NOT_SUPPORTED, why).into_response());
    }
    None
}

fn success(frame: Unary, version: Version) -> Response {
    let mut response = Response::new(Body::new(frame));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(GRPC));
    if version < Version::HTTP_2 {
        headers.insert(TRAILER, TRAILERS);
    }
    response
}

async fn answer(idp: &Idp, request: Request) -> Result<Unary, Status> {
    let (parts, body) = request.into_parts();
    let operation = match judged(idp, &parts) {
        Ok(operation) => operation,
        Err(failure) => {
            // The body is read to its end before the answer, which the client would lose otherwise.
            body::let_go_by(body).await;
            return Err(refused(&failure));
        }
    };
    let message = framing::message(&parts.headers, body).await;
    let message = message.map_err(|broken| broken_off(idp, &broken))?;
    guarded(|| {
        let request = DynamicMessage::decode(operation.input.clone(), message)
            .map_err(|why| broken_off(idp, &BodyError::unreadable(why)))?;
        let reply = call(idp, operation, &parts, &request, None);
        reply.map(|reply| Unary::of(&reply)).map_err(|failure| refused(&failure))
    })
    .unwrap_or_else(|broken| Err(broken_off(idp, &broken)))
}

/// Returns the operation that a call's head names, if the caller may call it.
fn judged(idp: &Idp, head: &Parts) -> Result<&'static Operation, OperationError> {
    let name = head.uri.path().trim_start_matches('/');
    let Some(operation) = CONTRACT.named(name) else {
        let failure = OperationError::Unimplemented(Redacted::path(name).to_string());
        idp.note_refusal(
            Refuser::Endpoint(Endpoint::Management),
            failure.code().as_str(),
            failure.to_string(),
        );
        return Err(failure);
    };
    admit(idp, operation, head)?;
    Ok(operation)
}

/// Returns the status of a body that cannot be read, and journals it.
pub(super) fn broken_off(idp: &Idp, broken: &BodyError) -> Status {
    idp.note_refusal(
        Refuser::Endpoint(Endpoint::Management),
        broken.error_code(),
        broken.to_string(),
    );
    let info = details(broken.error_code(), &[]);
    status(broken.code(), broken.to_string(), &info)
}

/// Returns the error as a status of gRPC with Scalekit's details.
fn refused(failure: &OperationError) -> Status {
    let code = Code::from_i32(failure.code() as i32);
    let sentence = excerpt(&failure.to_string(), LONGEST_SENTENCE);
    status(code, sentence, &error_info(failure))
}

/// Makes a status. Code and message are in the status and in its details, and the Python SDK compares them
/// (`docs/management.md#errors`).
pub(super) fn status(code: Code, message: String, info: &DynamicMessage) -> Status {
    let detail = Any {
        type_url: format!("type.googleapis.com/{}", CONTRACT.error_info().full_name()),
        value: info.encode_to_vec(),
    };
    let details = RpcStatus { code: code as i32, message: message.clone(), details: vec![detail] };
    Status::with_details(code, message, details.encode_to_vec().into())
}

/// The message `google.rpc.Status`, which `grpc-status-details-bin` carries.
#[derive(prost::Message)]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

/// The message `google.protobuf.Any`.
#[derive(prost::Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

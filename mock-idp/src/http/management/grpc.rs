//! gRPC, over HTTP/2 and over HTTP/1.1 (`wire-contract.md` 2.1): unary calls only, like the SDKs'.

mod framing;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, TRAILER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, Version};
use axum::response::{IntoResponse, Response};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use tonic::{Code, Status};

use self::framing::Unary;
use super::arrival::Broken;
use super::{LONGEST_SENTENCE, call, details, error_info};
use crate::idp::Idp;
use crate::rules::Refusal as _;
use crate::rules::management::{Failure, excerpt};
use crate::wire::contract::CONTRACT;

/// Where the RPCs of Scalekit live: their package is the beginning of the path.
const PACKAGE: &str = "/scalekit.v1.";

/// What an answer over HTTP/1.1 has to announce, or it could not be sent after the body (RFC 9110 §6.6.2).
const TRAILERS: HeaderValue =
    HeaderValue::from_static("grpc-status, grpc-message, grpc-status-details-bin");

/// The content type of every call and every answer; `+proto` may follow.
const GRPC: &str = "application/grpc";

/// Whether a request is a call of gRPC. One of another service is answered in its own language too.
pub(in crate::http) fn is_a_call(uri: &Uri, headers: &HeaderMap) -> bool {
    uri.path().starts_with(PACKAGE) || speaks_grpc(headers)
}

fn speaks_grpc(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(GRPC.as_bytes()))
}

/// Answers a call. Success and failure alike have the status 200; gRPC's own comes after.
pub(in crate::http) async fn respond(State(idp): State<Idp>, request: Request) -> Response {
    if !speaks_grpc(request.headers()) {
        let why =
            "this address speaks gRPC; send content-type application/grpc, or use REST at /api/v1";
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, why).into_response();
    }
    let version = request.version();
    match answer(&idp, request).await {
        Ok(reply) => success(&reply, version),
        Err(status) => status.into_http(),
    }
}

fn success(reply: &DynamicMessage, version: Version) -> Response {
    let mut response = Response::new(Body::new(Unary::of(reply)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(GRPC));
    if version < Version::HTTP_2 {
        headers.insert(TRAILER, TRAILERS);
    }
    response
}

async fn answer(idp: &Idp, request: Request) -> Result<DynamicMessage, Status> {
    let (parts, body) = request.into_parts();
    let name = parts.uri.path().trim_start_matches('/');
    // Even where nobody needs it: no answer may overtake its question.
    let message = framing::message(&parts.headers, body).await;
    let Some(operation) = CONTRACT.named(name) else {
        let failure = Failure::Unimplemented(excerpt(name, LONGEST_SENTENCE));
        idp.note_refusal("management", failure.code().as_str(), failure.to_string());
        return Err(refused(&failure));
    };
    let request = message
        .and_then(|message| {
            DynamicMessage::decode(operation.input.clone(), message).map_err(Broken::unreadable)
        })
        .map_err(|broken| {
            idp.note_refusal("management", broken.error_code(), broken.to_string());
            status(
                broken.code(),
                broken.to_string(),
                &details(broken.error_code(), &[]),
            )
        })?;
    call(idp, operation, &parts, &request).map_err(|failure| refused(&failure))
}

/// The failure as gRPC tells it, with Scalekit's details.
fn refused(failure: &Failure) -> Status {
    let code = Code::from_i32(failure.code() as i32);
    let sentence = excerpt(&failure.to_string(), LONGEST_SENTENCE);
    status(code, sentence, &error_info(failure))
}

/// `wire-contract.md` 2.3: code and message are said twice, and the Python SDK compares them.
fn status(code: Code, message: String, info: &DynamicMessage) -> Status {
    let detail = Any {
        type_url: format!("type.googleapis.com/{}", CONTRACT.error_info().full_name()),
        value: info.encode_to_vec(),
    };
    let details = RpcStatus {
        code: code as i32,
        message: message.clone(),
        details: vec![detail],
    };
    Status::with_details(code, message, details.encode_to_vec().into())
}

/// `google.rpc.Status`: what `grpc-status-details-bin` carries.
#[derive(prost::Message)]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

/// `google.protobuf.Any`
#[derive(prost::Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

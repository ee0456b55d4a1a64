//! gRPC, over HTTP/2 and over HTTP/1.1 (`wire-contract.md` 2.1): unary calls only, like the SDKs'.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, TRAILER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version};
use axum::response::{IntoResponse, Response};
use prost::Message as _;
use prost::bytes::{Buf as _, BufMut as _, Bytes};
use prost_reflect::DynamicMessage;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::Grpc;
use tonic::{Code, Status};
use tower::service_fn;

use super::{call, error_info};
use crate::idp::Idp;
use crate::rules::Refusal as _;
use crate::rules::management::Failure;
use crate::wire::contract::CONTRACT;

/// Where the RPCs of Scalekit live: their package is the beginning of the path.
const PACKAGE: &str = "/scalekit.v1.";

/// What an answer over HTTP/1.1 has to announce, or it could not be sent after the body (RFC 9110 §6.6.2).
const TRAILERS: HeaderValue =
    HeaderValue::from_static("grpc-status, grpc-message, grpc-status-details-bin");

/// Whether a request is a call of gRPC.
pub(in crate::http) fn is_a_call(path: &str) -> bool {
    path.starts_with(PACKAGE)
}

/// Answers a call. Success and failure alike have the status 200; gRPC's own comes after.
pub(in crate::http) async fn respond(State(idp): State<Idp>, request: Request) -> Response {
    if !speaks_grpc(request.headers()) {
        let why =
            "this address speaks gRPC; send content-type application/grpc, or use REST at /api/v1";
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, why).into_response();
    }
    let version = request.version();
    let name = request.uri().path().trim_start_matches('/').to_owned();
    let headers = request.headers().clone();
    let unary = service_fn(move |message: tonic::Request<Bytes>| {
        let answer = answer(&idp, &name, &headers, message.into_inner());
        async { answer.map(tonic::Response::new) }
    });
    let mut response = Grpc::new(Raw).unary(unary, request).await.map(Body::new);
    if version < Version::HTTP_2 {
        response.headers_mut().insert(TRAILER, TRAILERS);
    }
    response
}

fn speaks_grpc(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}

fn answer(idp: &Idp, name: &str, headers: &HeaderMap, message: Bytes) -> Result<Bytes, Status> {
    let Some(operation) = CONTRACT.named(name) else {
        let failure = Failure::Unimplemented(name.to_owned());
        idp.note_refusal("management", failure.code().as_str(), failure.to_string());
        return Err(status(&failure));
    };
    let request = DynamicMessage::decode(operation.input.clone(), message)
        .map_err(|why| Status::new(Code::InvalidArgument, format!("not a request: {why}")))?;
    let reply = call(idp, operation, headers, &request).map_err(|failure| status(&failure))?;
    Ok(reply.encode_to_vec().into())
}

/// The failure as gRPC tells it, with Scalekit's details (`wire-contract.md` 2.3).
fn status(failure: &Failure) -> Status {
    let (code, message) = (failure.code() as i32, failure.to_string());
    let detail = Any {
        type_url: format!("type.googleapis.com/{}", CONTRACT.error_info().full_name()),
        value: error_info(failure).encode_to_vec(),
    };
    let details = RpcStatus {
        code,
        message: message.clone(),
        details: vec![detail],
    };
    Status::with_details(
        Code::from_i32(code),
        message,
        details.encode_to_vec().into(),
    )
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

/// Messages as they are: the contract reads them, and not the codec.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

//! The frame of a call's message and of its answer's: a flag, four bytes of length, and the message.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue};
use hyper::body::Frame;
use prost::bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use prost_reflect::DynamicMessage;
use tonic::Status;

use crate::http::management::body::{BodyError, LONGEST_MESSAGE, whole};
use crate::wire::contract::order;

/// Length of a frame's head, in bytes.
const PREFIX: usize = 5;

/// The field that names the compression of the client's message.
const ENCODING: &str = "grpc-encoding";

/// Returns the only message of a call.
pub(super) async fn message(headers: &HeaderMap, body: Body) -> Result<Bytes, BodyError> {
    let (mut frame, sent) = whole(body, PREFIX + LONGEST_MESSAGE).await?;
    if frame.len() < PREFIX {
        return Err(BodyError::frame("the call ended before its message began"));
    }
    let flag = frame.get_u8();
    let length = frame.get_u32() as usize;
    if length > LONGEST_MESSAGE {
        return Err(BodyError::too_long(length));
    }
    uncompressed(flag, headers)?;
    match (sent - PREFIX).cmp(&length) {
        std::cmp::Ordering::Equal => Ok(frame),
        std::cmp::Ordering::Less => Err(BodyError::frame(format!(
            "the call ended after {} of its message's {length} bytes",
            frame.len()
        ))),
        std::cmp::Ordering::Greater => {
            Err(BodyError::frame("more than one message; every call here has one"))
        }
    }
}

fn uncompressed(flag: u8, headers: &HeaderMap) -> Result<(), BodyError> {
    match (flag, headers.get(ENCODING)) {
        (0, _) => Ok(()),
        (1, Some(encoding)) if encoding != "identity" => Err(BodyError::compressed(format!(
            "{ENCODING} {encoding:?} is not served; send messages uncompressed"
        ))),
        (1, _) => Err(BodyError::frame(
            "the message is marked as compressed, and no grpc-encoding says how",
        )),
        (flag, _) => {
            Err(BodyError::frame(format!("a message begins with 0 or 1, and not with {flag}")))
        }
    }
}

/// The body of an answer: its message, then the trailers of success. It has no content length, because in HTTP/1.1 a
/// body with a content length has no trailers.
#[derive(Debug)]
pub(super) struct Unary {
    message: Option<Bytes>,
    trailers: Option<HeaderMap>,
}

impl Unary {
    pub(super) fn of(reply: &DynamicMessage) -> Self {
        let message = order::encode(reply);
        let mut frame = BytesMut::with_capacity(PREFIX + message.len());
        frame.put_u8(0);
        frame.put_u32(u32::try_from(message.len()).expect("a reply is far from 4 GB"));
        frame.extend_from_slice(&message);
        let ok = HeaderMap::from_iter([(Status::GRPC_STATUS, HeaderValue::from_static("0"))]);
        Self { message: Some(frame.freeze()), trailers: Some(ok) }
    }
}

impl HttpBody for Unary {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let message = self.message.take().map(Frame::data);
        let frame = message.or_else(|| self.trailers.take().map(Frame::trailers));
        Poll::Ready(frame.map(Ok))
    }
}

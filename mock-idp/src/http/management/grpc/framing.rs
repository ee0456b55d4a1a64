//! A call's one message in its frame, and the answer's: a flag, four bytes of length, and the message.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use prost::Message as _;
use prost::bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use prost_reflect::DynamicMessage;
use tonic::{Code, Status};

use super::status;
use crate::http::management::details;

/// Bytes of a message's frame before the message.
const PREFIX: usize = 5;

/// Longest message, in bytes: what servers of gRPC take unless told otherwise.
const LONGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// How the client says that it compressed its message, and with what.
const ENCODING: &str = "grpc-encoding";

/// A call whose message cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    code: Code,
    error_code: &'static str,
    why: String,
}

impl Broken {
    /// What came is no frame of gRPC.
    fn frame(why: impl Into<String>) -> Self {
        Self {
            code: Code::Internal,
            error_code: "INTERNAL",
            why: why.into(),
        }
    }

    /// The message is not of the type that the operation takes.
    pub(super) fn unreadable(why: impl fmt::Display) -> Self {
        Self {
            code: Code::InvalidArgument,
            error_code: "INVALID_ARGUMENT",
            why: format!("the message is not of the operation's type: {why}"),
        }
    }

    fn too_long(length: usize) -> Self {
        Self {
            code: Code::ResourceExhausted,
            error_code: "RESOURCE_EXHAUSTED",
            why: format!("a message of {length} bytes; at most {LONGEST_MESSAGE} are read"),
        }
    }

    fn compressed(encoding: &HeaderValue) -> Self {
        Self {
            code: Code::Unimplemented,
            error_code: "UNIMPLEMENTED",
            why: format!("{ENCODING} {encoding:?} is not served; send messages uncompressed"),
        }
    }

    pub(super) fn error_code(&self) -> &'static str {
        self.error_code
    }

    pub(super) fn status(&self) -> Status {
        status(self.code, self.to_string(), &details(self.error_code, &[]))
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// The one message of a call.
pub(super) async fn message(headers: &HeaderMap, body: Body) -> Result<Bytes, Broken> {
    let (mut frame, sent) = whole(body).await?;
    if frame.len() < PREFIX {
        return Err(Broken::frame("the call ended before its message began"));
    }
    let flag = frame.get_u8();
    let length = frame.get_u32() as usize;
    if length > LONGEST_MESSAGE {
        return Err(Broken::too_long(length));
    }
    uncompressed(flag, headers)?;
    match (sent - PREFIX).cmp(&length) {
        std::cmp::Ordering::Equal => Ok(frame),
        std::cmp::Ordering::Less => Err(Broken::frame(format!(
            "the call ended after {} of its message's {length} bytes",
            frame.len()
        ))),
        std::cmp::Ordering::Greater => Err(Broken::frame(
            "more than one message; every call here has one",
        )),
    }
}

/// A body, of which it keeps no more than a message needs, and how long it was. It is read to its end
/// however long: the time that a request may take is the limit.
async fn whole(mut body: Body) -> Result<(Bytes, usize), Broken> {
    let (mut kept, mut sent) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|why| Broken::frame(format!("the call broke off: {why}")))?;
        let data = frame.into_data().unwrap_or_default();
        sent += data.len();
        let room = PREFIX + LONGEST_MESSAGE - kept.len();
        kept.put(data.slice(..data.len().min(room)));
    }
    Ok((kept.freeze(), sent))
}

fn uncompressed(flag: u8, headers: &HeaderMap) -> Result<(), Broken> {
    match (flag, headers.get(ENCODING)) {
        (0, _) => Ok(()),
        (1, Some(encoding)) if encoding != "identity" => Err(Broken::compressed(encoding)),
        (1, _) => Err(Broken::frame(
            "the message is marked as compressed, and no grpc-encoding says how",
        )),
        (flag, _) => Err(Broken::frame(format!(
            "a message begins with 0 or 1, and not with {flag}"
        ))),
    }
}

/// The body of an answer: its message, and that all is well. Its length is not told beforehand, because
/// what has a length has no trailers in HTTP/1.1.
#[derive(Debug)]
pub(super) struct Unary {
    message: Option<Bytes>,
    trailers: Option<HeaderMap>,
}

impl Unary {
    pub(super) fn of(reply: &DynamicMessage) -> Self {
        let length = reply.encoded_len();
        let mut frame = BytesMut::with_capacity(PREFIX + length);
        frame.put_u8(0);
        frame.put_u32(u32::try_from(length).expect("a reply is far from 4 GB"));
        reply.encode(&mut frame).expect("a buffer grows");
        let ok = HeaderMap::from_iter([(Status::GRPC_STATUS, HeaderValue::from_static("0"))]);
        Self {
            message: Some(frame.freeze()),
            trailers: Some(ok),
        }
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

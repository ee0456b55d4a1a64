//! How a request's body comes in, through either door: whole, in time and not too long, or not at all.

use std::fmt;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use prost::bytes::{BufMut as _, Bytes, BytesMut};
use tokio::time::timeout;
use tonic::Code;

use crate::http::body::SLOWEST_BODY;

/// Longest message, in bytes: what servers of gRPC take unless told otherwise. REST takes the same
/// messages, and no longer ones.
pub(super) const LONGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// A request whose message cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    code: Code,
    error_code: &'static str,
    why: String,
}

impl Broken {
    /// What came is no frame of gRPC.
    pub(super) fn frame(why: impl Into<String>) -> Self {
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

    pub(super) fn too_long(length: usize) -> Self {
        Self {
            code: Code::ResourceExhausted,
            error_code: "RESOURCE_EXHAUSTED",
            why: format!("a message of {length} bytes; at most {LONGEST_MESSAGE} are read"),
        }
    }

    pub(super) fn compressed(why: impl Into<String>) -> Self {
        Self {
            code: Code::Unimplemented,
            error_code: "UNIMPLEMENTED",
            why: why.into(),
        }
    }

    fn late(patience: Duration) -> Self {
        let seconds = patience.as_secs();
        Self {
            code: Code::DeadlineExceeded,
            error_code: "DEADLINE_EXCEEDED",
            why: format!("the message did not come within {seconds} seconds"),
        }
    }

    fn broken_off(why: impl fmt::Display) -> Self {
        Self {
            code: Code::Cancelled,
            error_code: "CANCELLED",
            why: format!("the call broke off: {why}"),
        }
    }

    pub(super) fn code(&self) -> Code {
        self.code
    }

    /// The code's name, as Scalekit's details repeat it.
    pub(super) fn error_code(&self) -> &'static str {
        self.error_code
    }

    /// The status of a REST answer. These failures have one of their own in HTTP (RFC 9110 §15.5.9 and
    /// §15.5.14), which says more than what gRPC's code stands for elsewhere.
    pub(super) fn http(&self) -> StatusCode {
        match self.code {
            Code::DeadlineExceeded => StatusCode::REQUEST_TIMEOUT,
            Code::ResourceExhausted => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// A body, of which it keeps no more than `room` bytes, and how long it was. It is read to its end
/// however long, because an answer over HTTP/1.1 that overtakes the question is lost to a client that is
/// still asking: the time that it may take is the limit.
pub(super) async fn whole(body: Body, room: usize) -> Result<(Bytes, usize), Broken> {
    let read = timeout(SLOWEST_BODY, to_its_end(body, room)).await;
    read.unwrap_or_else(|_| Err(Broken::late(SLOWEST_BODY)))
}

async fn to_its_end(mut body: Body, room: usize) -> Result<(Bytes, usize), Broken> {
    let (mut kept, mut sent) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(Broken::broken_off)?.into_data();
        let data = data.unwrap_or_default();
        sent += data.len();
        let room = room - kept.len();
        kept.put(data.slice(..data.len().min(room)));
    }
    Ok((kept.freeze(), sent))
}

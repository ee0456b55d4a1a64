//! How a request's body comes in, through either door: whole, in time and not too long, or not at all.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use prost::bytes::Bytes;
use tokio::time::timeout;
use tonic::Code;

use crate::http::body::not_decoded;
use crate::wire::{Redacted, SLOWEST_BODY};

/// Longest message, in bytes: what servers of gRPC take unless told otherwise. REST takes the same
/// messages, and no longer ones.
pub(super) const LONGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// A request whose message cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BodyError {
    code: Code,
    error_code: &'static str,
    why: String,
    /// The status of a REST answer. These failures have some of their own in HTTP (RFC 9110 §15.5.9
    /// and §15.5.14), which say more than what gRPC's code stands for elsewhere.
    http: StatusCode,
}

impl BodyError {
    /// What came is no frame of gRPC.
    pub(super) fn frame(why: impl Into<String>) -> Self {
        Self {
            code: Code::Internal,
            error_code: "INTERNAL",
            why: why.into(),
            http: StatusCode::BAD_REQUEST,
        }
    }

    /// The message is not of the type that the operation takes.
    pub(super) fn unreadable(why: impl fmt::Display) -> Self {
        Self {
            code: Code::InvalidArgument,
            error_code: "INVALID_ARGUMENT",
            why: format!("the message is not of the operation's type: {why}"),
            http: StatusCode::BAD_REQUEST,
        }
    }

    pub(super) fn too_long(length: usize) -> Self {
        Self {
            code: Code::ResourceExhausted,
            // Scalekit's name of this code, whatever was exhausted (`docs/management.md#errors`).
            error_code: "RATE_LIMITED",
            why: format!("a message of {length} bytes; at most {LONGEST_MESSAGE} are read"),
            http: StatusCode::PAYLOAD_TOO_LARGE,
        }
    }

    pub(super) fn encoded(coding: &Redacted) -> Self {
        Self {
            code: Code::InvalidArgument,
            error_code: "INVALID_ARGUMENT",
            why: not_decoded(coding),
            http: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    pub(super) fn compressed(why: impl Into<String>) -> Self {
        Self {
            code: Code::Unimplemented,
            error_code: "UNIMPLEMENTED",
            why: why.into(),
            http: StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// Nobody knows what happened but the fake's own standard error.
    fn panicked() -> Self {
        Self {
            code: Code::Internal,
            error_code: "INTERNAL",
            why: "this fake failed, which is a mistake of its own; its standard error says where"
                .to_owned(),
            http: StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn late(patience: Duration) -> Self {
        let seconds = patience.as_secs();
        Self {
            code: Code::DeadlineExceeded,
            error_code: "DEADLINE_EXCEEDED",
            why: format!("the message did not come within {seconds} seconds"),
            http: StatusCode::REQUEST_TIMEOUT,
        }
    }

    fn broken_off(why: impl fmt::Display) -> Self {
        Self {
            code: Code::Cancelled,
            error_code: "CANCELLED",
            why: format!("the call broke off: {why}"),
            http: StatusCode::BAD_REQUEST,
        }
    }

    pub(super) fn code(&self) -> Code {
        self.code
    }

    /// Returns the code's name, as Scalekit's details repeat it.
    pub(super) fn error_code(&self) -> &'static str {
        self.error_code
    }

    pub(super) fn http(&self) -> StatusCode {
        self.http
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Returns a body, of which it keeps no more than `room` bytes, and how long it was. It is read to its end however
/// long, because an answer over HTTP/1.1 that overtakes the question is lost to a client that is still asking: the
/// time that it may take is the limit.
pub(super) async fn whole(body: Body, room: usize) -> Result<(Bytes, usize), BodyError> {
    let read = timeout(SLOWEST_BODY, to_its_end(body, room)).await;
    read.unwrap_or_else(|_| Err(BodyError::late(SLOWEST_BODY)))
}

/// Lets a body go by of which nothing will be read, as whoever is refused by the request's head alone may
/// send what they like: none of it is kept.
pub(super) async fn let_go_by(body: Body) {
    let _ = whole(body, 0).await;
}

async fn to_its_end(mut body: Body, room: usize) -> Result<(Bytes, usize), BodyError> {
    let (mut kept, mut sent) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(BodyError::broken_off)?.into_data();
        let data = data.unwrap_or_default();
        sent += data.len();
        let fits = data.len().min(room - kept.len());
        make_room(&mut kept, fits, room);
        kept.extend_from_slice(&data[..fits]);
    }
    Ok((kept.into(), sent))
}

/// A `Vec` left alone would double past all that it is ever to hold.
fn make_room(kept: &mut Vec<u8>, more: usize, most: usize) {
    if kept.capacity() - kept.len() < more {
        let wanted = (kept.capacity() * 2).clamp(kept.len() + more, most);
        kept.reserve_exact(wanted - kept.len());
    }
}

/// Returns what `work` comes to; a panic in it is answered like any other failure, in the words of the door.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, BodyError> {
    // What a panic leaves half-done is dropped with the request, and the state looks after itself.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| BodyError::panicked())
}

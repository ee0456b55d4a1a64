//! The body of a request of either transport: read whole, in time and within a limit, or refused.

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

/// Longest message, in bytes: the default of gRPC servers. REST has the same limit.
pub(super) const LONGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// The error of a body from which no message can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BodyError {
    code: Code,
    error_code: &'static str,
    why: String,
    /// The status of a REST answer. HTTP has statuses for these errors (RFC 9110 §15.5.9 and §15.5.14) that are more
    /// precise than those that gRPC's codes map to.
    http: StatusCode,
}

impl BodyError {
    /// Makes the error of a body that is no frame of gRPC.
    pub(super) fn frame(why: impl Into<String>) -> Self {
        Self {
            code: Code::Internal,
            error_code: "INTERNAL",
            why: why.into(),
            http: StatusCode::BAD_REQUEST,
        }
    }

    /// Makes the error of a message of another type than the operation takes.
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
            // Scalekit has one name for this code, whatever was exhausted (`docs/management.md#errors`).
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

    /// Makes the error of a panic. The panic's message goes to standard error alone.
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

    /// Returns the code's name in Scalekit's details.
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

/// Returns the first `room` bytes of a body, and the body's length. It reads the body to its end, however long,
/// within [`SLOWEST_BODY`]: a client of HTTP/1.1 that still sends its request loses an answer that comes before the
/// end.
pub(super) async fn whole(body: Body, room: usize) -> Result<(Bytes, usize), BodyError> {
    let read = timeout(SLOWEST_BODY, to_its_end(body, room)).await;
    read.unwrap_or_else(|_| Err(BodyError::late(SLOWEST_BODY)))
}

/// Reads a body and keeps none of it, for a caller who was refused by the request's head alone.
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

/// Reserves room for `more` bytes, `most` in all: a `Vec` by itself would double its capacity beyond that.
fn make_room(kept: &mut Vec<u8>, more: usize, most: usize) {
    if kept.capacity() - kept.len() < more {
        let wanted = (kept.capacity() * 2).clamp(kept.len() + more, most);
        kept.reserve_exact(wanted - kept.len());
    }
}

/// Returns the result of `work`, or an error if it panics, so that a panic is answered in the transport's own form.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, BodyError> {
    // What a panic leaves unfinished is dropped with the request, and the state is changed by whole events alone.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| BodyError::panicked())
}

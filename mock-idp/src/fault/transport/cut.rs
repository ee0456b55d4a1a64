//! Bodies that break off.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use http_body_util::{BodyExt as _, Collected};
use hyper::body::{Bytes, Frame};

use crate::fault::SENTENCE;

/// A body that breaks off after its beginning.
#[derive(Debug)]
pub(super) struct Cut {
    beginning: Option<Bytes>,
    /// Whether the beginning had time to be sent.
    sent: bool,
}

/// The error with which a body breaks off on purpose.
#[derive(Debug, thiserror::Error)]
#[error("{SENTENCE}")]
pub(super) struct CutError;

impl Cut {
    /// Returns the first half of an answer, with the content length of the whole.
    pub(super) async fn short(response: Response) -> Response {
        let (mut parts, body) = response.into_parts();
        let whole = body.collect().await.map(Collected::to_bytes);
        let whole = whole.unwrap_or_default();
        let half = whole.slice(..whole.len() / 2);
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
        Response::from_parts(parts, Body::new(Self::after(half)))
    }

    /// Returns a body that breaks off after this beginning.
    pub(super) fn after(beginning: Bytes) -> Self {
        Self { beginning: Some(beginning), sent: false }
    }
}

impl hyper::body::Body for Cut {
    type Data = Bytes;
    type Error = CutError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutError>>> {
        if let Some(beginning) = self.beginning.take() {
            return Poll::Ready(Some(Ok(Frame::data(beginning))));
        }
        if self.sent {
            return Poll::Ready(Some(Err(CutError)));
        }
        // The error would drop data that is not sent yet, and the server sends between polls; so the error waits for
        // the next poll.
        self.sent = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

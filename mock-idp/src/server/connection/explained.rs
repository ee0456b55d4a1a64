//! Explains the answers that the parser of HTTP/1.1 writes by itself.
//!
//! A head that is too long, or malformed, never becomes a request: hyper answers with a bare status and closes the
//! connection. Such an answer is recognised when it is written, journalled, and sent with a body. Other bytes stay
//! unchanged.

use std::future::{Pending, pending};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Timeout, timeout};

use crate::http::{HeadError, date_of};
use crate::idp::Idp;
use crate::wire::Refuser;

/// The beginning of a status line.
const STATUS_LINE: &[u8] = b"HTTP/1.";

/// Longest answer of the parser, in bytes: a status line, a length and a date.
const LONGEST_ANSWER: usize = 160;

/// How long a refused client may continue to send, without being read. A connection that is closed with unread bytes
/// is reset, and the reset can overtake the answer.
const LINGER: Duration = Duration::from_secs(1);

/// Bytes of a refused request that are read and dropped at a time.
const THROWN_AWAY: usize = 8 * 1024;

/// A connection whose bare answers are explained.
#[derive(Debug)]
pub(super) struct Explained<S> {
    stream: S,
    idp: Idp,
    /// Whether a request has no answer yet. What is written then is its answer.
    pub(super) unanswered: Arc<AtomicBool>,
    /// Whether the journal already has the reason.
    noted: bool,
    /// The part of an explanation that is not written yet.
    rest: Vec<u8>,
    linger: Option<Pin<Box<Timeout<Pending<()>>>>>,
}

impl<S> Explained<S> {
    /// Explains the bare answers on this stream. `noted` says whether the journal already has the reason why this
    /// client will be refused.
    pub(super) fn new(stream: S, idp: Idp, noted: bool) -> Self {
        Self { stream, idp, unanswered: Arc::default(), noted, rest: Vec::new(), linger: None }
    }

    /// Replaces a bare answer by one with a body.
    fn explain(&mut self, why: &HeadError) {
        if !self.noted {
            self.idp.note_refusal(Refuser::Connection, why.code(), why.to_string());
        }
        let body = json!({ "error": why.code(), "error_description": why.to_string() }).to_string();
        let date = date_of(&self.idp).unwrap_or_default();
        self.rest = format!(
            "HTTP/1.1 {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\ncache-control: no-store\r\npragma: no-cache\r\nx-content-type-options: nosniff\r\nconnection: close\r\ndate: {date}\r\n\r\n{body}",
            why.status(),
            body.len(),
        )
        .into_bytes();
        self.linger = Some(Box::pin(timeout(LINGER, pending())));
    }
}

impl<S: AsyncWrite + Unpin> Explained<S> {
    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.rest.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.rest.drain(..written);
        }
        Poll::Ready(Ok(()))
    }

    /// Notes that the answer to a request was begun. `100 Continue` is not an answer.
    fn answered(&self, written: &[u8]) {
        if !written.starts_with(b"HTTP/1.1 100 ") {
            self.unanswered.store(false, Ordering::Relaxed);
        }
    }
}

impl<S: AsyncRead + Unpin> Explained<S> {
    /// Reads what a refused client still sends, until it ends, or for [`LINGER`].
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(linger) = &mut self.linger else {
            return Poll::Ready(());
        };
        let mut unread = [0; THROWN_AWAY];
        loop {
            if linger.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            let mut buffer = ReadBuf::new(&mut unread);
            match ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => return Poll::Ready(()),
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Explained<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_rest(context))?;
        let mut now = buffer;
        if let Some((at, why)) = bare_answer(buffer) {
            if at == 0 && !this.unanswered.load(Ordering::Relaxed) {
                this.explain(&why);
                return Poll::Ready(Ok(buffer.len()));
            }
            if at > 0 {
                // The answers before it are written first.
                now = &buffer[..at];
            }
        }
        this.answered(now);
        Pin::new(&mut this.stream).poll_write(context, now)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let last = buffers.iter().rposition(|buffer| !buffer.is_empty()).unwrap_or_default();
        let ends_bare = buffers.get(last).is_some_and(|last| bare_answer(last).is_some());
        let first = buffers.iter().position(|buffer| !buffer.is_empty()).unwrap_or_default();
        if first == last {
            return self.poll_write(context, buffers.get(last).map_or(&[], |only| only));
        }
        let this = self.get_mut();
        ready!(this.poll_rest(context))?;
        this.answered(&buffers[first]);
        let now = if ends_bare { &buffers[..last] } else { buffers };
        Pin::new(&mut this.stream).poll_write_vectored(context, now)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_rest(context))?;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_rest(context))?;
        ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        this.poll_linger(context).map(Ok)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// Returns the beginning of the parser's own answer at the end of these bytes, and its meaning.
fn bare_answer(bytes: &[u8]) -> Option<(usize, HeadError)> {
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let from = bytes.len().saturating_sub(LONGEST_ANSWER);
    // The first octet is compared first, because this runs at each answer.
    let is_there =
        |at: &usize| bytes[*at] == STATUS_LINE[0] && bytes[*at..].starts_with(STATUS_LINE);
    let at = (from..bytes.len()).rev().find(is_there)?;
    let mut lines = str::from_utf8(&bytes[at..]).ok()?.trim_end().split("\r\n");
    let why = match lines.next()?.split(' ').nth(1)? {
        "400" => HeadError::NoRequest,
        "414" => HeadError::TargetTooLong,
        "431" => HeadError::FieldsTooLarge,
        _ => return None,
    };
    let is_bare = |line: &str| {
        line == "content-length: 0" || line == "connection: close" || line.starts_with("date: ")
    };
    lines.all(is_bare).then_some((at, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_parser_says_by_itself_is_explained() {
        let bare = "HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\ndate: Thu, 01 Jan 2026 09:00:00 GMT\r\n\r\n";
        let after = format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{{}}{bare}");

        assert_eq!(bare_answer(bare.as_bytes()), Some((0, HeadError::FieldsTooLarge)));
        let at = after.len() - bare.len();
        assert_eq!(bare_answer(after.as_bytes()), Some((at, HeadError::FieldsTooLarge)));
        for other in [
            "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncache-control: no-store\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}",
            "\r\n\r\n",
            "",
        ] {
            assert_eq!(bare_answer(other.as_bytes()), None, "{other}");
        }
    }
}

//! Requests byte by byte, for requests that no client library sends.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use mock_idp::MockIdp;

use crate::http::PATIENCE;

/// Sends these bytes, and returns the answer up to the end of the connection.
pub(crate) fn sent_raw(idp: &MockIdp, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(idp.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    // A request that is refused early may not be read to its end.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers and closes");
    String::from_utf8(answer).expect("text")
}

/// Requests a path over HTTP/1.1 with these lines as the head.
pub(crate) fn got_raw(idp: &MockIdp, path: &str, head: &[&str]) -> String {
    let head: String = head.iter().map(|line| (*line).to_owned() + "\r\n").collect();
    sent_raw(idp, format!("GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n").as_bytes())
}

/// Returns the status of an answer.
#[track_caller]
pub(crate) fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no answer: {answer:?}"))
}

/// Returns the body of an answer.
#[track_caller]
pub(crate) fn body(answer: &str) -> &str {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {answer:?}"));
    body
}

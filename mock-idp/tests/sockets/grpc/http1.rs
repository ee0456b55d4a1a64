//! gRPC over HTTP/1.1, as the Go SDK calls an http URL: an answer's status is in declared trailers.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use prost::Message as _;
use prost::bytes::Bytes;

use super::messages::SessionDetails;
use super::{GET_SESSION, PATIENCE, get_session};
use crate::http::{ALICE, AUTHORIZE, Fake, sent};

/// Returns a message in its frame.
pub(super) fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("a short message");
    [&[0], &length.to_be_bytes()[..], message].concat()
}

/// Calls `GetSession` with this body, and returns the whole answer.
pub(super) fn post(fake: &Fake, headers: &str, body: &[u8]) -> Vec<u8> {
    let token = fake.own_token();
    let mut stream = TcpStream::connect(fake.idp.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    write!(
        stream,
        "POST {GET_SESSION} HTTP/1.1\r\nHost: idp\r\nConnection: close\r\nTE: trailers\r\n\
         Content-Type: application/grpc\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {}\r\n{headers}\r\n",
        body.len()
    )
    .expect("it reads");
    stream.write_all(body).expect("it reads to the end");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    answer
}

/// Splits a chunked answer into head, body and trailers.
fn taken_apart(answer: &[u8]) -> (String, Bytes, String) {
    let split = |bytes: &[u8], at: &[u8]| {
        let found = bytes.windows(at.len()).position(|window| window == at);
        let found = found.unwrap_or_else(|| panic!("{}", bytes.escape_ascii()));
        (bytes[..found].to_vec(), bytes[found + at.len()..].to_vec())
    };
    let (head, rest) = split(answer, b"\r\n\r\n");
    let (length, rest) = split(&rest, b"\r\n");
    let length = String::from_utf8(length).expect("hexadecimal");
    let length = usize::from_str_radix(&length, 16).expect("hexadecimal");
    let (chunk, rest) = rest.split_at(length);
    let (_, trailers) = split(rest, b"\r\n0\r\n");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("ASCII");
    (text(&head), chunk.to_vec().into(), text(&trailers))
}

/// Removes the date.
fn dateless(head: &str) -> String {
    let lines = head.lines().filter(|line| !line.starts_with("date:"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn success_comes_in_chunks_with_the_declared_trailers() {
    let fake = Fake::start();
    fake.sign_in(AUTHORIZE, ALICE);
    let sessions = fake.manage(
        reqwest::Method::GET,
        &format!("/api/v1/users/{ALICE}/sessions"),
        &serde_json::Value::Null,
    );
    let sessions = sessions.json();
    let id = sessions["sessions"][0]["session_id"].as_str();
    let id = id.expect("a session");

    let answer = post(&fake, "", &framed(&get_session(id)));

    let (head, body, trailers) = taken_apart(&answer);
    insta::assert_snapshot!(dateless(&head), @r"
    HTTP/1.1 200 OK
    content-type: application/grpc
    trailer: grpc-status, grpc-message, grpc-status-details-bin
    connection: close
    transfer-encoding: chunked
    ");
    assert_eq!(trailers, "grpc-status: 0\r\n\r\n");
    let session = SessionDetails::decode(body.slice(5..)).expect("a session");
    assert_eq!(session.session_id, id);
}

#[test]
fn a_refusal_is_in_the_head_alone() {
    let fake = Fake::start();

    let answer = post(&fake, "", &framed(&get_session("ses_1")));

    let answer = String::from_utf8(answer).expect("ASCII");
    insta::assert_snapshot!(dateless(&answer), @r"
    HTTP/1.1 200 OK
    content-type: application/grpc
    grpc-status: 5
    grpc-message: there%20is%20no%20session%20ses_1
    grpc-status-details-bin: CAUSGXRoZXJlIGlzIG5vIHNlc3Npb24gc2VzXzEaQwo0dHlwZS5nb29nbGVhcGlzLmNvbS9zY2FsZWtpdC52MS5lcnJkZXRhaWxzLkVycm9ySW5mbxILCglOT1RfRk9VTkQ
    connection: close
    content-length: 0
    ");
}

#[test]
fn what_is_no_call_is_refused_with_what_is_spoken_here() {
    let fake = Fake::start();

    let answer = sent(fake.request(reqwest::Method::POST, GET_SESSION).body("{}"));

    assert_eq!(answer.status, 415);
    assert!(answer.body.contains("REST at /api/v1"), "{answer}");
}

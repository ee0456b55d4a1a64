//! Malformed calls, and clients that hang: they get proper answers, and other clients are not affected.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore};
use tonic::Code;

use super::http1::{framed, post};
use super::{Caller, GET_SESSION, PATIENCE, details, get_session};
use crate::http::Fake;

/// Bytes of the longest message that is read.
const LONGEST: usize = 4 * 1024 * 1024;

/// Returns a message of this many bytes, valid but for its length.
fn long_message(bytes: usize) -> Vec<u8> {
    // One byte for the field's number, and four for its length.
    let message = get_session(&format!("ses_{}", "7".repeat(bytes - 5 - 4)));
    assert_eq!(message.len(), bytes);
    message
}

/// Returns the status line and gRPC's own status.
fn status_and_message(answer: &[u8]) -> String {
    let answer = String::from_utf8_lossy(answer);
    let ours = |line: &&str| {
        ["HTTP/1.1", "grpc-status:", "grpc-message:"].iter().any(|name| line.starts_with(name))
    };
    answer.lines().filter(ours).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_message_of_four_megabytes_is_read_and_a_longer_one_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = Fake::start_with_tls(folder.path());
    let token = fake.own_token();

    for caller in [Caller::plain(&fake), Caller::tls(&fake)] {
        let call = |length| caller.call(GET_SESSION, &[&token], long_message(length));
        let longest = call(LONGEST).expect_err("nobody has such an id");
        let longer = call(LONGEST + 1).expect_err("it is too long");

        assert_eq!(longest.code(), Code::NotFound);
        assert!(longest.message().len() < 200, "{longest}");
        assert_eq!(longer.code(), Code::ResourceExhausted);
        assert_eq!(details(&longer).error_code, "RATE_LIMITED");
        assert_eq!(longer.message(), "a message of 4194305 bytes; at most 4194304 are read");
    }
}

#[test]
fn a_long_call_over_http_1_is_read_before_it_is_answered() {
    let fake = Fake::start();

    let answers = [LONGEST, LONGEST + 1, 3 * LONGEST]
        .map(|length| status_and_message(&post(&fake, "", &framed(&long_message(length)))));

    insta::assert_snapshot!(answers.join("\n\n"), @r"
    HTTP/1.1 200 OK
    grpc-status: 5
    grpc-message: there%20is%20no%20session%20ses_777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777%E2%80%A6

    HTTP/1.1 200 OK
    grpc-status: 8
    grpc-message: a%20message%20of%204194305%20bytes;%20at%20most%204194304%20are%20read

    HTTP/1.1 200 OK
    grpc-status: 8
    grpc-message: a%20message%20of%2012582912%20bytes;%20at%20most%204194304%20are%20read
    ");
}

#[test]
fn frames_that_are_none_are_explained() {
    let fake = Fake::start();
    let message = get_session("ses_1");
    let good = framed(&message);
    let compressed = [&[1], &good[1..]].concat();
    let cut_short = &good[..good.len() - 2];
    let twice = [&good[..], &good[..]].concat();

    let answers = [
        ("nothing", status_and_message(&post(&fake, "", b""))),
        ("half a prefix", status_and_message(&post(&fake, "", &good[..3]))),
        ("cut short", status_and_message(&post(&fake, "", cut_short))),
        ("garbage", status_and_message(&post(&fake, "", &framed(b"\xFF\xFF\xFF")))),
        ("garbage for a prefix", status_and_message(&post(&fake, "", b"GET / HTTP/1.1"))),
        ("two messages", status_and_message(&post(&fake, "", &twice))),
        ("compressed with nothing", status_and_message(&post(&fake, "", &compressed))),
        (
            "compressed with identity",
            status_and_message(&post(&fake, "grpc-encoding: identity\r\n", &compressed)),
        ),
        (
            "compressed with gzip",
            status_and_message(&post(&fake, "grpc-encoding: gzip\r\n", &compressed)),
        ),
        (
            "not compressed, although it might be",
            status_and_message(&post(&fake, "grpc-encoding: gzip\r\n", &good)),
        ),
    ];

    let lines = answers.map(|(what, answer)| format!("> {what}\n{answer}"));
    insta::assert_snapshot!(lines.join("\n\n"), @r"
    > nothing
    HTTP/1.1 200 OK
    grpc-status: 13
    grpc-message: the%20call%20ended%20before%20its%20message%20began

    > half a prefix
    HTTP/1.1 200 OK
    grpc-status: 13
    grpc-message: the%20call%20ended%20before%20its%20message%20began

    > cut short
    HTTP/1.1 200 OK
    grpc-status: 13
    grpc-message: the%20call%20ended%20after%205%20of%20its%20message's%207%20bytes

    > garbage
    HTTP/1.1 200 OK
    grpc-status: 3
    grpc-message: the%20message%20is%20not%20of%20the%20operation's%20type:%20failed%20to%20decode%20Protobuf%20message:%20invalid%20varint

    > garbage for a prefix
    HTTP/1.1 200 OK
    grpc-status: 8
    grpc-message: a%20message%20of%201163141167%20bytes;%20at%20most%204194304%20are%20read

    > two messages
    HTTP/1.1 200 OK
    grpc-status: 13
    grpc-message: more%20than%20one%20message;%20every%20call%20here%20has%20one

    > compressed with nothing
    HTTP/1.1 200 OK
    grpc-status: 13
    grpc-message: the%20message%20is%20marked%20as%20compressed,%20and%20no%20grpc-encoding%20says%20how

    > compressed with identity
    HTTP/1.1 200 OK
    grpc-status: 13
    grpc-message: the%20message%20is%20marked%20as%20compressed,%20and%20no%20grpc-encoding%20says%20how

    > compressed with gzip
    HTTP/1.1 200 OK
    grpc-status: 12
    grpc-message: grpc-encoding%20%22gzip%22%20is%20not%20served;%20send%20messages%20uncompressed

    > not compressed, although it might be
    HTTP/1.1 200 OK
    grpc-status: 5
    grpc-message: there%20is%20no%20session%20ses_1
    ");
    insta::assert_snapshot!(fake.idp.journal(), @r#"
    00:00  client_token.issued          Acme web
    00:00  management.refused           INTERNAL: the call ended before its message began
    00:00  client_token.issued          Acme web
    00:00  management.refused           INTERNAL: the call ended before its message began
    00:00  client_token.issued          Acme web
    00:00  verdict.finding              doubt one-client: the client fetched a token of its own again while others of it live: it looks like a client for each request; if each test has a client of its own, all is well
    00:00  management.refused           INTERNAL: the call ended after 5 of its message's 7 bytes
    00:00  client_token.issued          Acme web
    00:00  management.refused           INVALID_ARGUMENT: the message is not of the operation's type: failed to decode Protobuf message: invalid varint
    00:00  client_token.issued          Acme web
    00:00  management.refused           RATE_LIMITED: a message of 1163141167 bytes; at most 4194304 are read
    00:00  client_token.issued          Acme web
    00:00  management.refused           INTERNAL: more than one message; every call here has one
    00:00  client_token.issued          Acme web
    00:00  management.refused           INTERNAL: the message is marked as compressed, and no grpc-encoding says how
    00:00  client_token.issued          Acme web
    00:00  management.refused           INTERNAL: the message is marked as compressed, and no grpc-encoding says how
    00:00  client_token.issued          Acme web
    00:00  management.refused           UNIMPLEMENTED: grpc-encoding "gzip" is not served; send messages uncompressed
    00:00  client_token.issued          Acme web
    00:00  management.refused           NOT_FOUND: there is no session ses_1
    "#);
}

/// Returns the first message of a TLS client.
fn client_hello() -> Vec<u8> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows them")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let name = "localhost".try_into().expect("a name");
    let mut connection = ClientConnection::new(Arc::new(config), name).expect("a name");
    let mut hello = Vec::new();
    connection.write_tls(&mut hello).expect("a Vec grows");
    hello
}

#[test]
fn clients_that_hang_half_way_harm_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = Fake::start_with_tls(folder.path());
    let hello = client_hello();
    let head =
        format!("POST {GET_SESSION} HTTP/1.1\r\nHost: idp\r\nContent-Type: application/grpc\r\n");
    let body = format!("{head}Content-Length: 100\r\n\r\nhalf");
    let chunk = format!("{head}Transfer-Encoding: chunked\r\n\r\n64\r\nhalf");
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    // A frame of headers of 255 bytes, of which one comes.
    let headers =
        [&preface[..], &[0, 0, 0, 4, 0, 0, 0, 0, 0], &[0, 0, 255, 1, 4, 0, 0, 0, 1, 0x83]];
    let halves: [&[u8]; 9] = [
        b"",
        head.as_bytes(),
        body.as_bytes(),
        chunk.as_bytes(),
        &preface[..10],
        &headers.concat(),
        &hello[..1],
        &hello[..hello.len() / 2],
        &hello,
    ];
    let hang = |half: &&[u8]| {
        let mut stream = TcpStream::connect(fake.idp.address()).expect("it listens");
        stream.write_all(half).expect("it reads");
        stream
    };
    let hanging: Vec<TcpStream> = halves.iter().cycle().take(90).map(hang).collect();

    let token = fake.own_token();
    for caller in [Caller::plain(&fake), Caller::tls(&fake)] {
        let status = caller.session(&[&token], "ses_1").unwrap_err();
        assert_eq!(status.code(), Code::NotFound, "{status}");
    }
    let answer = post(&fake, "", &framed(&get_session("ses_1")));
    assert!(status_and_message(&answer).contains("grpc-status: 5"));

    drop(fake);
    drop(hanging);
}

/// Dialects of gRPC that no SDK uses are refused with an HTTP status.
#[test]
fn what_is_no_call_is_refused() {
    let fake = Fake::start();
    let said = |method: &str, version: &str, kind: &str| {
        let mut stream = TcpStream::connect(fake.idp.address()).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        write!(
            stream,
            "{method} {GET_SESSION} HTTP/{version}\r\nHost: idp\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0"
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer.lines().next().unwrap_or_default().to_owned()
    };

    let answers = [
        said("POST", "1.1", "application/grpc-web+proto"),
        said("POST", "1.1", "application/grpc+json"),
        said("PUT", "1.1", "application/grpc"),
        said("POST", "1.0", "application/grpc"),
        said("POST", "1.1", "application/grpc+proto"),
    ];

    insta::assert_snapshot!(answers.join("\n"), @"
    HTTP/1.1 415 Unsupported Media Type
    HTTP/1.1 415 Unsupported Media Type
    HTTP/1.1 405 Method Not Allowed
    HTTP/1.0 505 HTTP Version Not Supported
    HTTP/1.1 200 OK
    ");
}

//! HTTP/2 frame by frame (RFC 9113 §4.1), for what a client library would hide.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::PATIENCE;
use crate::http::Fake;

/// Types of frames, RFC 9113 §6.
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

/// On an answer to a ping.
const ACK: u8 = 1;

struct Frame {
    kind: u8,
    flags: u8,
    payload: Vec<u8>,
}

fn write(stream: &mut TcpStream, kind: u8, payload: &[u8]) {
    let length = u8::try_from(payload.len()).expect("a short payload");
    let head = [0, 0, length, kind, 0, 0, 0, 0, 0];
    stream.write_all(&[&head, payload].concat()).expect("it reads");
}

fn read(stream: &mut TcpStream) -> Frame {
    let mut head = [0; 9];
    stream.read_exact(&mut head).expect("a frame");
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload).expect("the whole frame");
    Frame { kind: head[3], flags: head[4], payload }
}

/// The Python SDK pings each minute, without a call too; servers that mind answer with GOAWAY and
/// `too_many_pings`.
#[test]
fn pings_are_answered_however_many_there_are() {
    let fake = Fake::start();
    let mut stream = TcpStream::connect(fake.idp.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").expect("it reads");
    write(&mut stream, SETTINGS, &[]);

    for number in 0..100_u64 {
        write(&mut stream, PING, &number.to_be_bytes());
        let answer = loop {
            let frame = read(&mut stream);
            assert_ne!(frame.kind, GOAWAY, "after {number} pings");
            if frame.kind == PING {
                break frame;
            }
        };
        assert_eq!(answer.flags & ACK, ACK);
        assert_eq!(answer.payload, number.to_be_bytes());
    }
}

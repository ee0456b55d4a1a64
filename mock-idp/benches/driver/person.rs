//! Somebody who signs in over a connection that is kept, and what a benchmark says of it.

use std::io::{self, Write as _};
use std::time::Instant;

use mock_idp::Registration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Somebody who signs in over one connection that is kept, again and again.
pub(crate) struct Person {
    stream: TcpStream,
    address: String,
    authorize: String,
    form: String,
}

impl Person {
    pub(crate) async fn at(address: &str, web: &Registration) -> Self {
        let stream = TcpStream::connect(address).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        let redirect_uri = encoded(&web.redirect_uris[0]);
        let (id, secret) = (&web.client_id, web.client_secret.as_deref());
        let secret = secret.expect("a web client has a secret");
        Self {
            stream,
            address: address.to_owned(),
            authorize: format!(
                "GET /oauth/authorize?response_type=code&client_id={id}&redirect_uri={redirect_uri}&scope=openid%20profile%20email HTTP/1.1\r\nhost: {address}\r\n\r\n"
            ),
            form: format!(
                "grant_type=authorization_code&client_id={id}&client_secret={secret}&redirect_uri={redirect_uri}&code="
            ),
        }
    }

    /// Signs in once: a code, and tokens for it.
    pub(crate) async fn signs_in(&mut self) {
        let Self { stream, address, authorize, form } = self;
        let answer = exchange(stream, authorize).await;
        let code = answer.split("code=").nth(1).and_then(|rest| rest.split(['&', '\r']).next());
        let code = code.expect("a code");
        let token = format!(
            "POST /oauth/token HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}{code}",
            form.len() + code.len()
        );
        assert!(exchange(stream, &token).await.contains("id_token"), "tokens come");
    }
}

/// Exchanges one request and its answer on a connection that is kept: the least that a client can do.
pub(crate) async fn exchange(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = Vec::with_capacity(4096);
    loop {
        stream.read_buf(&mut answer).await.expect("it answers");
        if is_whole(&answer) {
            return String::from_utf8(answer).expect("answers are text");
        }
    }
}

/// Whether the body has come. The head alone is read for that: a page comes in many parts, and looking through all of
/// them each time would cost more than the page.
fn is_whole(answer: &[u8]) -> bool {
    const END: &[u8] = b"\r\n\r\n";
    let Some(end) = answer.windows(END.len()).position(|window| window == END) else {
        return false;
    };
    let head = str::from_utf8(&answer[..end]).expect("a head is text");
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let length: Option<usize> = length.and_then(|length| length.parse().ok());
    length.is_some_and(|length| answer.len() >= end + END.len() + length)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Prints a line.
pub(crate) fn say(line: &str) {
    writeln!(io::stdout(), "{line}").expect("somebody reads this");
}

/// Reads the machine's clock.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

//! What the record of requests costs: the memory of all exchanges that are kept.
//!
//! `cargo bench -p mock-idp --bench exchanges`. Ten thousand introspections of a token leave nothing behind but their
//! exchanges: no event, no session, no token. Memory is what the system says that the process holds
//! (`/proc/self/statm`), on Linux alone. The aim is 4 MB. What recording and judging cost in time, the benchmark `flows`
//! has in it.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use mock_idp::MockIdp;
use mock_idp::exchange::MOST_EXCHANGES;

/// Octets of a page of memory, as every Linux on x86-64 and most on ARM have them.
const PAGE: u64 = 4_096;

/// Requests before the measurement, so that what every request needs is there.
const WARM_UP: usize = 200;

/// Octets that the exchanges may hold.
const AIM: u64 = 4_000_000;

fn main() {
    let idp = MockIdp::start();
    let web = idp.client("Acme web");
    let tokens = idp.sign_in("alice@acme.example").tokens().expect("Alice signs in");
    let form = format!(
        "client_id={}&client_secret={}&token_type_hint=access_token&token={}",
        web.client_id,
        web.client_secret.as_deref().unwrap_or_default(),
        tokens.access_token
    );
    let mut connection = TcpStream::connect(idp.address()).expect("the fake listens");
    introspect(&mut connection, &form, WARM_UP);
    let before = resident();
    introspect(&mut connection, &form, MOST_EXCHANGES);
    let (Some(before), Some(after)) = (before, resident()) else {
        say("not measured: the system does not say how much memory a process holds");
        return;
    };
    assert_eq!(idp.exchanges().len(), MOST_EXCHANGES);
    let octets = after.saturating_sub(before);
    let each = octets / MOST_EXCHANGES as u64;
    say(&format!("{MOST_EXCHANGES} exchanges hold {octets} octets, {each} each; the aim is {AIM}"));
}

/// Sends an introspection so many times over one connection.
fn introspect(connection: &mut TcpStream, form: &str, times: usize) {
    let request = format!(
        "POST /oauth/introspect HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: bench/1.0\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut answer = [0; 4_096];
    for _ in 0..times {
        connection.write_all(request.as_bytes()).expect("the fake reads");
        // An answer is small, and comes whole.
        let length = connection.read(&mut answer).expect("the fake answers");
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"), "the token is introspected");
    }
}

/// Returns the octets of memory that the process holds; the second number of `statm` (proc(5)), in pages.
fn resident() -> Option<u64> {
    let statm = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

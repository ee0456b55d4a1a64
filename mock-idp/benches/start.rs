//! What it costs to start a fake in the test's own process.
//!
//! `cargo bench -p mock-idp --bench start`. The budget is a single-digit number of milliseconds in a debug build too
//! (`cargo bench --profile dev` measures that). As a process of its own, the benchmark `light` starts it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use criterion::Criterion;
use mock_idp::MockIdp;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("MockIdp::start and drop", |bencher| {
        bencher.iter(MockIdp::start);
    });
    criterion.bench_function("MockIdp::start, first answer, drop", |bencher| {
        bencher.iter(|| first_answer(&MockIdp::start().address().to_string()));
    });
    criterion.final_summary();
}

fn first_answer(address: &str) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .write_all(b"GET /keys HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "the first answer is a good one");
}

//! What it costs to start a fake: in the test's own process, and as a process of its own.
//!
//! `cargo bench -p mock-idp --bench start`. The budget of an embedded start is a single-digit number
//! of milliseconds in a debug build too (`cargo bench --profile dev` measures that); the binary's is
//! three times what a bare axum process needs to its first answer, measured here side by side.

use std::env;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use criterion::Criterion;
use mock_idp::MockIdp;

/// Makes this executable the reference instead of the benchmark.
const BARE: &str = "--bare-axum-process";

/// Process starts per measurement.
const STARTS: u32 = 60;

fn main() {
    if env::args().any(|argument| argument == BARE) {
        return serve_bare_axum();
    }
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("MockIdp::start and drop", |bencher| {
        bencher.iter(MockIdp::start);
    });
    criterion.bench_function("MockIdp::start, first answer, drop", |bencher| {
        bencher.iter(|| first_answer(&MockIdp::start().address().to_string()));
    });
    criterion.final_summary();
    compare_processes();
}

/// Starts both kinds of process in turns, so that whatever else the machine does hits both.
fn compare_processes() {
    let (mut bare, mut fake) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        bare.push(time_to_first_answer(
            Command::new(env::current_exe().expect("this runs")).arg(BARE),
        ));
        fake.push(time_to_first_answer(
            Command::new(env!("CARGO_BIN_EXE_mock-idp")).args(["serve", "--port", "0", "--json"]),
        ));
    }
    let (bare, fake) = (median(bare), median(fake));
    let ratio = fake.as_secs_f64() / bare.as_secs_f64();
    say(&format!("process start to first answer, medians of {STARTS}:"));
    say(&format!("  bare axum  {bare:>9.2?}"));
    say(&format!("  mock-idp   {fake:>9.2?}   {ratio:.2} times the reference; the budget is 3"));
}

fn time_to_first_answer(command: &mut Command) -> Duration {
    let begun = now();
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the process starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout is piped"))
        .read_line(&mut line)
        .expect("it prints");
    let address = line.split("127.0.0.1:").nth(1).expect("it prints its address");
    let port: String = address.chars().take_while(char::is_ascii_digit).collect();
    first_answer(&format!("127.0.0.1:{port}"));
    let taken = begun.elapsed();
    stop(&mut child);
    taken
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

fn stop(child: &mut Child) {
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Serves the least that an axum process can be: one route, one line of output.
fn serve_bare_axum() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        say(&format!("http://{}", listener.local_addr().expect("it is bound")));
        let router = axum::Router::new().route("/keys", axum::routing::get(|| async { "{}" }));
        axum::serve(listener, router).await.expect("it serves");
    });
}

fn say(line: &str) {
    writeln!(io::stdout(), "{line}").expect("somebody reads this");
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Instant {
    Instant::now()
}

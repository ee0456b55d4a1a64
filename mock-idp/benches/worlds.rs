//! What a world costs: one in time, a thousand in time and memory.
//!
//! `cargo bench -p mock-idp --bench worlds`. To make a world and to drop it must each stay well under a
//! millisecond. Memory is what the system says that the process holds (`/proc/self/statm`), on Linux alone.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use criterion::Criterion;
use mock_idp::{MockIdp, NewWorld, Seed};

/// As many as a large suite has at once.
const MANY: u32 = 1_000;

/// Octets of a page of memory, as every Linux on x86-64 and most on ARM have them.
const PAGE: u64 = 4_096;

fn main() {
    let idp = MockIdp::start();
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("a world from the default seed, made and dropped", |bencher| {
        bencher.iter(|| made(&idp, Seed::default()));
    });
    criterion.bench_function("a world as a copy, made and dropped", |bencher| {
        bencher.iter(|| made(&idp, NewWorld::copy_of(idp.world_id())));
    });
    criterion.bench_function("a reset", |bencher| bencher.iter(|| idp.reset()));
    criterion.final_summary();
    a_thousand(&idp);
}

fn made(idp: &MockIdp, world: impl Into<NewWorld>) -> MockIdp {
    idp.worlds().create(world).expect("there is room")
}

/// Measures a thousand at once, each of which answered a request.
fn a_thousand(idp: &MockIdp) {
    let before = resident();
    let (worlds, making) = timed(|| {
        let worlds = (0..MANY).map(|_| made(idp, Seed::default()));
        worlds.collect::<Vec<_>>()
    });
    let untouched = resident();
    let ((), answering) = timed(|| worlds.iter().for_each(first_answer));
    let answered = resident();
    let ((), dropping) = timed(|| drop(worlds));
    say(&format!("{MANY} worlds at once:"));
    say(&format!("  made           {making:>9.2?}  {:>9.2?} each", making / MANY));
    say(&format!("  answered          {answering:>9.2?}  {:>9.2?} each", answering / MANY));
    say(&format!("  dropped        {dropping:>9.2?}  {:>9.2?} each", dropping / MANY));
    for (when, then) in [("made", untouched), ("answered", answered)] {
        if let (Some(before), Some(then)) = (before, then) {
            let octets = then.saturating_sub(before);
            say(&format!(
                "  once {when:<5}     {:>5} MiB  {:>5} KiB each",
                octets >> 20,
                (octets / u64::from(MANY)) >> 10
            ));
        }
    }
}

fn first_answer(world: &MockIdp) {
    let mut stream = TcpStream::connect(world.address()).expect("it listens");
    stream
        .write_all(b"GET /keys HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "the answer is a good one");
}

/// Octets of memory that the process holds; the second number of `statm` (proc(5)), in pages.
fn resident() -> Option<u64> {
    let statm = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let begun = now();
    let done = act();
    (done, begun.elapsed())
}

fn say(line: &str) {
    writeln!(io::stdout(), "{line}").expect("somebody reads this");
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Instant {
    Instant::now()
}

//! What the fake costs as a process, beside the least that does the same work: a bare axum process, which answers with the
//! same documents and signs as many tokens, and checks and keeps nothing.
//!
//! `cargo bench -p mock-idp --bench light`, on Linux alone. Processor time and memory are what the system says of each
//! process, so what drives them costs nothing, and other load little. The aims are ratios: start 1.6, documents 1 / 0.8,
//! a sign-in 1 / 0.93, idle memory 2; and 1 KiB for a session.

#[path = "driver/floor.rs"]
mod floor;
#[path = "driver/person.rs"]
mod person;
#[path = "driver/process.rs"]
mod process;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use mock_idp::{MockIdp, Registration, Seed};
use tokio::net::TcpStream;

use person::{Person, exchange, now, say};
use process::Process;

/// Makes this executable the floor instead of the benchmark.
const FLOOR: &str = "--floor";

/// Rounds of both in turns, so that whatever else the machine does hits both. Of their ratios the median counts.
const ROUNDS: usize = 9;

/// Process starts of each in a round.
const STARTS: u32 = 8;

/// Requests for a document, and sign-ins, in a round.
const READS: u32 = 3_000;
const SIGN_INS: u32 = 300;

/// Sign-ins before the memory of sessions is measured: all records that have a limit are full then.
const BEFORE: u32 = 12_000;

/// Sessions whose memory is measured.
const SESSIONS: u32 = 20_000;

fn main() {
    if env::args().any(|argument| argument == FLOOR) {
        return floor::serve();
    }
    let seed = Seed::default().sign_in_as("alice@acme.example");
    let web = MockIdp::start_with(seed.clone()).client("Acme web");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seed.toml");
    fs::write(&file, seed.to_toml()).expect("a file");
    let [floor, fake] = [&mut bare(), &mut fake(&file)];
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        say("medians of ratios, the fake's cost by the floor's:");
        compare(
            "process start to first answer, µs",
            async |command| started(command).await,
            floor,
            fake,
        )
        .await;
        let metadata = "/.well-known/openid-configuration";
        compare(
            "metadata, ns of processor",
            async |command| read(command, metadata).await,
            floor,
            fake,
        )
        .await;
        compare(
            "key set, ns of processor",
            async |command| read(command, "/keys").await,
            floor,
            fake,
        )
        .await;
        compare(
            "a sign-in, ns of processor",
            async |command| signed_in(command, &web).await,
            floor,
            fake,
        )
        .await;
        compare("idle memory, octets", async |command| idle(command, &web).await, floor, fake)
            .await;
        sessions(fake, &web).await;
    });
}

fn bare() -> Command {
    let mut command = Command::new(env::current_exe().expect("this runs"));
    command.arg(FLOOR);
    command
}

fn fake(seed: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-idp"));
    command.args(["serve", "--port", "0", "--json", "--seed"]).arg(seed);
    command
}

/// Measures both in turns, and prints the medians.
async fn compare(
    what: &str,
    measure: impl AsyncFn(&mut Command) -> u64,
    floor: &mut Command,
    fake: &mut Command,
) {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (floor, fake) = (measure(floor).await, measure(fake).await);
        rounds.push((ratio(fake, floor), floor, fake));
    }
    rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (ratio, floor, fake) = rounds[ROUNDS / 2];
    say(&format!(
        "  {what:<36} {floor:>9} {fake:>9}   {ratio:.2}, or {:.2} of the floor",
        1.0 / ratio
    ));
}

#[expect(clippy::cast_precision_loss, reason = "a ratio is printed with two digits")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

/// Returns the microseconds from the start of a process to its first answer.
async fn started(command: &mut Command) -> u64 {
    let mut shortest = u128::MAX;
    for _ in 0..STARTS {
        let begun = now();
        let process = Process::start(command);
        let mut stream = TcpStream::connect(&process.address).await.expect("it listens");
        let request = format!("GET /keys HTTP/1.1\r\nhost: {}\r\n\r\n", process.address);
        exchange(&mut stream, &request).await;
        shortest = shortest.min(begun.elapsed().as_micros());
    }
    u64::try_from(shortest).expect("it took no ages")
}

async fn read(command: &mut Command, path: &str) -> u64 {
    let process = Process::start(command);
    let mut stream = TcpStream::connect(&process.address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", process.address);
    assert!(exchange(&mut stream, &request).await.starts_with("HTTP/1.1 200"), "it comes");
    let before = process.processor();
    for _ in 0..READS {
        exchange(&mut stream, &request).await;
    }
    (process.processor() - before) / u64::from(READS)
}

async fn signed_in(command: &mut Command, web: &Registration) -> u64 {
    let process = Process::start(command);
    let mut person = Person::at(&process.address, web).await;
    person.signs_in().await;
    let before = process.processor();
    for _ in 0..SIGN_INS {
        person.signs_in().await;
    }
    (process.processor() - before) / u64::from(SIGN_INS)
}

/// Returns the octets of a process that signed somebody in, and waits.
async fn idle(command: &mut Command, web: &Registration) -> u64 {
    let process = Process::start(command);
    Person::at(&process.address, web).await.signs_in().await;
    process.memory()
}

/// Measures what each live session adds.
async fn sessions(fake: &mut Command, web: &Registration) {
    let process = Process::start(fake);
    let mut person = Person::at(&process.address, web).await;
    for _ in 0..BEFORE {
        person.signs_in().await;
    }
    let before = process.memory();
    for _ in 0..SESSIONS {
        person.signs_in().await;
    }
    let each = process.memory().saturating_sub(before) / u64::from(SESSIONS);
    let all = process.memory() >> 20;
    say(&format!(
        "  a live session, octets {each:>33}   with {} of them {all} MiB",
        BEFORE + SESSIONS
    ));
}

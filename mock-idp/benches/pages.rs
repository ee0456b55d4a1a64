//! Whole sign-ins per second while people look on: the console and the theatre are open, and the record is full.
//!
//! `cargo bench -p mock-idp --bench pages`. A page listens to its events and loads itself anew as its script does. The
//! reference, measured in the same run, is the same fake with no page open. The aim is 97 %.

#[path = "driver/sign_ins.rs"]
mod sign_ins;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use mock_idp::{MockIdp, Seed};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use sign_ins::{exchange, flows, say};

/// How many exchanges the record has before anything is measured: as many as it keeps.
const RECORDED: u64 = 10_000;

/// How long each measurement lasts.
const MEASURED: Duration = Duration::from_secs(3);

/// Rounds without pages and with them in turns, so that whatever else the machine does hits both.
const ROUNDS: usize = 7;

/// A page, and where it listens.
const PAGES: [(&str, &str); 2] =
    [("/", "/_mock/console/events"), ("/_mock/theatre", "/_mock/theatre/events")];

/// How many browsers show both.
const BROWSERS: usize = 2;

fn main() {
    let idp = MockIdp::start_with(Seed::default().sign_in_as("alice@acme.example"));
    let web = Arc::new(idp.client("Acme web"));
    let address = idp.address().to_string();
    while idp.exchanges().last().is_none_or(|last| last.number < RECORDED) {
        flows(&address, &web, MEASURED);
    }
    say("round  flows/s alone  flows/s with pages  share  pages loaded");
    let mut shares = Vec::new();
    for round in 1..=ROUNDS {
        let alone = flows(&address, &web, MEASURED);
        let (looked_on, loads) = with_pages(&address, || flows(&address, &web, MEASURED));
        let share = 100.0 * looked_on / alone;
        say(&format!("{round:>5}  {alone:>13.0}  {looked_on:>18.0}  {share:>4.0} %  {loads:>12}"));
        shares.push(share);
    }
    shares.sort_by(f64::total_cmp);
    say(&format!("median share {:.0} %; the aim is 97 %", shares[ROUNDS / 2]));
}

/// Does something while pages are open, in a thread of their own, and returns how often they were loaded meanwhile.
fn with_pages<T>(address: &str, act: impl FnOnce() -> T) -> (T, u32) {
    let loads = Arc::new(AtomicU32::new(0));
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let (place, counted) = (address.to_owned(), Arc::clone(&loads));
    let browsers = thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
        runtime.block_on(async {
            let mut pages = JoinSet::new();
            for (page, events) in [PAGES; BROWSERS].concat() {
                pages.spawn(look_on(place.clone(), page, events, Arc::clone(&counted)));
            }
            let _ = ended.await;
        });
    });
    let done = act();
    drop(end);
    browsers.join().expect("the pages close");
    (done, loads.load(Ordering::Relaxed))
}

/// Listens to the events of a page, and loads the page after each.
async fn look_on(address: String, page: &'static str, events: &'static str, loads: Arc<AtomicU32>) {
    let mut listening = TcpStream::connect(&address).await.expect("it listens");
    let mut loading = TcpStream::connect(&address).await.expect("it listens");
    let head = format!("host: {address}\r\naccept: text/html\r\n\r\n");
    let request = format!("GET {events} HTTP/1.1\r\n{head}");
    listening.write_all(request.as_bytes()).await.expect("it reads");
    let mut event = Vec::with_capacity(4096);
    while listening.read_buf(&mut event).await.is_ok_and(|read| read > 0) {
        event.clear();
        let answer = exchange(&mut loading, &format!("GET {page} HTTP/1.1\r\n{head}")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{page} answers");
        loads.fetch_add(1, Ordering::Relaxed);
    }
}

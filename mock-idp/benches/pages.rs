//! Whole sign-ins per second while somebody looks on: the console and the theatre are open, and the record is full.
//!
//! `cargo bench -p mock-idp --bench pages`. A page listens to its events and loads itself anew as its script does: after
//! each, and once at a time. The reference, measured in the same run, is the same fake with no page open. The aim is 97 %.

#[path = "driver/load.rs"]
mod load;
#[path = "driver/person.rs"]
mod person;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use mock_idp::exchange::MOST_EXCHANGES;
use mock_idp::{MockIdp, Seed};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use load::flows;
use person::{exchange, say};

/// How long each measurement lasts.
const MEASURED: Duration = Duration::from_secs(3);

/// Pairs of measurements, without pages and with them; which of both is first changes from pair to pair, because sessions
/// become more all the time. An odd number has a median.
const ROUNDS: usize = 7;

/// The pages that are open, and where each listens.
const PAGES: [(&str, &str); 2] =
    [("/", "/_mock/console/events"), ("/_mock/theatre", "/_mock/theatre/events")];

fn main() {
    let idp = MockIdp::start_with(Seed::default().sign_in_as("alice@acme.example"));
    let web = Arc::new(idp.client("Acme web"));
    let address = idp.address().to_string();
    while idp.exchanges().len() < MOST_EXCHANGES {
        flows(&address, &web, MEASURED);
    }
    let alone = || flows(&address, &web, MEASURED);
    let looked_on = || with_pages(&address, alone);
    say("round  flows/s alone  flows/s with pages  share  pages loaded");
    let mut shares = Vec::new();
    for round in 1..=ROUNDS {
        let (alone, (looked_on, loads)) = if round % 2 == 1 {
            let first = alone();
            (first, looked_on())
        } else {
            let first = looked_on();
            (alone(), first)
        };
        let share = 100.0 * looked_on / alone;
        say(&format!("{round:>5}  {alone:>13.0}  {looked_on:>18.0}  {share:>4.0} %  {loads:>12}"));
        shares.push(share);
    }
    shares.sort_by(f64::total_cmp);
    say(&format!("median share {:.1} %; the aim is 97 %", shares[ROUNDS / 2]));
}

/// Does something while the pages are open, in a thread of their own, and returns how often they were loaded meanwhile.
///
/// # Panics
///
/// If a page closes before the end: what is measured then is no fake with two pages.
fn with_pages<T>(address: &str, act: impl FnOnce() -> T) -> (T, u32) {
    let loads = Arc::new(AtomicU32::new(0));
    let (open, opened) = mpsc::channel();
    let (end, ended) = oneshot::channel::<()>();
    let (place, counted) = (address.to_owned(), Arc::clone(&loads));
    let browser = thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
        runtime.block_on(async {
            let mut pages = JoinSet::new();
            for (page, events) in PAGES {
                let (open, counted) = (open.clone(), Arc::clone(&counted));
                pages.spawn(look_on(place.clone(), page, events, open, counted));
            }
            tokio::select! {
                _ = ended => {}
                Some(closed) = pages.join_next() => panic!("a page closed: {closed:?}"),
            }
        });
    });
    for _ in PAGES {
        opened.recv().expect("each page opens");
    }
    let before = loads.load(Ordering::Relaxed);
    let done = act();
    let after = loads.load(Ordering::Relaxed);
    drop(end);
    browser.join().expect("the pages stay open until the end");
    (done, after - before)
}

/// Listens to the events of a page, and loads the page when it listens, and after each. Says when it is loaded first.
async fn look_on(
    address: String,
    page: &'static str,
    events: &'static str,
    open: mpsc::Sender<()>,
    loads: Arc<AtomicU32>,
) {
    let mut listening = TcpStream::connect(&address).await.expect("it listens");
    let mut loading = TcpStream::connect(&address).await.expect("it listens");
    let head = format!("host: {address}\r\naccept: text/html\r\n\r\n");
    let request = format!("GET {events} HTTP/1.1\r\n{head}");
    listening.write_all(request.as_bytes()).await.expect("it reads");
    let mut event = Vec::with_capacity(4096);
    while listening.read_buf(&mut event).await.is_ok_and(|read| read > 0) {
        let is_first = event.starts_with(b"HTTP/1.1 ");
        assert!(!is_first || event.starts_with(b"HTTP/1.1 200"), "{events} answers");
        event.clear();
        let answer = exchange(&mut loading, &format!("GET {page} HTTP/1.1\r\n{head}")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{page} answers");
        loads.fetch_add(1, Ordering::Relaxed);
        if is_first {
            open.send(()).expect("somebody waits for the page");
        }
    }
}

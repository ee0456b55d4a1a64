//! Connections: how long the head of a request is awaited, and how they end when the app stops.

use std::io;
use std::time::Duration;

use sample_server::SampleApp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, pause, timeout};

use crate::stories::world;

/// Seconds for the head of a request.
const SLOWEST_HEAD: u64 = 10;

/// Seconds for the requests under way when the app stops.
const GRACE: u64 = 5;

/// The beginnings of requests: nothing, and parts of one.
const BEGINNINGS: [&str; 4] = [
    "",
    "GET /",
    "POST /logout HTTP/1.1\r\nHost: app\r\n",
    "POST /logout HTTP/1.1\r\nHost: app\r\nContent-Length: 9\r\n\r\nhalf",
];

/// Starts the app at a port, connects to it, and returns the signal that stops it.
async fn served() -> (TcpStream, oneshot::Sender<()>, JoinHandle<io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let clock = sample_app::Clock::system();
    let settings = world::settings(world::LOCAL, "https://acme.scalekit.com", clock);
    let auth = settings.open().await.expect("the settings are right");
    let server = tokio::spawn(sample_app::serve(listener, auth, async {
        let _ = stopped.await;
    }));
    let mut client = TcpStream::connect(address).await.expect("connected");
    client.write_all(b"HEAD /style.css HTTP/1.1\r\nHost: app\r\n\r\n").await.expect("sent");
    read_until(&mut client, "\r\n\r\n").await;
    (client, stop, server)
}

/// Reads up to this ending.
async fn read_until(client: &mut TcpStream, ending: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(ending.as_bytes()) {
        text.push(client.read_u8().await.expect("more"));
    }
    String::from_utf8(text).expect("text")
}

#[tokio::test]
async fn half_a_head_is_waited_for_ten_seconds_and_no_longer() {
    for half in &BEGINNINGS[..3] {
        let bound = SampleApp::bind().await.expect("a port");
        let port = bound.url("/").port().expect("a port");
        let settings = bound.settings("https://acme.scalekit.com", "skc_1", "secret");
        let _app = bound.start(settings).await.expect("the settings are right");
        // From here on, time passes while nothing else happens.
        pause();
        let began = Instant::now();

        let mut client = TcpStream::connect(("127.0.0.1", port)).await.expect("connected");
        client.write_all(half.as_bytes()).await.expect("sent");
        let mut nothing = String::new();
        client.read_to_string(&mut nothing).await.expect("the end");

        assert_eq!(began.elapsed().as_secs(), SLOWEST_HEAD, "{half:?} {nothing}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn half_a_request_does_not_hold_the_end_up() {
    for half in BEGINNINGS {
        let (mut client, stop, server) = served().await;
        client.write_all(half.as_bytes()).await.expect("sent");
        pause();
        // Late enough that the part has arrived.
        let _ = timeout(Duration::from_secs(1), std::future::pending::<()>()).await;
        let began = Instant::now();

        stop.send(()).expect("it runs");
        server.await.expect("no panic").expect("it has served");

        assert!(began.elapsed().as_secs() <= GRACE, "{half:?}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_request_under_way_is_finished_and_the_connection_closed() {
    let (mut client, stop, server) = served().await;
    let head = "POST /logout HTTP/1.1\r\nHost: app\r\nContent-Length: 9\r\n\
                Expect: 100-continue\r\n\r\n";
    client.write_all(head.as_bytes()).await.expect("sent");
    let begun = read_until(&mut client, "\r\n\r\n").await;
    assert!(begun.starts_with("HTTP/1.1 100 Continue"), "the handler reads the body: {begun}");

    stop.send(()).expect("it runs");
    client.write_all(b"half done").await.expect("sent");
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.expect("an answer");
    server.await.expect("no panic").expect("it has served");

    assert!(answer.starts_with("HTTP/1.1 303 See Other"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

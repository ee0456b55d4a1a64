//! The end of the process by a signal, after requests under way are finished.

use sample_app::Database;
use scalekit_axum::{CookieSecret, SealedStore, Sqlite};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::stories::world::World;

#[cfg(unix)]
#[test]
fn the_program_stops_in_good_order_at_a_signal() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    use crate::starts::{COMPLETE, program};

    for signal in ["-TERM", "-INT"] {
        let mut app = program(&COMPLETE).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut log = BufReader::new(app.stderr.take().expect("it is piped"));
        let mut line = String::new();
        while !line.contains("ready") {
            line.clear();
            assert_ne!(log.read_line(&mut line).expect("text"), 0, "it has ended");
        }

        let kill = Command::new("kill").args([signal, &app.id().to_string()]).status();

        assert!(kill.expect("there is a kill").success());
        assert!(app.wait().expect("it ends").success(), "{signal}");
    }
}

/// The person has closed the page, so no request keeps the server running.
#[tokio::test]
async fn the_server_does_not_stop_between_scalekits_answer_and_the_store() {
    let (_folder, world) = World::on_disk().await;
    let browser = world.signed_in().await;
    let cookie = &browser.cookies["session"];
    let Database::File(file) = world.settings().hosting.database else {
        panic!("the sessions are on disk");
    };
    let store = SealedStore::over(Sqlite::at(&file).await.expect("the same file"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let auth = world.settings().open().await.expect("the settings are right");
    let server = tokio::spawn(sample_app::serve(listener, auth, async {
        let _ = stopped.await;
    }));
    world.advance(301);
    world.idp.scenario().is_gated = true;

    let mut page = TcpStream::connect(address).await.expect("connected");
    let request =
        format!("GET /dashboard HTTP/1.1\r\nHost: app\r\nCookie: session={cookie}\r\n\r\n");
    page.write_all(request.as_bytes()).await.expect("asked");
    world.idp.request_arrives().await;
    drop(page);
    stop.send(()).expect("it runs");
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    world.idp.open_the_gate();
    server.await.expect("no panic").expect("it has served");

    let session = store.load(&CookieSecret::of(cookie).expect("ours")).await.expect("asked");
    let kept = session.and_then(|session| session.tokens.refresh_token);
    assert_eq!(kept.expect("a refresh token").secret(), "rt_2");
}

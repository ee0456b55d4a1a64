//! The program, and the handle that tests use.

use std::process::Command;

use sample_app::SampleApp;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[test]
fn the_program_stops_with_a_sentence_when_a_setting_is_missing() {
    let output = Command::new(env!("CARGO_BIN_EXE_sample-app"))
        .env_clear()
        .env("SCALEKIT_ENV_URL", "https://acme.scalekit.com")
        .env("SCALEKIT_CLIENT_SECRET", "test_canary")
        .output()
        .expect("the program runs");

    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        told.contains(
            "the app cannot start without SCALEKIT_CLIENT_ID, SCALEKIT_REDIRECT_URI, \
             SCALEKIT_POST_LOGOUT_REDIRECT_URI; set them in its environment"
        ),
        "{told}"
    );
    assert!(!told.contains("canary"));
}

#[tokio::test]
async fn a_test_gets_an_app_on_a_port_of_its_own_that_goes_with_the_handle() {
    let bound = SampleApp::bind().await.expect("a port");
    let (redirect_uri, port) = (bound.redirect_uri(), bound.url("/").port().expect("a port"));
    let settings = bound.settings("http://localhost:1", "skc_1", "secret");

    let app = bound
        .start(settings)
        .await
        .expect("it starts while the IdP is down");
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connected");
    stream
        .write_all(b"GET /logged-out HTTP/1.0\r\n\r\n")
        .await
        .expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");

    assert_eq!(app.url("/auth/callback"), redirect_uri);
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");

    drop(app);
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

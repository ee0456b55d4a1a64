//! Every kind of broken server. None of them ends a session.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::thread;
use std::time::Duration;

use scalekit::{AccessToken, Client, Error, RefreshToken};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::signing::FIRST;
use crate::world::{CLIENT_ID, World, answering};

async fn refresh(client: &Client) -> Error {
    let outcome = client.refresh(&RefreshToken::from("rt_1")).await;
    outcome.map(drop).expect_err("this server is broken")
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_says_nothing_about_the_session() {
    let world = World::start().await;
    let page = "<html>Sign in to the guest network</html>";
    let moved = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    let answers = [
        ("500", ResponseTemplate::new(500)),
        ("503", ResponseTemplate::new(503)),
        ("429", ResponseTemplate::new(429)),
        ("a redirect", moved),
        ("a page", ResponseTemplate::new(200).set_body_raw(page, "text/html")),
        ("a page with 404", ResponseTemplate::new(404).set_body_raw(page, "text/html")),
        ("a page with 403", ResponseTemplate::new(403).set_body_raw(page, "text/html")),
        ("nothing", ResponseTemplate::new(200)),
        ("a list", ResponseTemplate::new(200).set_body_json(json!([]))),
        ("no token", ResponseTemplate::new(200).set_body_json(json!({"expires_in": 299}))),
        ("half", ResponseTemplate::new(200).set_body_string(r#"{"access_token": "ey"#)),
        ("too much", ResponseTemplate::new(200).set_body_string(" ".repeat(300_000))),
    ];

    let mut report = Vec::new();
    for (case, answer) in answers {
        let _guard = world.token_endpoint(answer).await;
        let error = refresh(&world.client).await;
        assert!(error.is_transient(), "{case}: {error}");
        report.push(format!("{case}\n    {error}"));
    }

    insta::assert_snapshot!(report.join("\n"), @"
    500
        Scalekit is unavailable: it answered with status 500
    503
        Scalekit is unavailable: it answered with status 503
    429
        Scalekit is unavailable: it answered with status 429
    a redirect
        Scalekit is unavailable: it answered with status 307
    a page
        Scalekit is unavailable: its answer (status 200) makes no sense: not the JSON that this endpoint sends
    a page with 404
        Scalekit is unavailable: its answer (status 404) makes no sense: a refusal that is no OAuth error
    a page with 403
        Scalekit is unavailable: its answer (status 403) makes no sense: a refusal that is no OAuth error
    nothing
        Scalekit is unavailable: its answer (status 200) makes no sense: not the JSON that this endpoint sends
    a list
        Scalekit is unavailable: its answer (status 200) makes no sense: not the JSON that this endpoint sends
    no token
        Scalekit is unavailable: its answer (status 200) makes no sense: not the JSON that this endpoint sends
    half
        Scalekit is unavailable: its answer (status 200) makes no sense: not the JSON that this endpoint sends
    too much
        Scalekit is unavailable: its answer was longer than 262144 bytes
    ");
    assert!(world.requests_to("/elsewhere").await.is_empty());
}

#[tokio::test]
async fn a_server_that_recovers_is_believed_again() {
    let world = World::start().await;
    let down = world.token_endpoint(ResponseTemplate::new(503)).await;
    assert!(refresh(&world.client).await.is_transient());
    drop(down);

    let body = json!({"access_token": FIRST.sign(&world.access_claims()), "refresh_token": "rt_2"});
    let _up = world.token_endpoint(ResponseTemplate::new(200).set_body_json(body)).await;

    assert!(world.client.refresh(&RefreshToken::from("rt_1")).await.is_ok());
}

#[tokio::test]
async fn a_slow_server_is_not_waited_for() {
    let world = World::with_settings(|settings| settings.timeout(Duration::from_millis(50))).await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let _guard = world.token_endpoint(slow).await;

    let error = refresh(&world.client).await;

    insta::assert_snapshot!(error, @"Scalekit is unavailable: it did not answer in time");
}

#[tokio::test]
async fn slow_keys_are_not_waited_for_either() {
    let world = World::with_settings(|settings| settings.timeout(Duration::from_millis(50))).await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    answering("GET", "/keys", slow).mount(&world.idp).await;

    let token = AccessToken::from(FIRST.sign(&world.access_claims()));
    let error = world.client.verify_access_token(&token).await.expect_err("no keys");

    insta::assert_snapshot!(error, @"Scalekit is unavailable: it did not answer in time");
}

#[tokio::test]
async fn an_answer_that_is_cut_short_is_not_read() {
    let url = server_that_says("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":");

    let error = refresh(&client_of(&url)).await;

    insta::assert_snapshot!(error, @"Scalekit is unavailable: its answer was cut short");
}

#[tokio::test]
async fn a_server_that_hangs_up_or_is_not_there_is_unavailable() {
    let hangs_up = server_that_says("");
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}", listener.local_addr().expect("bound"))
    };

    for url in [hangs_up, gone] {
        let error = refresh(&client_of(&url)).await;
        assert!(error.is_transient(), "{error}");
        let outcome = error.to_string();
        assert!(outcome.starts_with("Scalekit is unavailable: no connection: "), "{outcome}");
    }
}

fn client_of(url: &str) -> Client {
    Client::builder(url, CLIENT_ID).build().expect("the settings are good")
}

/// Answers one request with these bytes, and then closes the connection so that they arrive.
fn server_that_says(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        stream.read_exact(&mut [0; 4])?;
        stream.write_all(answer.as_bytes())?;
        stream.shutdown(Shutdown::Write)?;
        io::copy(&mut stream, &mut io::sink())
    });
    url
}

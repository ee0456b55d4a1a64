//! Applications that cannot be checked: each ends in time, with an error that names what happened, and never with a
//! verdict.

use std::time::Duration;

use checker::{CheckError, Options, Outcome};
use mock_idp::MockIdp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;
use zoo::{Defect, Unusual, Zoo};

use crate::bare::{self, Answer, Known, Request};
use crate::world;

/// Time for an act, so that a test of a server that hangs is short.
const ACT: Duration = Duration::from_millis(300);

/// Starts a server that answers every request with these bytes; without any it never answers.
async fn server(answer: Option<String>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let Some(answer) = answer.clone() else {
                silent.push(connection);
                continue;
            };
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = connection.read(&mut request).await;
                let _ = connection.write_all(answer.as_bytes()).await;
            });
        }
    });
    format!("http://localhost:{}/", address.port()).parse().expect("an address")
}

fn http(head: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {head}\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

async fn check(app: &Url) -> CheckError {
    let idp = MockIdp::start();
    let options = Options { act: ACT, ..world::options(&idp, app) };
    checker::check(options).await.expect_err("nothing that can be checked")
}

#[tokio::test]
async fn what_does_not_answer_as_an_application_is_named_and_not_judged() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let dead = format!("http://localhost:{}/", nobody.local_addr().expect("an address").port());
    drop(nobody);
    for (app, said) in [
        (dead.parse().expect("an address"), "cannot be opened: "),
        (server(None).await, "did not answer in full within 300ms"),
        (
            server(Some("220 mail.example ESMTP\r\n".to_owned())).await,
            "did not answer: what it sends is not HTTP",
        ),
        (server(Some(http("302 Found\r\nlocation: /", ""))).await, "more than 20 redirects"),
        (
            server(Some(http("302 Found\r\nlocation: https://example.com/", ""))).await,
            "off this machine",
        ),
        (server(Some(http("500 Oh", ""))).await, "answers 500"),
        (server(Some(http("200 OK", "<a href=/about>About us</a>"))).await, "login = \"/path"),
        (server(Some(http("200 OK", "<button>Anmelden</button>"))).await, "--browser chromium"),
    ] {
        let error = check(&app).await;

        assert!(error.to_string().contains(said), "{said}: {error}");
        assert_eq!(error.exit(), 3, "{error}");
    }
}

#[tokio::test]
async fn an_unregistered_redirect_uri_is_a_line_for_the_seed() {
    let bound = Zoo::bind().await.expect("a free port");
    let idp = MockIdp::start();
    let client = idp.client("Acme web");
    let secret = client.client_secret.expect("a web client has a secret");
    let zoo = bound.start(zoo::Options::new(idp.environment_url(), &client.client_id, &secret));
    let app: Url = zoo.url().parse().expect("an address");

    let error = checker::check(world::options(&idp, &app)).await.expect_err("nobody gets in");

    let callback = app.join("/auth/callback").expect("an address");
    let line = format!("redirect_uris = [\"http://localhost:3000/auth/callback\", \"{callback}\"]");
    assert!(error.to_string().contains(&line), "{error}");
    assert_eq!(error.exit(), 3);
}

#[tokio::test]
async fn usage_that_is_wrong_is_no_check() {
    let idp = MockIdp::start();
    let away: Url = "http://app.example/".parse().expect("an address");
    let here: Url = "http://localhost:1/".parse().expect("an address");

    let error = checker::check(world::options(&idp, &away)).await.expect_err("no loopback");
    assert_eq!((error.exit(), error.to_string().contains("not on this machine")), (2, true));

    let slugs = vec!["pkc".to_owned()];
    let unknown = Options { slugs, ..world::options(&idp, &here) };
    let error = checker::check(unknown).await.expect_err("no such practice");
    assert_eq!((error.exit(), error.to_string().contains("perhaps pkce")), (2, true), "{error}");
}

#[tokio::test]
async fn what_a_script_alone_can_press_is_not_judged() {
    let report = world::check_zoo(&[Defect::LogoutByScript], &[]).await.expect("a check");

    let row = report.row("session-dies-on-the-server").expect("a row");
    assert!(matches!(row.outcome, Outcome::NotTried(_)), "{row:?}");
    assert_eq!(row.outcome.reason().map(|why| why.contains("--browser chromium")), Some(true));
    assert_eq!((report.exit(), world::in_words(&report)), (3, String::new()));
}

#[tokio::test]
async fn a_linked_page_that_does_not_answer_is_a_note_of_the_report() {
    let few = |options: Options| Options {
        act: Duration::from_secs(2),
        slugs: vec!["logout-carries-hint".to_owned()],
        ..options
    };
    let report = world::check_zoo_as(&[], &[Unusual::ExportTakesLong], few).await.0;

    let report = report.expect("a check");
    let note = "/export did not answer in full within 2s: nothing of that page was seen";
    assert!(report.to_string().contains(note), "{report}");
    assert_eq!(report.exit(), 0, "{report}");
}

/// Answers as an application that nobody taught to expect a refusal: it dies of it.
async fn fragile(known: Known, request: Request) -> Option<Answer> {
    Some(match request.path() {
        "/login" => known.authorization(),
        "/auth/callback" => {
            let Some(code) = request.code() else { return Some(Answer::redirect("/login")) };
            if known.exchange(&code).await.is_none() {
                known.die();
                return None;
            }
            Answer::redirect("/")
        }
        _ => Answer::page("200 OK", "<a href=/login>Sign in</a>"),
    })
}

#[tokio::test]
async fn an_application_that_dies_of_a_row_is_reported_with_that_row() {
    let (idp, app) = bare::start(fragile).await;
    let slugs = ["pkce", "errors-are-generic"];
    let slugs = slugs.map(str::to_owned).to_vec();

    let error = checker::check(Options { slugs, ..world::options(&idp, &app) }).await;

    let error = error.expect_err("it is dead");
    let said = error.to_string();
    assert!(said.contains("stopped to answer while row errors-are-generic was tried: "), "{said}");
    assert_eq!(error.exit(), 3);
    let ended = error.ended(app, "its command ended with exit status: 1".to_owned());
    let said = ended.to_string();
    assert!(
        said.ends_with(
            "ended while row errors-are-generic was tried: its command ended with exit status: 1"
        ),
        "{said}"
    );
}

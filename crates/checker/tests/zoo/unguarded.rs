//! An application as the first pages of Scalekit's documents make it: its sign-in ends at a page that is not there, and its
//! cookie goes to the callback alone.

use std::time::Duration;

use checker::Options;
use mock_idp::MockIdp;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::world;

/// Time for the exchange of a code: on a busy machine a second is not enough.
const EXCHANGE: Duration = Duration::from_secs(10);

/// What the application knows of the fake.
#[derive(Clone)]
struct Known {
    environment: String,
    client: String,
    secret: String,
    callback: String,
}

/// Answers one request.
async fn answer(known: &Known, connection: TcpStream) -> Option<()> {
    let mut connection = BufReader::new(connection);
    let mut line = String::new();
    connection.read_line(&mut line).await.ok()?;
    let target = line.split(' ').nth(1)?.to_owned();
    while connection.read_line(&mut line).await.ok()? > 2 {}
    let url = Url::parse("http://here.invalid").and_then(|base| base.join(&target)).ok()?;
    let head = match url.path() {
        "/" => "200 OK\r\ncontent-type: text/html".to_owned(),
        "/login" => format!(
            "302 Found\r\nlocation: {}/oauth/authorize?response_type=code&client_id={}&redirect_uri={}&scope=openid",
            known.environment, known.client, known.callback
        ),
        "/auth/callback" => {
            let code = url.query_pairs().find(|(name, _)| name == "code")?.1.into_owned();
            exchange(known, &code).await?;
            "302 Found\r\nlocation: /dashboard/profile\r\nset-cookie: accessToken=1; HttpOnly"
                .to_owned()
        }
        "/dashboard" => "401 Unauthorized\r\ncontent-type: application/json".to_owned(),
        _ => "404 Not Found\r\ncontent-type: text/html".to_owned(),
    };
    let body = if url.path() == "/" { "<a href=/login>Sign in</a>" } else { "{}" };
    let length = body.len();
    let answer =
        format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    connection.write_all(answer.as_bytes()).await.ok()
}

async fn exchange(known: &Known, code: &str) -> Option<()> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &known.callback),
        ("client_id", &known.client),
        ("client_secret", &known.secret),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let client = reqwest::Client::builder().no_proxy().timeout(EXCHANGE).build().ok()?;
    let request = client.post(format!("{}/oauth/token", known.environment));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    request.send().await.ok()?.error_for_status().ok().map(drop)
}

#[tokio::test]
async fn where_no_guarded_page_is_found_the_report_says_what_keeps_the_person_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let base = format!("http://localhost:{port}");
    let idp = MockIdp::builder().redirect_base(&base).start().expect("the seed is right");
    let client = idp.client("Acme web");
    let known = Known {
        environment: idp.environment_url().to_owned(),
        client: client.client_id,
        secret: client.client_secret.expect("a web client has a secret"),
        callback: format!("{base}/auth/callback"),
    };
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let known = known.clone();
            tokio::spawn(async move { answer(&known, connection).await });
        }
    });
    let app: Url = base.parse().expect("an address");
    let options =
        Options { slugs: vec!["logout-carries-hint".to_owned()], ..world::options(&idp, &app) };

    let report = checker::check(options).await.expect("a check");

    assert_eq!(
        report.found.subject.remarks,
        [
            "the sign-in ends at /dashboard/profile, which answers 404",
            "the person who has just signed in gets 401 with JSON at /dashboard",
            "the cookie accessToken does not go to /dashboard: /auth/callback set it without a Path, which makes it /auth",
        ]
    );
    assert_eq!(report.exit(), 3, "{report}");
}

//! The start of the program and of the handle that tests use, and the errors of it.

use std::process::{Command, Output};

use sample_app::CALLBACK_PATH;
use sample_server::SampleApp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Settings with which the program starts.
pub(crate) const COMPLETE: [(&str, &str); 6] = [
    ("SCALEKIT_ENVIRONMENT_URL", "https://acme.scalekit.com"),
    ("SCALEKIT_CLIENT_ID", "skc_app"),
    ("SCALEKIT_CLIENT_SECRET", "test_canary"),
    ("SCALEKIT_REDIRECT_URI", "http://localhost:3000/auth/callback"),
    ("SCALEKIT_POST_LOGOUT_REDIRECT_URI", "http://localhost:3000/logged-out"),
    ("SAMPLE_APP_ADDR", "127.0.0.1:0"),
];

/// Returns the program in an environment of these variables and no others.
pub(crate) fn program(variables: &[(&str, &str)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sample-app"));
    program.env_clear().envs(variables.iter().copied());
    program
}

/// Returns the program's error, with complete settings but one.
fn last_words(name: &str, value: &str) -> String {
    last_words_of(&[(name, value)])
}

/// Returns the program's error, with these settings besides.
fn last_words_of(changes: &[(&str, &str)]) -> String {
    let mut program = program(&COMPLETE);
    let output = program.envs(changes.iter().copied()).output().expect("it runs");
    complaint(&output)
}

fn complaint(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{stderr}");
    assert!(!stderr.contains("canary") && !stderr.contains('\x1b'), "{stderr}");
    stderr
}

#[test]
fn the_program_stops_with_a_sentence_when_a_setting_is_missing() {
    for filter in ["info", "off", "sqlx=warn"] {
        let output =
            program(&COMPLETE[..3]).env("RUST_LOG", filter).output().expect("the program runs");

        assert_eq!(
            complaint(&output),
            "sample-app: the app cannot start without SCALEKIT_REDIRECT_URI, \
             SCALEKIT_POST_LOGOUT_REDIRECT_URI; set them in its environment\n"
        );
    }
}

#[test]
fn what_cannot_be_used_is_named_with_its_variable() {
    let holder = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = holder.local_addr().expect("an address").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = folder.path().join("nowhere/sessions.db");
    let nowhere = nowhere.to_str().expect("text");
    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "Dear Alice, this is not a database.").expect("written");
    let letter = letter.to_str().expect("text");
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, "").expect("written");
    let roots = roots.to_str().expect("text");

    for (name, value) in [
        ("SAMPLE_APP_ADDR", taken.as_str()),
        ("SAMPLE_APP_DATABASE", nowhere),
        ("SAMPLE_APP_DATABASE", letter),
        ("SSL_CERT_FILE", roots),
        ("SSL_CERT_FILE", nowhere),
        ("SCALEKIT_ENVIRONMENT_URL", "acme.scalekit.com"),
        ("SCALEKIT_ENVIRONMENT_URL", "http://acme.scalekit.com"),
    ] {
        let stderr = last_words(name, value);

        let last = stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("sample-app: "), "{stderr}");
        assert!(last.contains(name), "{stderr}");
        assert!(last.contains(value) || name.starts_with("SCALEKIT"), "{stderr}");
    }
}

#[test]
fn a_strategy_that_cannot_be_is_named_with_its_variable_and_no_key_is_repeated() {
    let [key, short] =
        ["canaryCanaryCanaryCanaryCanaryCanaryCanaryA", "canaryCanaryCanaryCanaryCanarA"];
    let repeated = format!("{key},{key}");
    let sealed = |keys| {
        last_words_of(&[("SAMPLE_APP_SESSIONS", "sealed-cookies"), ("SAMPLE_APP_KEYS", keys)])
    };

    let lines = [
        last_words("SAMPLE_APP_SESSIONS", "cookies"),
        last_words("SAMPLE_APP_SESSIONS", "sealed-cookies"),
        sealed("canary!"),
        sealed(short),
        sealed(&repeated),
    ];

    insta::assert_snapshot!(lines.concat(), @"
    sample-app: SAMPLE_APP_SESSIONS must be server, sealed-cookies or own-tokens
    sample-app: SAMPLE_APP_KEYS cannot be used: there is no key; make one with `openssl rand -base64 32 | tr '+/' '-_'`
    sample-app: SAMPLE_APP_KEYS cannot be used: key 1 is no base64url
    sample-app: SAMPLE_APP_KEYS cannot be used: key 1 has 22 octets, and a key has 32 at least
    sample-app: SAMPLE_APP_KEYS cannot be used: key 2 is the same as one before it
    ");
}

#[test]
fn a_proxy_or_a_domain_that_cannot_be_is_named_with_its_variable() {
    let lines = [
        last_words("SAMPLE_APP_TRUSTED_PROXIES", "nginx"),
        last_words("SAMPLE_APP_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.1/8"),
        last_words("SAMPLE_APP_TRUSTED_PROXIES", "0.0.0.0/0"),
        last_words("SAMPLE_APP_COOKIE_DOMAIN", "co.uk"),
        last_words("SAMPLE_APP_COOKIE_DOMAIN", "127.0.0.1"),
        last_words("SAMPLE_APP_COOKIE_DOMAIN", "example.com"),
        last_words("SAMPLE_APP_FORMER_COOKIE_DOMAIN", "localhost"),
    ];

    insta::assert_snapshot!(lines.concat(), @r#"
    sample-app: SAMPLE_APP_TRUSTED_PROXIES cannot be used: "nginx" is no address and no network, such as 127.0.0.1 or 10.0.3.0/24
    sample-app: SAMPLE_APP_TRUSTED_PROXIES cannot be used: 10.0.0.1/8 has bits after its prefix; the network is 10.0.0.0/8, and the address 10.0.0.1
    sample-app: SAMPLE_APP_TRUSTED_PROXIES cannot be used: 0.0.0.0/0 has every address, so that anybody would be believed
    sample-app: SAMPLE_APP_COOKIE_DOMAIN cannot be used: co.uk is a public suffix, and no browser keeps a cookie that spans one
    sample-app: SAMPLE_APP_COOKIE_DOMAIN cannot be used: it must be the name of a domain, such as example.com
    sample-app: the cookies of an app at localhost cannot span example.com, because the host is not within it
    sample-app: SAMPLE_APP_FORMER_COOKIE_DOMAIN cannot be used: localhost is a public suffix, and no browser keeps a cookie that spans one
    "#);
}

#[tokio::test]
async fn a_test_gets_an_app_on_a_port_of_its_own_that_goes_with_the_handle() {
    let bound = SampleApp::bind().await.expect("a port");
    let (redirect_uri, port) = (bound.url(CALLBACK_PATH), bound.url("/").port().expect("a port"));
    let settings = bound.settings("http://localhost:1", "skc_1", "secret");

    let app = bound.start(settings).await.expect("it starts while the IdP is down");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("connected");
    stream.write_all(b"GET /logged-out HTTP/1.0\r\n\r\n").await.expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");

    assert_eq!(app.url("/auth/callback"), redirect_uri);
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");

    drop(app);
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

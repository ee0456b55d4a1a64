//! The fake inside other people's tests.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mock_idp::exchange::Sdk;
use mock_idp::{
    Clock, Endpoint, Event, FaultFired, FindingMade, Happening, MockIdp, Note, Refused, SdkSeen,
    Seed, StartError,
};
use reqwest::Method;

use crate::http::{ALICE, AUTHORIZE, Fake, PATIENCE, WEB, client, sent};

#[tokio::test]
async fn it_starts_inside_a_runtime_of_one_thread() {
    let idp = MockIdp::start();
    let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");

    let answer = http.get(format!("{}/keys", idp.environment_url())).send();

    assert_eq!(answer.await.expect("it answers").status(), 200);
}

#[test]
fn twenty_at_once_know_nothing_of_each_other() {
    let fakes: Vec<MockIdp> = (0..20).map(|_| MockIdp::start()).collect();
    let http = client();
    fakes[7].sign_in_next_as("alice@acme.example").expect("she exists");

    for (number, idp) in fakes.iter().enumerate() {
        let answer = http.get(format!("{}{AUTHORIZE}", idp.environment_url())).send();
        let answer = answer.expect("it answers");
        let location = answer.headers()["location"].to_str().expect("text");
        assert_eq!(location.contains("code="), number == 7);
    }

    let mut urls: Vec<&str> = fakes.iter().map(MockIdp::environment_url).collect();
    urls.sort_unstable();
    urls.dedup();
    assert_eq!(urls.len(), 20);
}

#[test]
fn what_is_dropped_frees_its_port_and_cuts_its_connections() {
    let idp = MockIdp::start();
    let address = idp.address();
    let mut connection = TcpStream::connect(address).expect("it listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    connection.write_all(b"GET /keys HTTP/1.1\r\nHost: idp\r\n\r\n").expect("it reads");
    let mut answer = [0; 4096];
    let read = connection.read(&mut answer).expect("it answers");
    assert!(answer[..read].starts_with(b"HTTP/1.1 200 OK"));

    drop(idp);

    loop {
        match connection.read(&mut answer) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("the connection was not cut: {error}"),
        }
    }
    let again = MockIdp::builder().port(address.port()).start();
    assert!(again.is_ok(), "the port is free: {:?}", again.err());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let first = MockIdp::start();

    let second = MockIdp::builder().port(first.address().port()).start();

    let error = second.expect_err("the port is taken");
    assert!(matches!(error, StartError::Listen { .. }));
    let text = error.to_string().replace(&first.address().to_string(), "[address]");
    assert!(text.starts_with("cannot listen on [address]: "), "{text}");
}

#[test]
fn a_public_url_is_an_origin_and_no_more() {
    for url in [
        "idp.test",
        "ftp://idp.test",
        "http://idp.test/path",
        "http://idp.test/?a=b",
        "http://idp.test/#a",
        " http://idp.test",
        "http://idp.test\n",
        "http://idp .test",
        "http://idp.\ttest",
        "https://alice@idp.test",
        "https://alice:only_for_tests@idp.test",
        "",
    ] {
        let refused = MockIdp::builder().public_url(url).start();
        assert!(matches!(refused, Err(StartError::PublicUrl(_))), "{url}");
    }
    for (url, origin) in [
        ("http://idp.test/", "http://idp.test"),
        ("HTTPS://Idp.Test:443", "https://idp.test"),
        ("http://idp.test:80/", "http://idp.test"),
        ("http://idp.test:8080", "http://idp.test:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ] {
        let idp = MockIdp::builder().public_url(url).start();
        assert_eq!(idp.expect(url).environment_url(), origin);
    }
}

#[test]
fn port_0_of_a_public_url_is_the_port_that_was_taken() {
    let idp = MockIdp::builder().public_url("http://127.0.0.1:0");

    let idp = idp.start().expect("a port is free");

    assert_eq!(idp.environment_url(), format!("http://{}", idp.address()));
}

#[test]
fn a_public_url_that_is_refused_keeps_its_password_to_itself() {
    let refused = MockIdp::builder().public_url("https://alice:only_for_tests@idp.test").start();

    insta::assert_snapshot!(refused.unwrap_err(), @"the public URL `https://…@idp.test` is not an http or https URL without user, path, query and fragment, like `http://127.0.0.1:8080`");
}

#[test]
fn whoever_listens_everywhere_is_reached_on_loopback() {
    let idp = MockIdp::builder().bind(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).start().expect("a port");

    let port = idp.address().port();
    assert_eq!(idp.environment_url(), format!("http://127.0.0.1:{port}"));
    let answer = client().get(idp.environment_url()).send();
    assert_eq!(answer.expect("it answers").status(), 200);
}

#[test]
fn many_at_once_are_served_and_every_entry_is_written_down() {
    let fake = Arc::new(Fake::start());
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let fake = Arc::clone(&fake);
            thread::spawn(move || {
                for _ in 0..10 {
                    let form = format!("{WEB}&grant_type=client_credentials");
                    assert_eq!(fake.post("/oauth/token", &form).status, 200);
                }
            })
        })
        .collect();

    for thread in threads {
        thread.join().expect("each was served");
    }

    let entries = fake.idp.journal_since(1);
    let issued = entries.iter().filter(|entry| entry.event() == "client_token.issued");
    assert_eq!(issued.count(), 80);
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_code_presented_by_many_at_once_is_redeemed_once() {
    let fake = Arc::new(Fake::start());
    let code = fake.sign_in(AUTHORIZE, ALICE).code;

    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (fake, code) = (Arc::clone(&fake), code.clone());
            thread::spawn(move || fake.redeem(&code).status)
        })
        .collect();

    let granted = threads
        .into_iter()
        .map(|thread| thread.join().expect("each was answered"))
        .filter(|status| *status == 200);
    assert_eq!(granted.count(), 1);
}

#[test]
fn a_clock_is_shared_with_whoever_was_handed_it() {
    let clock = Clock::frozen_at("2026-01-01T09:00:00Z".parse().expect("a time"));
    let idp = MockIdp::builder().clock(clock.clone()).start().expect("a port");

    idp.outlive_access_tokens();

    assert_eq!(clock.now().to_string(), "2026-01-01T09:05:01Z");
}

#[test]
fn at_the_end_of_time_people_still_sign_in() {
    let fake = Fake::start();

    fake.idp.clock().advance(Duration::MAX);

    let (tokens, _) = fake.alice();
    assert!(tokens["refresh_token"].is_string());
}

#[test]
#[should_panic(expected = "no client Acme webb; there are Acme web, Acme SPA")]
fn an_unknown_client_is_refused_with_those_that_there_are() {
    MockIdp::start().client("Acme webb");
}

#[test]
fn secrets_stay_out_of_debug_prints() {
    let idp = MockIdp::start_with(Seed::default());

    let text = format!("{:?} {:?}", idp, idp.client("Acme web"));

    assert!(!text.contains("test_acme_web_secret"));
}

/// Returns what an entry is about, by types that the library's users can name.
fn subject(happening: &Happening) -> String {
    let of_event = |event: &Event| event.name().to_owned();
    let of_refusal = |refused: &Refused| refused.error.to_owned();
    let of_fault = |fault: &FaultFired| fault.what.clone();
    let of_note = |note: &Note| note.text.to_string();
    let of_finding = |finding: &FindingMade| finding.slug.to_owned();
    let of_sdk = |seen: &SdkSeen| {
        let SdkSeen { client, sdk: Sdk { language, version, .. }, .. } = seen;
        format!("{client}: {language} {version}")
    };
    match happening {
        Happening::Event(event) => of_event(event),
        Happening::Refused(refused) => of_refusal(refused),
        Happening::Fault(fault) => of_fault(fault),
        Happening::Note(note) => of_note(note),
        Happening::Finding(finding) => of_finding(finding),
        Happening::Sdk(seen) => of_sdk(seen),
    }
}

#[test]
fn each_kind_of_entry_has_a_type_with_a_name() {
    let fake = Fake::start();
    fake.idp.note("a test").expect("a note");
    fake.idp.next(Endpoint::Keys).answers(503);
    fake.get("/keys");
    fake.get("/nowhere");
    fake.alice();
    let body = "client_id=skc_100000000000000001&client_secret=test_acme_web_secret_not_for_production&grant_type=client_credentials";
    let token = fake.request(Method::POST, "/oauth/token").body(body);
    let token = token.header("content-type", "application/x-www-form-urlencoded");
    sent(token.header("user-agent", "scalekit-python/2.4.0"));

    let entries = fake.idp.journal_since(1);

    let subjects: Vec<String> = entries.iter().map(|entry| subject(&entry.happening)).collect();
    for expected in ["a test", "user.login", "not_found", "pkce"] {
        assert!(subjects.iter().any(|subject| subject == expected), "{subjects:?}");
    }
    insta::assert_debug_snapshot!(subjects, @r#"
    [
        "a test",
        "/keys answers 503 Service Unavailable",
        "not_found",
        "authorization.requested",
        "state-is-new",
        "pkce",
        "user.login",
        "authorization_code.issued",
        "authorization_code.redeemed",
        "tokens.issued",
        "client_token.issued",
        "skc_100000000000000001: python 2.4.0",
        "working-sdk-version",
    ]
    "#);
}

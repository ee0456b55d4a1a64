//! The journal, filtered and waited for, followed and read.

mod events;
mod forms;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use mock_idp::MockIdp;
use reqwest::Method;
use serde_json::Value;

use crate::http::{Fake, PATIENCE, transcript};

const ALICE: &str = "alice@acme.example";

fn events(journal: &Value) -> Vec<&str> {
    let entries = journal["entries"].as_array().expect("a list");
    let names = entries.iter().map(|entry| entry["event"].as_str());
    names.map(|name| name.expect("a name")).collect()
}

#[test]
fn it_is_filtered_by_name_and_by_the_beginning_of_names() {
    let fake = Fake::start();
    fake.alice();
    let refused = fake.idp.sign_in_next_as("alise");
    assert!(refused.is_err());

    let exact = fake.see("/journal?event=user.login");
    let beginning = fake.see("/journal?event=authorization*");
    let limited = fake.see("/journal?limit=2&from=4");
    let refusals = fake.see("/journal?event=control.refused");

    assert_eq!(events(&exact), ["user.login"]);
    assert_eq!(
        events(&beginning),
        ["authorization.requested", "authorization_code.issued", "authorization_code.redeemed"]
    );
    assert_eq!(events(&limited), ["user.login", "authorization_code.issued"]);
    assert_eq!(refusals["entries"][0]["seq"], 8);
    assert_eq!(refusals["last_seq"], 8);
}

#[test]
fn what_is_there_is_answered_at_once() {
    let fake = Fake::start();
    fake.alice();

    let first = fake.see("/journal/wait?event=user.*&timeout_ms=0");
    let later = fake.see("/journal/wait?event=*&from=6&timeout_ms=0");

    assert_eq!((&first["event"], &first["seq"]), (&"user.login".into(), &4.into()));
    assert_eq!(later["event"], "authorization_code.redeemed");
}

#[test]
fn what_comes_is_answered_when_it_does_to_everybody_who_waits() {
    let fake = Fake::start();
    let waiters = 5;

    let entries: Vec<Value> = thread::scope(|scope| {
        let waiting: Vec<_> = (0..waiters)
            .map(|_| scope.spawn(|| fake.see("/journal/wait?event=user.login&timeout_ms=20000")))
            .collect();
        until(&fake.idp, waiters);
        fake.idp.sign_in("bob@acme.example").code().expect("he may");
        waiting.into_iter().map(|one| one.join().expect("it is answered")).collect()
    });

    for entry in entries {
        assert_eq!(entry["event"], "user.login");
    }
    assert_eq!(fake.idp.counts().waiting, 0);
}

#[test]
fn what_does_not_come_is_answered_with_what_did() {
    let fake = Fake::start();
    fake.alice();
    let wait = |query: &str| {
        let path = format!("/journal/wait?{query}");
        fake.control(&Method::GET, &path, &Value::Null)
    };

    let answers = transcript([
        ("in vain", wait("event=user.logout&timeout_ms=1")),
        ("from later on", wait("event=user.login&from=6&timeout_ms=0")),
        ("too long", wait("timeout_ms=25001")),
        ("no time", wait("timeout_ms=soon")),
        ("no number", wait("from=-1")),
        ("both", wait("from=1&after=1")),
        ("no such place", wait("after=soon")),
        ("misspelt", wait("evnt=user.login")),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > in vain
    200
    cache-control: no-store

    {
      "timed_out": true,
      "entries": [],
      "reason": "no user.logout came within 1 ms, from number 1 on; these did: authorization.requested, verdict.finding, user.login, authorization_code.issued, authorization_code.redeemed, tokens.issued; the last number is 7",
      "last_seq": 7
    }

    > from later on
    200
    cache-control: no-store

    {
      "timed_out": true,
      "entries": [],
      "reason": "no user.login came within 0 ms, from number 6 on; these did: authorization_code.redeemed, tokens.issued; the last number is 7",
      "last_seq": 7
    }

    > too long
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"timeout_ms is a whole number from 0 to 25000"}

    > no time
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"timeout_ms is a whole number from 0 to 25000"}

    > no number
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"from is a whole number from 0 on"}

    > both
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"from is the first number that counts and after the last that does not: one of them"}

    > no such place
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"after is a whole number from 0 on, or now"}

    > misspelt
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"no parameter evnt; there are event, from, after, timeout_ms"}
    "#);
}

#[test]
fn what_never_comes_is_refused_at_once() {
    let fake = Fake::start();
    let refused = |path: &str| {
        let answer = fake.control(&Method::GET, path, &Value::Null);
        let description =
            answer.json()["error_description"].as_str().expect("a sentence").to_owned();
        let (what, names) = description.split_once(" there are ").expect("a list");
        assert!(names.contains("user.logout, "), "{names}");
        format!("{} {what}", answer.status)
    };

    let refusals = [
        refused("/journal/wait?event=user.loggout&timeout_ms=25000"),
        refused("/journal/wait?event=usr.*&timeout_ms=25000"),
        refused("/journal/wait?event=cake&timeout_ms=25000"),
        refused("/journal?event=user.logut"),
    ];

    insta::assert_snapshot!(refusals.join("\n"), @"
    400 no event is called user.loggout; did you mean user.logout?
    400 no event is called usr.*; did you mean user.*?
    400 no event is called cake;
    400 no event is called user.logut; did you mean user.logout?
    ");
    let in_rust =
        fake.idp.wait_for("user.loggout", 1, PATIENCE).expect_err("nothing is called that");
    assert!(
        in_rust
            .to_string()
            .starts_with("no event is called user.loggout; did you mean user.logout?")
    );
}

#[test]
fn from_now_on_what_was_before_does_not_count() {
    let fake = Fake::start();
    fake.alice();

    let waited = thread::scope(|scope| {
        let waiting =
            scope.spawn(|| fake.see("/journal/wait?event=user.login&after=now&timeout_ms=20000"));
        until(&fake.idp, 1);
        fake.idp.sign_in("bob@acme.example").code().expect("he may");
        waiting.join().expect("it is answered")
    });
    let after = fake.see("/journal?event=user.login&after=4");
    let now = fake.see("/journal?after=now");

    assert_eq!((&waited["timed_out"], &waited["last_seq"]), (&false.into(), &waited["seq"]));
    assert_eq!(waited["entries"][0]["seq"], waited["seq"]);
    assert_eq!(after["entries"][0]["seq"], waited["seq"]);
    assert_eq!(now["entries"], serde_json::json!([]));
}

/// A suite resets the fake while another of its tests waits; the journal counts from 1 then.
#[test]
fn from_now_on_goes_on_across_a_reset() {
    let fake = Fake::start();
    fake.alice();

    let waited = thread::scope(|scope| {
        let waiting =
            scope.spawn(|| fake.see("/journal/wait?event=user.login&after=now&timeout_ms=20000"));
        until(&fake.idp, 1);
        fake.idp.reset();
        fake.idp.sign_in("bob@acme.example").code().expect("he may");
        waiting.join().expect("it is answered")
    });

    assert_eq!(waited["timed_out"], false, "{waited}");
}

#[test]
fn whoever_hangs_up_waits_no_longer() {
    let fake = Fake::start();
    let mut connection = TcpStream::connect(fake.idp.address()).expect("it listens");
    connection
        .write_all(b"GET /_mock/journal/wait?timeout_ms=25000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("it reads");
    until(&fake.idp, 1);

    drop(connection);

    until(&fake.idp, 0);
}

#[test]
fn a_fake_that_is_dropped_lets_go_of_whoever_waits() {
    let idp = MockIdp::start();
    let mut connection = TcpStream::connect(idp.address()).expect("it listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    connection
        .write_all(b"GET /_mock/journal/wait?timeout_ms=25000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("it reads");
    until(&idp, 1);

    drop(idp);

    let read = connection.read(&mut [0; 1]);
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
}

#[test]
fn in_rust_a_thread_waits() {
    let idp = MockIdp::start();

    let entry = thread::scope(|scope| {
        let waiting = scope.spawn(|| idp.wait_for("tokens.*", 1, PATIENCE));
        until(&idp, 1);
        idp.sign_in(ALICE).tokens().expect("she may");
        waiting.join().expect("it ends")
    });

    assert_eq!(entry.expect("it came").event(), "tokens.issued");
}

#[tokio::test]
async fn in_rust_a_task_waits_and_one_that_is_dropped_no_longer() {
    let idp = MockIdp::start();
    let from = idp.last_seq() + 1;

    let waiting = idp.event("user.login", from, PATIENCE);
    idp.sign_in(ALICE).code().expect("she may");
    let entry = waiting.await.expect("it came");
    let in_vain = idp.event("user.login", entry.seq + 1, PATIENCE);
    let mut in_vain = Box::pin(in_vain);
    let not_yet = std::future::poll_fn(|context| {
        std::task::Poll::Ready(in_vain.as_mut().poll(context).is_pending())
    });

    assert!(not_yet.await);
    drop(in_vain);
    until(&idp, 0);
}

/// Polls until so many calls wait. There is no event for it, because the waiting itself is tested.
#[track_caller]
fn until(idp: &MockIdp, waiting: usize) {
    let looks = 2_000_000;
    let found = (0..looks).any(|_| {
        thread::yield_now();
        idp.counts().waiting == waiting
    });
    assert!(found, "{} wait, and not {waiting}", idp.counts().waiting);
}

#[test]
fn every_entry_with_a_sentence_carries_it() {
    let fake = Fake::start();
    fake.get("/oidc/logout");
    fake.get("/nowhere");
    fake.alice();

    let entries = fake.see("/journal")["entries"].take();

    let story = fake.idp.journal();
    for (entry, line) in entries.as_array().expect("entries").iter().zip(story.lines()) {
        let reason = entry["reason"].as_str().expect("a sentence");
        assert!(line.ends_with(reason), "{line}: {reason}");
    }
    assert_eq!(entries[0]["why"], "no_cookie");
}

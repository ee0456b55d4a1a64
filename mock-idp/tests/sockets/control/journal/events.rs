//! The journal, followed: server-sent events.

use mock_idp::{MOST_ENTRIES, MockIdp};
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::Value;

use super::{ALICE, events as names, until};
use crate::control::events::Following;
use crate::http::{Fake, PATIENCE, sent, transcript};

fn following(fake: &Fake, query: &str) -> Following {
    Following::open(fake.request(Method::GET, &format!("/_mock/journal/events{query}")))
}

impl Following {
    /// Returns the number and the name of the next entry.
    fn entry(&mut self) -> String {
        let event = self.event();
        let (id, data) = event.split_once("\ndata: ").expect("an entry");
        let data: Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(id, format!("id: {}", data["seq"]));
        format!("{} {}", data["seq"], data["event"].as_str().expect("a name"))
    }
}

fn after(fake: &Fake, id: &str) -> RequestBuilder {
    fake.request(Method::GET, "/_mock/journal/events").header("last-event-id", id)
}

#[test]
fn each_entry_comes_with_its_sentence_and_its_line() {
    let fake = Fake::start();
    fake.get("/nowhere");

    let mut events = following(&fake, "");
    let first = events.event();
    fake.alice();
    let second = events.event();
    fake.idp.revoke_sessions(ALICE).expect("she has one");

    let head = events.0.get_ref().headers();
    assert_eq!(head["content-type"], "text/event-stream");
    assert_eq!(head["cache-control"], "no-store");
    assert_eq!(head["mock-idp-last-seq"], "1");
    insta::assert_snapshot!(first, @r#"
    id: 1
    data: {"seq":1,"at":"2026-01-01T09:00:00Z","exchange":1,"event":"route.refused","error":"not_found","reason":"GET /nowhere is no route of a Scalekit environment","line":{"seq":1,"elapsed":"00:00","event":"route.refused","sentence":"not_found: GET /nowhere is no route of a Scalekit environment","beside_who":"not_found: GET /nowhere is no route of a Scalekit environment"}}
    "#);
    assert!(second.starts_with("id: 2\ndata: {\"seq\":2,"), "{second}");
    let rest: Vec<String> = (0..5).map(|_| events.entry()).collect();
    insta::assert_snapshot!(rest.join("\n"), @"
    3 verdict.finding
    4 verdict.finding
    5 user.login
    6 authorization_code.issued
    7 authorization_code.redeemed
    ");
}

#[test]
fn whoever_comes_back_goes_on_after_the_last_event() {
    let fake = Fake::start();
    fake.alice();
    let mut first = following(&fake, "");
    assert_eq!([first.entry(), first.entry()], ["1 authorization.requested", "2 verdict.finding"]);
    drop(first);

    let mut second = Following::open(after(&fake, "2"));

    assert_eq!(second.entry(), "3 verdict.finding");
    let mut elsewhere = Following::open(after(&fake, "100"));
    assert_eq!(elsewhere.event(), "event: reset\nid: 0\ndata: {}", "no journal with 100 entries");
    assert_eq!(elsewhere.entry(), "1 authorization.requested");
}

#[test]
fn the_filters_of_the_journal_are_those_of_its_events() {
    let fake = Fake::start();
    fake.alice();
    fake.idp.sign_in("bob@acme.example").code().expect("he may");

    let mut by_name = following(&fake, "?event=user.*");
    let mut by_text = following(&fake, "?text=BOB@");
    let mut from = following(&fake, "?from=7");
    let mut now = following(&fake, "?after=now");
    until(&fake.idp, 4);
    fake.get("/nowhere");

    assert_eq!([by_name.entry(), by_name.entry()], ["4 user.login", "8 user.login"]);
    assert_eq!([by_text.entry(), by_text.entry()], ["8 user.login", "9 authorization_code.issued"]);
    assert_eq!(from.entry(), "7 tokens.issued");
    assert_eq!(now.entry(), "10 route.refused");
    let listed = fake.see("/journal?text=BOB@");
    assert_eq!(names(&listed), ["user.login", "authorization_code.issued"]);
}

#[test]
fn what_the_journal_no_longer_keeps_is_said() {
    let fake = Fake::start();
    for _ in 0..MOST_ENTRIES + 2 {
        assert!(fake.idp.sign_in_next_as("nobody@acme.example").is_err());
    }

    let mut from_the_beginning = following(&fake, "");
    let mut resumed = Following::open(after(&fake, "1"));

    assert_eq!(from_the_beginning.event(), "event: gone\nid: 2\ndata: {\"from\":1,\"to\":2}");
    assert_eq!(resumed.event(), "event: gone\nid: 2\ndata: {\"from\":2,\"to\":2}");
    assert_eq!(resumed.entry(), "3 control.refused");
}

#[test]
fn a_reset_is_an_event_after_which_numbers_begin_again() {
    let fake = Fake::start();
    fake.get("/nowhere");
    let mut events = following(&fake, "");
    assert_eq!(events.entry(), "1 route.refused");

    fake.idp.reset();
    fake.get("/nowhere");

    assert_eq!(events.event(), "event: reset\nid: 0\ndata: {}");
    assert_eq!(events.entry(), "1 route.refused");
}

#[test]
fn what_cannot_be_followed_is_refused() {
    let fake = Fake::start();

    let answers = transcript([
        ("no number", sent(after(&fake, "the last"))),
        ("misspelt", fake.get("/_mock/journal/events?evnt=user.login")),
        ("no limit", fake.get("/_mock/journal/events?limit=3")),
        ("both", fake.get("/_mock/journal/events?from=1&after=1")),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > no number
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"Last-Event-ID is the number of an entry, as the events have it in `id`"}

    > misspelt
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"no parameter evnt; there are event, from, after, text"}

    > no limit
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"no parameter limit; there are event, from, after, text"}

    > both
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"from is the first number that counts and after the last that does not: one of them"}
    "#);
}

#[test]
fn whoever_hangs_up_follows_no_longer() {
    let fake = Fake::start();
    let events = following(&fake, "?after=now");
    until(&fake.idp, 1);

    drop(events);

    until(&fake.idp, 0);
}

#[test]
fn a_fake_that_is_dropped_ends_its_events() {
    for over_http2 in [false, true] {
        let idp = MockIdp::start();
        let client = Client::builder().timeout(PATIENCE);
        let client = if over_http2 { client.http2_prior_knowledge() } else { client };
        let client = client.build().expect("a client");
        let mut events =
            Following::open(client.get(format!("{}/journal/events", idp.control_url())));
        until(&idp, 1);

        drop(idp);

        events.ends();
    }
}

//! The clock, over HTTP.

use std::time::Duration;

use mock_idp::{Clock, MockIdp};
use reqwest::Method;
use serde_json::json;

use crate::http::{AUTHORIZE, Fake, WEB};
use crate::jwt::claims;

#[test]
fn it_advances_goes_to_a_time_runs_and_stops() {
    let fake = Fake::start();

    let began = fake.see("/clock");
    let later = fake.steer("/clock", &json!({ "advance_seconds": 360 }));
    let tomorrow = fake.steer("/clock", &json!({ "set": "2026-01-02T09:00:00Z" }));
    let running = fake.steer("/clock", &json!({ "frozen": false }));
    let stopped = fake.steer("/clock", &json!({ "frozen": true }));

    assert_eq!(began, json!({ "now": "2026-01-01T09:00:00Z", "frozen": true }));
    assert_eq!(later["now"], "2026-01-01T09:06:00Z");
    assert_eq!(tomorrow["now"], "2026-01-02T09:00:00Z");
    assert_eq!(running["frozen"], false);
    assert_eq!(stopped["frozen"], true);
    assert_eq!(json!(fake.idp.clock().now()), stopped["now"]);
}

#[test]
fn what_is_remembered_becomes_older_and_the_time_stays() {
    let fake = Fake::start();
    let (tokens, cookie) = fake.alice();
    let refresh = tokens["refresh_token"].as_str().expect("offline_access");

    let aged = fake.steer("/clock", &json!({ "age_seconds": 604_800 }));

    // The events that the ageing causes come after the cursor, so that a test can wait for them.
    let expected = json!({ "now": "2026-01-01T09:00:00Z", "frozen": true, "last_seq": 7 });
    assert_eq!(aged, expected);
    let form = format!("{WEB}&grant_type=refresh_token&refresh_token={refresh}");
    assert_eq!(fake.post("/oauth/token", &form).json()["error"], "invalid_grant");
    let page = fake.get_with(&cookie, AUTHORIZE).location();
    assert!(page.starts_with("/login?request="), "{page}");
    let listed = fake.see("/sessions")["sessions"][0].clone();
    assert_eq!(listed["status"], "expired");
    assert_eq!(listed["created_at"], "2025-12-25T09:00:00Z");
    assert_eq!(listed["expired_at"], "2026-01-01T09:00:00Z");
    let (again, _) = fake.alice();
    let claims = claims(&again["access_token"]);
    assert_eq!(claims["iat"], fake.idp.clock().now().as_second());
    insta::assert_snapshot!(fake.journal_from(6), @"
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    00:00  environment.aged             everything is older by 7d 0:00:00
    7d 0:00:00  user.logout                  alice@acme.example: it ran out
    7d 0:00:00  token.refused                invalid_grant: the session is over: it expired
    7d 0:00:00  authorization.requested      Acme web: openid profile email offline_access
    7d 0:00:00  authorization.requested      Acme web: openid profile email offline_access
    7d 0:00:00  user.login                   alice@acme.example in Acme
    7d 0:00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    7d 0:00:00  authorization_code.redeemed  Acme web for alice@acme.example
    7d 0:00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    7d 0:00:00  verdict.finding              doubt nonce-is-new: the nonce is that of an earlier sign-in, so it proves nothing about the ID token; if a test client wrote the request by itself, all is well
    ");
    let entry = fake.see("/journal?event=environment.aged")["entries"][0].clone();
    assert_eq!(
        (&entry["seconds"], &entry["at"]),
        (&json!(604_800), &json!("2025-12-25T09:00:00Z"))
    );
}

#[test]
fn a_journal_says_once_that_its_clock_is_ahead() {
    let idp = MockIdp::start();
    let ahead = |idp: &MockIdp| {
        let entries = idp.journal_since(1).into_iter();
        entries.filter(|entry| entry.event() == "clock.ahead").count()
    };
    idp.age(Duration::from_hours(1));
    assert_eq!(ahead(&idp), 0);

    idp.clock().advance(Duration::from_mins(6));
    idp.clock().advance(Duration::from_mins(6));
    idp.sign_in("alice@acme.example").code().expect("she may");

    assert_eq!(ahead(&idp), 1);
    let story = idp.journal();
    let (_, sentence) =
        story.lines().find_map(|line| line.split_once("clock.ahead")).expect("it is there");
    assert!(
        sentence.trim().starts_with("06:00 ahead of this") || sentence.trim().starts_with("12:00 "),
        "{sentence}"
    );
    idp.reset();
    assert_eq!(ahead(&idp), 0);
    idp.clock().advance(Duration::from_mins(6));
    assert_eq!(ahead(&idp), 1);
}

#[test]
fn of_a_clock_that_began_at_a_chosen_time_nothing_is_said() {
    let far = Clock::frozen_at("2900-01-01T00:00:00Z".parse().expect("a time"));
    let idp = MockIdp::builder().clock(far).start().expect("a free port");

    idp.clock().advance(Duration::from_hours(1));

    assert_eq!(idp.journal(), "");
}

#[test]
fn what_no_clock_can_do_is_refused() {
    let fake = Fake::start();

    let refused: Vec<String> = [
        json!({ "set": "2025-12-31T00:00:00Z" }),
        json!({ "set": "tomorrow" }),
        json!({ "advance": 5 }),
        json!({ "advance_seconds": -1 }),
        json!({ "age_seconds": 0.5 }),
        json!({}),
    ]
    .iter()
    .map(|body| {
        let answer = fake.control(&Method::POST, "/clock", body);
        assert_eq!(answer.status, 400);
        answer.json()["error_description"].as_str().expect("a cause").to_owned()
    })
    .collect();

    insta::assert_snapshot!(refused.join("\n"), @"
    it is 2026-01-01T09:00:00Z already, and this clock does not go back
    the body: failed to parse four digit integer as year: invalid digit, expected 0-9 but got t at line 1 column 17
    the body: unknown variant `advance`, expected one of `advance_seconds`, `age_seconds`, `set`, `frozen` at line 1 column 10
    the body: expected a whole number from 0 to 4294967295 at line 1 column 21
    the body: expected a whole number from 0 to 4294967295 at line 1 column 18
    the body: expected value at line 1 column 2
    ");
    assert_eq!(fake.see("/clock")["now"], "2026-01-01T09:00:00Z");
}

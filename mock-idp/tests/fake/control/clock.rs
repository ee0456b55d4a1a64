//! The clock, over HTTP.

use reqwest::Method;
use serde_json::json;

use crate::http::Fake;

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
fn what_no_clock_can_do_is_refused() {
    let fake = Fake::start();

    let refused: Vec<String> = [
        json!({ "set": "2025-12-31T00:00:00Z" }),
        json!({ "set": "tomorrow" }),
        json!({ "advance": 5 }),
        json!({ "advance_seconds": -1 }),
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
    the body: unknown variant `advance`, expected one of `advance_seconds`, `set`, `frozen` at line 1 column 10
    the body: expected u32 at line 1 column 21
    the body: expected value at line 1 column 2
    ");
    assert_eq!(fake.see("/clock")["now"], "2026-01-01T09:00:00Z");
}

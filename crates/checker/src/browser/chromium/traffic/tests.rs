//! When a window has got all that it requested.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::{ABANDONED, Traffic};

/// Returns the traffic of a window that requested something of this media type, as the events say.
fn of_a_request(media_type: &str, events: &[&str]) -> Traffic {
    let event = json!({
        "requestId": "7",
        "request": { "url": "http://localhost:3000/something", "method": "GET", "headers": {} },
        "response": { "status": 200, "headers": {}, "mimeType": media_type },
        "headers": {},
        "hasExtraInfo": true,
    });
    let mut traffic = Traffic::default();
    for name in [&["requestWillBeSent"], events].concat() {
        traffic.note_request(name, &event, false);
    }
    traffic
}

/// Returns the traffic of a window that requested a style sheet, and got it as the events between request and end say.
fn of_a_style_sheet(events: &[&str]) -> Traffic {
    of_a_request("text/css", &[events, &["loadingFinished"]].concat())
}

fn is_idle(traffic: &Traffic) -> bool {
    is_idle_after(Duration::ZERO, traffic)
}

/// Says whether the window has got all, if nothing is reported for so long.
fn is_idle_after(silence: Duration, traffic: &Traffic) -> bool {
    let now = Instant::now();
    traffic.idle_since(now + silence, now).is_some()
}

#[test]
fn an_answer_over_the_line_is_whole_with_its_head() {
    let without_head = of_a_style_sheet(&["responseReceived"]);
    let with_head = of_a_style_sheet(&["responseReceived", "responseReceivedExtraInfo"]);

    assert!(!is_idle(&without_head));
    assert!(is_idle(&with_head));
}

#[test]
fn an_answer_from_a_pages_memory_has_no_head_to_wait_for() {
    let from_memory = of_a_style_sheet(&["requestServedFromCache", "responseReceived"]);

    assert!(is_idle(&from_memory));
}

#[test]
fn events_from_a_server_have_come_with_their_head_and_a_page_has_not() {
    let head = ["responseReceived", "responseReceivedExtraInfo"];

    assert!(is_idle(&of_a_request("text/event-stream", &head)));
    assert!(!is_idle(&of_a_request("text/html", &head)));
}

#[test]
fn a_body_that_no_script_reads_is_waited_for_a_while_and_an_answer_that_has_not_begun_longer() {
    let unread =
        of_a_request("application/json", &["responseReceived", "responseReceivedExtraInfo"]);
    let unanswered = of_a_request("application/json", &[]);

    assert!(!is_idle(&unread));
    assert!(is_idle_after(ABANDONED, &unread));
    assert!(!is_idle_after(ABANDONED, &unanswered));
}

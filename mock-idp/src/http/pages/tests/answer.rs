//! The headers around a page.

use std::fmt::Write;

use axum::http::StatusCode;
use axum::response::Response;

use crate::http::pages::{JournalPage, MailboxPage, journal_script, live_page, page, stylesheet};

#[test]
fn a_page_stays_out_of_caches_frames_and_referrers() {
    let mailbox =
        MailboxPage { environment: String::new(), has_control: false, letters: Vec::new() };

    let answer = page(StatusCode::GONE, &mailbox);

    insta::assert_snapshot!(head(&answer), @r"
    410 Gone
    content-type: text/html; charset=utf-8
    cache-control: no-store
    content-security-policy: default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'
    referrer-policy: same-origin
    x-content-type-options: nosniff
    x-frame-options: DENY
    ");
}

#[test]
fn a_live_page_may_call_this_fake_and_nobody_else() {
    let answer = live_page(StatusCode::OK, &JournalPage::default());

    let policy = answer.headers()["content-security-policy"].to_str().expect("ASCII");
    insta::assert_snapshot!(policy, @"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'");
}

#[test]
fn the_stylesheet_and_the_script_are_revalidated() {
    insta::assert_snapshot!(head(&stylesheet()), @r"
    200 OK
    content-type: text/css; charset=utf-8
    cache-control: no-cache
    x-content-type-options: nosniff
    ");
    insta::assert_snapshot!(head(&journal_script()), @r"
    200 OK
    content-type: text/javascript; charset=utf-8
    cache-control: no-cache
    x-content-type-options: nosniff
    ");
}

fn head(answer: &Response) -> String {
    let mut head = answer.status().to_string();
    for (name, value) in answer.headers() {
        write!(head, "\n{name}: {}", value.to_str().expect("headers are ASCII"))
            .expect("strings can be written to");
    }
    head
}

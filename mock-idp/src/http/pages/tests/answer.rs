//! The headers around a page.

use std::fmt::Write;

use axum::http::StatusCode;
use axum::response::Response;

use crate::http::pages::{MailboxPage, page, stylesheet};

#[test]
fn a_page_stays_out_of_caches_frames_and_referrers() {
    let answer = page(StatusCode::GONE, &MailboxPage { letters: Vec::new() });

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
fn the_stylesheet_is_revalidated() {
    insta::assert_snapshot!(head(&stylesheet()), @r"
    200 OK
    content-type: text/css; charset=utf-8
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

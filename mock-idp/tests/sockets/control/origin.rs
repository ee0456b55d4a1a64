//! Requests that pages of other origins may not send.

use reqwest::Method;
use reqwest::header::{HOST, ORIGIN};

use crate::http::{Fake, sent};

#[test]
fn a_form_on_a_page_of_another_origin_rotates_no_key() {
    let fake = Fake::start();
    let post = || fake.request(Method::POST, "/_mock/keys/rotate");

    let by_origin = sent(post().header(ORIGIN, "https://evil.example"));
    let by_metadata = sent(post().header("sec-fetch-site", "same-site"));

    insta::assert_snapshot!(by_origin, @r#"
    403
    cache-control: no-store
    {"error":"forbidden","error_description":"a page of another origin may not steer a fake; let the test or its server do it"}
    "#);
    assert_eq!(by_metadata.status, 403);
    assert_eq!(fake.idp.keys().len(), 1);
}

#[test]
fn a_page_of_the_fakes_own_and_a_test_may() {
    let fake = Fake::start();
    let post = || fake.request(Method::POST, "/_mock/keys/rotate");

    let own = sent(post().header(HOST, "idp.test").header(ORIGIN, "http://idp.test"));
    let test = sent(post());

    assert_eq!((own.status, test.status), (200, 200));
    assert_eq!(fake.idp.keys().len(), 3);
}

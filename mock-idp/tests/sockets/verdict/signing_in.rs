//! How a sign-in is begun.

mod journeys;
mod protection;
mod requests;

use super::application::{Application, Parameters};
use super::browser::{Browser, fetch_metadata};

/// Alice's id in the seed.
const ALICE_ID: &str = "usr_100000000000000001";

fn url(request: &Parameters) -> String {
    format!("/oauth/authorize?{}", request.encoded())
}

/// Redeems a code.
fn redeems(app: &Application, code: &str, verifier: Option<&str>) {
    let answer = app.exchange(&app.code_exchange(code, verifier));
    assert_eq!(answer.status, 200, "{answer}");
}

/// Signs Alice in at the page that an authorization request led to, and returns the code.
fn signs_in_at_the_page(app: &Application, browser: &Browser, page: &str) -> String {
    let request = page.split_once("request=").expect("the page of a request").1;
    let form = format!("request={request}&user={ALICE_ID}");
    let sent = browser.request(app, reqwest::Method::POST, "/login/as");
    let sent = sent.header("content-type", "application/x-www-form-urlencoded").body(form);
    let sent = fetch_metadata(sent, "navigate", "document", "same-origin");
    let answer = browser.send(sent);
    answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer}"))
}

//! Cookies of other applications on the same host: browsers send them unchanged to every port, in any order, and some
//! have the names of ours.

use axum::http::{Method, StatusCode};

use super::idp::TokenEndpoint;
use super::world::{Answer, Browser, OWN_LINK, World};
use crate::SESSION_COOKIES;

/// Returns a cookie of our shape that names no session.
fn planted() -> String {
    "A".repeat(43)
}

/// Returns lines of foreign cookies before and after ours, for which `OURS` stands.
fn lines() -> Vec<Vec<u8>> {
    let (planted, [name, ..]) = (planted(), SESSION_COOKIES);
    let mut lines: Vec<_> = [
        "OURS; theme=caf\u{e9}; x=\u{1f36a}".to_owned(),
        "a=\"quoted; OURS; b=\"".to_owned(),
        "q=\"x=y\"; OURS; =; ==; lonely; ;; \t ;".to_owned(),
        format!("{name}={planted}; sign_in={planted}; OURS"),
        format!("OURS; {name}={planted}; {name}=\"{planted}\"; {name}=garbage; {name}="),
        format!("{name}=%41; Session={planted}; __Host-{name}={planted}; OURS"),
    ]
    .map(String::into_bytes)
    .to_vec();
    lines.push(
        [&b"bin=\xff\xfe\x80; "[..], b"OURS; n\xe4me=1; ", name.as_bytes(), b"=\xff"].concat(),
    );
    lines
}

/// Presses the sign-out button of a page that was loaded before the foreign cookie was set.
async fn leave(browser: &mut Browser, csrf_token: &str) -> Answer {
    let form = format!("csrf_token={csrf_token}");
    browser.send(Method::POST, "/logout", &OWN_LINK, &form).await
}

#[tokio::test]
async fn whatever_neighbours_plant_the_person_is_signed_in_and_can_sign_out() {
    for line in lines() {
        let shown = String::from_utf8_lossy(&line).into_owned();
        let world = World::start().await;
        let mut browser = world.browser();
        browser.neighbours = Some(line);

        let answer = world.sign_in(&mut browser, "/login").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{shown}");
        assert!(browser.is_signed_in().await, "{shown}");
        assert_eq!(browser.renew_now().await.status, StatusCode::NO_CONTENT, "{shown}");

        let mut kept = browser.clone();
        let answer = browser.press_sign_out().await;
        assert!(answer.location().contains("id_token_hint="), "{shown}: {answer:?}");
        assert!(!kept.is_signed_in().await, "{shown}");
    }
}

/// Two of our own cookies under one name: another application has set one that it had from somebody.
#[tokio::test]
async fn a_sign_out_ends_every_session_that_a_cookie_opens() {
    for is_last in [true, false] {
        let world = World::start().await;
        let mut other = world.signed_in().await;
        world.advance(1);
        world.idp.scenario().sid = "ses_2";
        let mut browser = world.signed_in().await;
        let csrf_token = browser.csrf_token().await;
        let theirs = other.session_line();
        let line = if is_last { format!("OURS; {theirs}") } else { format!("{theirs}; OURS") };
        browser.neighbours = Some(line.into_bytes());
        let (hint, mut kept) = (world.idp.scenario().id_tokens[1].clone(), browser.clone());

        let answer = leave(&mut browser, &csrf_token).await;

        assert!(!kept.is_signed_in().await && !other.is_signed_in().await);
        assert_eq!(answer.location_query()["id_token_hint"], hint, "of the latest sign-in");
        assert_eq!(world.idp.scenario().revoked, ["ses_1"], "the browser's visit ends the other");
    }
}

#[tokio::test]
async fn it_ends_them_while_scalekit_is_down() {
    let world = World::start().await;
    let mut other = world.signed_in().await;
    world.advance(1);
    world.idp.scenario().sid = "ses_2";
    let mut browser = world.signed_in().await;
    let csrf_token = browser.csrf_token().await;
    browser.neighbours = Some(format!("OURS; {}", other.session_line()).into_bytes());
    world.idp.scenario().token_endpoint = TokenEndpoint::Fails(StatusCode::SERVICE_UNAVAILABLE);
    let mut kept = browser.clone();

    let answer = leave(&mut browser, &csrf_token).await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!kept.is_signed_in().await && !other.is_signed_in().await);
}

#[tokio::test]
async fn a_new_sign_in_ends_them_all() {
    let world = World::start().await;
    let mut other = world.signed_in().await;
    let mut browser = world.signed_in().await;
    let mut kept = browser.clone();
    browser.neighbours = Some(format!("{}; OURS", other.session_line()).into_bytes());

    world.sign_in(&mut browser, "/login").await;

    browser.neighbours = None;
    assert!(browser.is_signed_in().await);
    assert!(!kept.is_signed_in().await && !other.is_signed_in().await);
}

/// The session of the first cookie has been revoked at Scalekit; the second one still counts.
#[tokio::test]
async fn a_session_that_ends_meanwhile_gives_way_to_the_one_that_lives() {
    let world = World::start().await;
    let other = world.signed_in().await;
    world.advance(301);
    let mut browser = world.signed_in().await;
    browser.neighbours = Some(format!("{}; OURS", other.session_line()).into_bytes());
    world.idp.scenario().token_endpoint = TokenEndpoint::InvalidGrant;

    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn sign_ins_under_way_are_found_among_planted_ones_and_end_with_the_sign_out() {
    let world = World::start().await;
    let mut browser = world.signed_in().await;
    browser.neighbours = Some(format!("sign_in={}; OURS", planted()).into_bytes());
    let mut other_tab = world.browser();
    let callback = world.begin(&mut other_tab, "/login").await;
    browser.cookies.insert("sign_in".to_owned(), other_tab.cookies["sign_in"].clone());

    let again = world.begin(&mut browser, "/login").await;
    assert_eq!(browser.cookies["sign_in"], other_tab.cookies["sign_in"], "the tabs get along");
    browser.press_sign_out().await;

    for callback in [callback, again] {
        assert_eq!(other_tab.get(&callback).await.status, StatusCode::BAD_REQUEST);
    }
}

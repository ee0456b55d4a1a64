//! Sessions, over HTTP.

use mock_idp::environment::SessionStatus;
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{AUTHORIZE, Fake, WEB, transcript};

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";

fn begun(fake: &Fake, user: &str) -> String {
    let signed_in = fake.idp.sign_in(user).code().expect("they may");
    signed_in.session_id
}

#[test]
fn they_are_listed_by_whose_they_are_and_what_became_of_them() {
    let fake = Fake::start();
    let (first, second, bobs) = (begun(&fake, ALICE), begun(&fake, ALICE), begun(&fake, BOB));
    fake.idp.revoke_session(&first).expect("it is there");
    let ids = |path: &str| -> Vec<Value> {
        let listed = fake.see(path)["sessions"].clone();
        let sessions = listed.as_array().expect("a list").clone();
        let mut ids: Vec<Value> = sessions.iter().map(|one| one["session_id"].clone()).collect();
        ids.sort_by_key(ToString::to_string);
        ids
    };
    let sorted = |mut ids: Vec<&str>| -> Vec<Value> {
        ids.sort_unstable();
        ids.into_iter().map(Value::from).collect()
    };

    assert_eq!(ids("/sessions"), sorted(vec![&first, &second, &bobs]));
    assert_eq!(ids("/sessions?user=alice@acme.example"), sorted(vec![&first, &second]));
    assert_eq!(ids("/sessions?user=alice@acme.example&status=active"), [second.as_str()]);
    assert_eq!(ids("/sessions?status=revoked"), [first.as_str()]);
    assert_eq!(fake.idp.sessions().len(), 3);
    assert_eq!(fake.idp.sessions_of(BOB).expect("he is there")[0].id.to_string(), bobs);
}

#[test]
fn they_come_in_pages_of_a_hundred() {
    let fake = Fake::start();
    let begun: Vec<String> = (0..101).map(|_| begun(&fake, ALICE)).collect();
    let mut newest_first: Vec<&str> = begun.iter().map(String::as_str).collect();
    newest_first.reverse();
    let page = |query: &str| {
        let page = fake.see(&format!("/sessions{query}"));
        let sessions = page["sessions"].as_array().expect("a list").iter();
        let ids: Vec<String> =
            sessions.map(|one| one["session_id"].as_str().expect("an id").to_owned()).collect();
        let next = page["next_page_token"].as_str().expect("a token").to_owned();
        assert_eq!(page["total_size"], 101);
        (ids, next)
    };

    let (first, next) = page("");
    let (second, end) = page(&format!("?page_token={next}"));
    let (all, no_more) = page("?limit=1000");

    assert_eq!((first.len(), second.len()), (100, 1));
    assert_eq!([first, second].concat(), newest_first);
    assert_eq!(all, newest_first);
    assert_eq!((end.as_str(), no_more.as_str()), ("", ""));
}

#[test]
fn a_page_that_there_is_not_is_refused() {
    let fake = Fake::start();
    begun(&fake, ALICE);
    begun(&fake, ALICE);
    let next = fake.see("/sessions?limit=1")["next_page_token"].as_str().expect("one").to_owned();
    let get = |path: &str| fake.control(&Method::GET, path, &Value::Null);

    let answers = transcript([
        ("none", get("/sessions?limit=0")),
        ("too many", get("/sessions?limit=1001")),
        ("no number", get("/sessions?limit=ten")),
        ("no token", get("/sessions?page_token=2")),
        ("of other sessions", get(&format!("/sessions?user={ALICE}&page_token={next}"))),
        ("of another list", get(&format!("/worlds?page_token={next}"))),
        ("deliveries", get("/webhooks/deliveries?limit=0")),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > none
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"limit is a whole number from 1 to 1000"}

    > too many
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"limit is a whole number from 1 to 1000"}

    > no number
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"limit is a whole number from 1 to 1000"}

    > no token
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"page_token is not one that a list here has given"}

    > of other sessions
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"page_token was given by another list, or with another filter"}

    > of another list
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"page_token was given by another list, or with another filter"}

    > deliveries
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"limit is a whole number from 1 to 1000"}
    "#);
}

#[test]
fn one_that_is_let_run_out_refreshes_nothing() {
    let fake = Fake::start();
    let (tokens, cookie) = fake.alice();
    let refresh = tokens["refresh_token"].as_str().expect("a token");
    let id = fake.idp.sessions()[0].id.to_string();

    let expired = fake.steer(&format!("/sessions/{id}/expire"), &Value::Null);

    assert_eq!(expired["status"], "expired");
    assert_eq!(expired["expired_at"], "2026-01-01T09:00:00Z");
    let form = format!("{WEB}&grant_type=refresh_token&refresh_token={refresh}");
    let refused = fake.post("/oauth/token", &form).json();
    assert_eq!(refused["error"], "invalid_grant");
    let page = fake.get_with(&cookie, AUTHORIZE).location();
    assert!(page.starts_with("/login?request="), "{page}");
    insta::assert_snapshot!(fake.journal_from(6), @"
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    00:00  session.expired              alice@acme.example
    00:00  user.logout                  alice@acme.example: it ran out
    00:00  token.refused                invalid_grant: the session is over: it expired
    00:00  authorization.requested      Acme web: openid profile email offline_access
    ");
}

#[test]
fn one_that_is_over_stays_as_it_is() {
    let fake = Fake::start();
    let id = begun(&fake, ALICE);

    let revoked = fake.steer(&format!("/sessions/{id}/revoke"), &json!({}));
    let again = fake.steer(&format!("/sessions/{id}/expire"), &json!({}));

    assert_eq!(revoked["status"], "revoked");
    assert_eq!(again, revoked);
    let status = fake.idp.sessions()[0].status(fake.idp.clock().now());
    assert_eq!(status, SessionStatus::Revoked);
}

#[test]
fn all_of_a_user_end_at_once() {
    let fake = Fake::start();
    begun(&fake, ALICE);
    begun(&fake, ALICE);
    begun(&fake, BOB);

    let ended = fake.steer("/users/alice@acme.example/sessions/revoke", &Value::Null);

    assert_eq!(ended["revoked"], 2);
    assert_eq!(fake.see("/counts")["active_sessions"], 1);
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let fake = Fake::start();
    let post = |path: &str| fake.control(&Method::POST, path, &Value::Null);
    let get = |path: &str| fake.control(&Method::GET, path, &Value::Null);

    let answers = transcript([
        ("a session", post("/sessions/ses_1/revoke")),
        ("another", post("/sessions/ses_1/expire")),
        ("a user", post("/users/alise/sessions/revoke")),
        ("of a user", get("/sessions?user=alise")),
        ("a status", get("/sessions?status=ACTIVE")),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > a session
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no session ses_1; there are none"}

    > another
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no session ses_1; there are none"}

    > a user
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example"}

    > of a user
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example"}

    > a status
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"status is one of active, expired, revoked, logout"}
    "#);
    assert!(fake.idp.expire_session("ses_1").is_err());
}

//! Access to the control API.

use mock_idp::{Control, ControlTokenError, MockIdp, Seed, StartError};
use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::Value;

use crate::http::{Fake, builder, client, sent};

const TOKEN: &str = "a-token-of-the-tests-own";

#[test]
fn with_a_token_it_is_open_to_whoever_sends_it() {
    let guarded = builder(Seed::default()).control(Control::with_token(TOKEN));
    let fake = Fake::built(guarded);
    let clock = || fake.request(Method::GET, "/_mock/clock");

    let without = sent(clock());
    let wrong = sent(clock().bearer_auth("another"));
    let right = sent(clock().bearer_auth(TOKEN));

    insta::assert_snapshot!(without, @r#"
    401
    cache-control: no-store
    www-authenticate: Bearer
    {"error":"invalid_token","error_description":"the control API is open to whoever sends its token: `Authorization: Bearer …`, as printed at the start"}
    "#);
    assert_eq!((wrong.status, right.status), (401, 200));
    assert_eq!(fake.idp.control_token(), Some(TOKEN));
    assert!(!format!("{:?}", fake.idp).contains(TOKEN));
}

#[test]
fn beyond_loopback_a_token_is_made_and_required() {
    let everywhere = "0.0.0.0".parse().expect("an address");
    let idp = MockIdp::builder().bind(everywhere).start().expect("a free port");
    let url = format!("{}/clock", idp.control_url());
    let token = idp.control_token().expect("a token");

    let without = client().get(&url).send().expect("an answer");
    let with = client().get(&url).bearer_auth(token).send().expect("an answer");

    assert_eq!(
        (without.status(), with.status()),
        (401.try_into().unwrap(), 200.try_into().unwrap())
    );
}

#[test]
fn a_wrong_token_leaves_a_line_and_is_not_repeated() {
    let fake = Fake::built(builder(Seed::default()).control(Control::with_token(TOKEN)));

    let wrong = sent(fake.request(Method::GET, "/_mock/clock").bearer_auth("some-other-secret"));

    insta::assert_snapshot!(wrong, @r#"
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token"
    {"error":"invalid_token","error_description":"the token that was sent is not that of this control API, which was printed at the start"}
    "#);
    insta::assert_snapshot!(fake.idp.journal(), @"00:00  control.refused              invalid_token: the token that was sent is not that of this control API, which was printed at the start");
}

#[test]
fn nothing_opens_it_that_is_no_token() {
    let fake = Fake::built(builder(Seed::default()).control(Control::with_token(TOKEN)));
    let over_http2 = Client::builder().http2_prior_knowledge().build().expect("a client");
    let url = format!("http://{}/_mock/clock", fake.idp.address());

    for nothing in
        ["Bearer ", "Bearer", "Bearer  ", "", "Basic Og==", "Bearer a-token-of-the-tests-ow"]
    {
        for client in [&client(), &over_http2] {
            let answer =
                client.get(&url).header("authorization", nothing).send().expect("an answer");
            assert_eq!(answer.status(), 401, "{nothing:?} over {:?}", answer.version());
        }
    }
}

#[test]
fn a_token_that_could_be_tried_or_not_be_sent_guards_nothing() {
    let start = |token: &str| match MockIdp::builder().control(Control::with_token(token)).start() {
        Err(StartError::ControlToken(why)) => Some(why),
        Err(other) => panic!("{other}"),
        Ok(_) => None,
    };

    for short in ["", "                    ", "fifteen-letters"] {
        assert_eq!(start(short), Some(ControlTokenError::TooShort), "{short:?}");
    }
    assert_eq!(start("sixteen letters!"), Some(ControlTokenError::Unsendable));
    assert_eq!(start("sechzehn-zeichen\u{e4}"), Some(ControlTokenError::Unsendable));
    assert_eq!(start(&"a".repeat(1_025)), Some(ControlTokenError::TooLong));
    assert_eq!(start("sixteen-letters!"), None);
}

#[test]
fn switched_off_it_is_nowhere() {
    let fake = Fake::built(builder(Seed::default()).control(Control::Off));

    assert_eq!(fake.get("/_mock/clock").status, 404);
    assert_eq!(fake.get("/_mock/openapi.json").status, 404);
    assert_eq!(fake.idp.control_token(), None);
}

#[test]
fn an_unknown_call_is_refused_by_name() {
    let fake = Fake::start();

    let path = fake.control(&Method::GET, "/clocks", &Value::Null);
    let method = fake.control(&Method::DELETE, "/clock", &Value::Null);
    let form = fake.post("/_mock/clock", "advance_seconds=5");

    insta::assert_snapshot!(crate::http::transcript([("GET /clocks", path), ("DELETE /clock", method), ("a form", form)]), @r#"
    > GET /clocks
    404
    cache-control: no-store
    {"error":"not_found","error_description":"/_mock/clocks is not in the control API; /_mock/openapi.json lists what is"}

    > DELETE /clock
    405
    allow: GET,HEAD,POST
    cache-control: no-store
    {"error":"method_not_allowed","error_description":"/_mock/clock does not answer DELETE"}

    > a form
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"send the body as JSON, with `Content-Type: application/json`"}
    "#);
}

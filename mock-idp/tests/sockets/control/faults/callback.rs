//! Faults of the callback: another state, or an error.

use mock_idp::CallbackError;
use serde_json::json;

use super::{fired, plan};
use crate::http::{ALICE, AUTHORIZE, Fake};

/// Signs Alice in, and returns the parameters of the client's callback.
fn callback(fake: &Fake) -> String {
    let page = fake.page(AUTHORIZE);
    let answer = fake.post("/login/as", &format!("request={page}&user={ALICE}"));
    let location = url::Url::parse(&answer.location()).expect("a URL");
    let answers = location.query_pairs().map(|(name, value)| match &*name {
        "code" => "code".to_owned(),
        _ => format!("{name}={value}"),
    });
    answers.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_state_at_the_callback_is_another() {
    let fake = Fake::start();
    let mut answers = callback(&fake) + "\n";
    for state in ["wrong", "missing", "repeated"] {
        plan(&fake, &json!({ "what": { "state": state }, "endpoint": "authorize" }));
        answers += &(callback(&fake) + "\n");
    }
    fake.get(&AUTHORIZE.replace("state=xyz", "state=of-another&prompt=none"));
    plan(&fake, &json!({ "what": { "state": "replayed" }, "client": "Acme web" }));
    answers += &callback(&fake);

    insta::assert_snapshot!(answers, @"
    code state=xyz iss=http://idp.test
    code iss=http://idp.test state=another-sign-in
    code iss=http://idp.test
    code state=xyz iss=http://idp.test state=xyz
    code iss=http://idp.test state=of-another
    ");
    insta::assert_snapshot!(fired(&fake), @"
    the answer at the callback has another state
    the answer at the callback has no state
    the answer at the callback has its state twice
    the answer at the callback has the state of the answer before
    ");
}

#[test]
fn every_documented_error_comes_to_the_callback() {
    let fake = Fake::start();
    for code in CallbackError::ALL {
        plan(&fake, &json!({ "what": { "error": code } }));

        let answers = callback(&fake);

        let expected = format!(
            "error={code} error_description=a fault that the test asked for state=xyz iss=http://idp.test"
        );
        assert_eq!(answers, expected);
    }
}

//! The mailbox, over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{AUTHORIZE, Fake, transcript};

const ALICE: &str = "alice@acme.example";

/// Has a code mailed to this address.
fn mail_a_code(fake: &Fake, address: &str) {
    let request = fake.page(AUTHORIZE);
    fake.post("/login/email", &format!("request={request}&email={address}"));
}

#[test]
fn the_newest_code_for_an_address_is_answered() {
    let fake = Fake::start();
    for address in [ALICE, ALICE, "bob@acme.example"] {
        mail_a_code(&fake, address);
    }

    let newest = fake.see("/mailbox/Alice@acme.example/code");

    let mails = fake.see("/mailbox?to=alice@acme.example");
    assert_eq!(mails["mails"].as_array().map(Vec::len), Some(2));
    assert_eq!(newest, mails["mails"][0]);
    assert_eq!(json!(fake.idp.newest_code(ALICE)), newest["code"]);
    let all = fake.see("/mailbox");
    assert_eq!(all["mails"][0]["to"], "bob@acme.example");
    assert_eq!(fake.idp.mailbox().len(), 3);
}

#[test]
fn the_newest_link_for_an_address_is_answered() {
    let fake = Fake::start();
    let invited = json!({ "email": "erin@acme.example" });
    let made = fake.control(
        &Method::POST,
        "/api/v1/organizations/org_100000000000000001/users?send_invitation_email=true",
        &invited,
    );
    assert_eq!(made.status, 201, "{made}");

    let mail = fake.see("/mailbox/erin@acme.example/link");

    assert_eq!(json!(fake.idp.newest_link("erin@acme.example")), mail["link"]);
}

#[test]
fn an_address_without_mail_is_refused_with_those_that_have_some() {
    let fake = Fake::start();
    let get = |path: &str| fake.control(&Method::GET, path, &Value::Null);

    let nobody = get("/mailbox/alice@acme.example/code");
    mail_a_code(&fake, ALICE);

    let answers = transcript([
        ("at first", nobody),
        ("another", get("/mailbox/bob@acme.example/code")),
        ("a link", get("/mailbox/alice@acme.example/link")),
        ("misspelt", get("/mailbox?too=alice@acme.example")),
    ]);
    insta::assert_snapshot!(answers, @r#"
    > at first
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no code was mailed to alice@acme.example; those who were mailed one: none"}

    > another
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no code was mailed to bob@acme.example; those who were mailed one: alice@acme.example"}

    > a link
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no link was mailed to alice@acme.example; those who were mailed one: none"}

    > misspelt
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"no parameter too; there are to"}
    "#);
}

#[test]
fn the_code_of_a_test_user_is_had_like_any_other() {
    let fake = Fake::start();

    let code = fake.see("/mailbox/QA+SKTest@acme.example/code");

    assert_eq!(
        code,
        json!({ "to": "qa+sktest@acme.example", "code": "424242", "kind": "test_user", "state": "good" })
    );
    assert_eq!(fake.idp.newest_code("qa+sktest@acme.example").as_deref(), Some("424242"));
}

#[test]
fn a_mail_says_what_has_become_of_its_code() {
    let fake = Fake::start();
    let states = || -> Vec<String> {
        let mails = fake.see("/mailbox")["mails"].take();
        let mails = mails.as_array().expect("mails").iter();
        mails.map(|mail| mail["state"].as_str().expect("a state").to_owned()).collect()
    };
    let request = fake.page(AUTHORIZE);
    fake.post("/login/email", &format!("request={request}&email={ALICE}"));
    assert_eq!(states(), ["good"]);

    fake.post("/login/resend", &format!("request={request}"));
    assert_eq!(states(), ["good", "replaced"]);

    let code = fake.idp.newest_code(ALICE).expect("a mail");
    fake.post("/login/code", &format!("request={request}&code={code}"));
    assert_eq!(states(), ["used", "replaced"]);

    mail_a_code(&fake, "bob@acme.example");
    fake.idp.clock().advance(std::time::Duration::from_hours(1));
    assert_eq!(states(), ["expired", "used", "replaced"]);
    let page = fake.get("/mailbox").page_text();
    for state in ["expired", "used", "replaced", "Code to sign in to Acme web"] {
        assert!(page.contains(state), "{state}");
    }
}

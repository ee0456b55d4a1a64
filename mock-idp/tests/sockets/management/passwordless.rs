//! `/api/v1/passwordless/email/…`, and the mailbox with its mails.

use serde_json::json;

use super::post;
use crate::http::Fake;

const ERIN: &str = "erin@acme.example";
const VERIFY: &str = "/api/v1/passwordless/email/verify";

#[test]
fn a_mail_is_sent_resent_and_answered() {
    let fake = Fake::start();
    let request =
        json!({ "email": ERIN, "state": "s1", "magiclink_auth_uri": "https://app.example/magic" });

    let sent = post(&fake, "/api/v1/passwordless/email/send", &request).json();
    let id = sent["auth_request_id"].clone();
    let resent =
        post(&fake, "/api/v1/passwordless/email/resend", &json!({ "auth_request_id": id }));
    let mailbox = fake.get("/mailbox").body;
    let code = fake.idp.newest_code(ERIN).expect("a mail with a code");
    let verified = post(&fake, VERIFY, &json!({ "code": code, "auth_request_id": id }));

    assert_eq!(sent["passwordless_type"], "LINK_OTP");
    assert_eq!(sent["expires_at"], "1767258300", "64 bits are text in JSON");
    assert_eq!(resent.status, 200);
    assert!(mailbox.contains(&code));
    assert_eq!(verified.json()["state"], "s1");
}

#[test]
fn too_many_mails_are_429_and_the_link_is_in_the_mailbox() {
    let fake = Fake::start();
    let request = json!({ "email": ERIN, "magiclink_auth_uri": "https://app.example/magic" });
    let send = || post(&fake, "/api/v1/passwordless/email/send", &request);

    send();
    let second = send();
    let third = send();
    let link = fake.idp.newest_link(ERIN).expect("a mail with a link");
    let (_, token) = link.split_once("?link_token=").expect("its token");
    let verified = post(&fake, VERIFY, &json!({ "link_token": token }));

    assert_eq!((second.status, third.status), (200, 429));
    assert_eq!(third.json()["code"], 8);
    assert_eq!(third.json()["details"][0]["error_code"], "RATE_LIMITED");
    assert!(fake.get("/mailbox").body.contains(&link));
    assert_eq!(verified.json()["email"], ERIN);
}

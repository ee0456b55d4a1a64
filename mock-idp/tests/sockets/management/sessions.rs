//! `/api/v1/sessions` and `/api/v1/users/{user_id}/sessions`

use reqwest::Method;
use reqwest::header::USER_AGENT;
use serde_json::json;

use super::get;
use crate::http::{ALICE, AUTHORIZE, Fake, sent};

#[test]
fn sessions_are_listed_filtered_and_revoked() {
    let fake = Fake::start();
    fake.sign_in(AUTHORIZE, ALICE);
    fake.sign_in(AUTHORIZE, ALICE);
    let list = format!("/api/v1/users/{ALICE}/sessions");
    let one_active = format!("{list}?page_size=1&filter.status=active");

    let first_page = get(&fake, &one_active).json();
    let next = first_page["next_page_token"].as_str().expect("a second page");
    let second_page = get(&fake, &format!("{one_active}&page_token={next}")).json();
    let session = second_page["sessions"][0]["session_id"].as_str().expect("an id");
    let revoke = format!("/api/v1/sessions/{session}/revoke");
    let revoked = fake.manage(Method::POST, &revoke, &json!({}));
    let rest = fake.manage(Method::POST, &format!("{list}/revoke"), &json!({}));

    assert_eq!(first_page["total_size"], 2);
    assert_ne!(first_page["sessions"][0]["session_id"], session);
    assert_eq!(revoked.status, 200);
    let live = &second_page["sessions"][0];
    assert_eq!(live.get("expired_at"), Some(&json!(null)));
    assert_eq!(live.get("logout_at"), Some(&json!(null)));
    assert_eq!(revoked.json()["revoked_session"]["session_id"], session);
    assert_eq!(rest.json()["total_revoked"], 1);
    let over = get(&fake, &format!("{list}?filter.status=revoked&filter.status=logout")).json();
    assert_eq!(over["total_size"], 2);
    assert_eq!(
        fake.get("/_mock/calls").json()["calls"][1],
        json!({
            "operation": "scalekit.v1.sessions.SessionService/RevokeAllUserSessions",
            "code": "OK",
            "times": 1,
        })
    );
    let calls = fake.idp.management_calls();
    let calls: Vec<String> = calls
        .iter()
        .map(|(call, times)| format!("{} {} {times}", call.operation, call.code))
        .collect();
    insta::assert_snapshot!(calls.join("\n"), @"
    scalekit.v1.sessions.SessionService/GetUserSessions OK 3
    scalekit.v1.sessions.SessionService/RevokeAllUserSessions OK 1
    scalekit.v1.sessions.SessionService/RevokeSession OK 1
    ");
}

#[test]
fn a_session_has_the_device_that_it_began_on() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);
    let click = fake.form("/login/as", &format!("request={request}&user={ALICE}"));
    let chrome = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
    sent(click.header(USER_AGENT, chrome));

    let list = get(&fake, &format!("/api/v1/users/{ALICE}/sessions")).json();

    insta::assert_json_snapshot!(list["sessions"][0]["device"], @r#"
    {
      "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
      "os": "macOS",
      "os_version": "14.2.1",
      "browser": "Chrome",
      "browser_version": "120.0.0.0",
      "device_type": "desktop",
      "ip": "127.0.0.1"
    }
    "#);
}

//! An application with a sign-in page of its own lets Scalekit send and judge the codes and links.

use std::time::Duration;

use e2e::{Reply, Rest, World};
use insta::assert_snapshot;
use serde_json::json;

const ERIN: &str = "erin@initech.example";

/// Where the links in the mails lead: to a server that is not of this machine.
const MAGIC: &str = "https://backoffice.example/magic";

async fn send(rest: &Rest) -> String {
    let request = json!({ "email": ERIN, "state": "cart-7", "magiclink_auth_uri": MAGIC });
    let sent = rest.post("/passwordless/email/send", request).await;
    let id = sent.body()["auth_request_id"].as_str();
    id.expect("it was sent").to_owned()
}

async fn by_code(rest: &Rest, request: &str, code: &str) -> Reply {
    let request = json!({ "code": code, "auth_request_id": request });
    rest.post("/passwordless/email/verify", request).await
}

async fn by_link(rest: &Rest, token: &str) -> Reply {
    let request = json!({ "link_token": token });
    rest.post("/passwordless/email/verify", request).await
}

/// Returns another code than this.
fn wrong(code: &str) -> String {
    code.chars().rev().map(|digit| if digit == '0' { '1' } else { '0' }).collect()
}

#[tokio::test]
async fn a_code_is_good_once_and_five_guesses_lock_it_for_ten_minutes() {
    let world = World::start().await;
    let rest = world.rest().await;
    let request = world.server("a code is sent", send(&rest)).await;
    let first = world.idp.newest_code(ERIN).unwrap();

    let wrong = wrong(&first);
    for _ in 0..5 {
        let guess = by_code(&rest, &request, &wrong);
        let guess = world.server("a guess", guess).await;
        assert_eq!(guess.to_string(), "400 INVALID_ARGUMENT");
    }
    let locked = by_code(&rest, &request, &first);
    let locked = world.server("the right code", locked).await;
    world.pass(Duration::from_mins(10));
    let again = rest.post("/passwordless/email/resend", json!({ "auth_request_id": request }));
    let again = world.server("another is sent", again).await;
    let second = world.idp.newest_code(ERIN).unwrap();
    let verified = by_code(&rest, &request, &second);
    let verified = world.server("the new code", verified).await;
    let used = by_code(&rest, &request, &second);
    let used = world.server("the new code, once more", used).await;

    assert_eq!(locked.to_string(), "429 RATE_LIMITED");
    assert_eq!((again.status, used.status), (200, 404));
    assert_eq!(
        (&verified.body()["email"], &verified.body()["state"]),
        (&json!(ERIN), &json!("cart-7"))
    );
    assert_snapshot!("by_code", world.transcript);
}

#[tokio::test]
async fn the_link_in_the_mailbox_leads_home_with_a_token_that_is_good_once() {
    let world = World::start().await;
    let rest = world.rest().await;
    let mut browser = world.browser();
    let mailbox = format!("{}/mailbox", world.idp.environment_url());
    world.server("a link is sent", send(&rest)).await;

    let page = browser.open(&mailbox).await.unwrap();
    let link = page.links().into_iter().find(|link| link.text == "Open the link");
    let link = link.unwrap().url;
    let (_, token) = link.query_pairs().find(|(name, _)| name == "link_token").unwrap();
    let verified = world.server("the link's token comes back", by_link(&rest, &token));
    let verified = verified.await;
    let again = world.server("and once more", by_link(&rest, &token)).await;

    assert!(link.as_str().starts_with(MAGIC));
    assert_eq!(verified.body()["email"], ERIN);
    assert_eq!(again.status, 404, "{again}");
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(
        page.heading(),
        "Sign in to Sample app",
        "the address is proven to that application, and no session begun"
    );
    assert_snapshot!("by_link", world.transcript);
}

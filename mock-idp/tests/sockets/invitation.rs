//! From the invitation's mail to the application.

use std::time::Duration;

use mock_idp::Seed;
use reqwest::Method;
use serde_json::json;

use crate::http::{AUTHORIZE, Answer, Fake, transcript};

const ERIN: &str = "erin@initech.example";

/// Invites Erin to Acme; returns the path of the link in her mail.
fn invited(fake: &Fake) -> String {
    let path = "/api/v1/organizations/org_100000000000000001/users";
    fake.manage(Method::POST, path, &json!({ "email": ERIN }));
    let link = fake.idp.newest_link(ERIN).expect("a mail");
    let path = link.strip_prefix("http://idp.test");
    path.expect("a link to the environment").to_owned()
}

fn title(answer: &Answer) -> String {
    let text = answer.page_text();
    text.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn the_link_in_the_mailbox_leads_through_the_application_to_a_code() {
    let fake = Fake::start();
    let link = invited(&fake);

    let mailbox = fake.get("/mailbox");
    let href = format!("href=\"http://idp.test{link}\"");
    assert!(mailbox.body.contains(&href));
    let joined = fake.get(&link);
    insta::assert_snapshot!(joined, @"
    302
    cache-control: no-store
    location: http://localhost:3000/login
    set-cookie: sk_idp_session=oizHecnuHBBvZuFyyGm9X48NtMQyAFUb5JR4-YeaYLg; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax
    ");
    let answer = fake.get_with(&joined.cookie(), AUTHORIZE);

    let tokens = fake.redeem(&answer.parameter("code").expect("a code"));
    assert_eq!(tokens.status, 200);
    insta::assert_snapshot!(fake.journal_from(3), @"
    00:00  user.organization_invitation  erin@initech.example to Acme
    00:00  user.login                   erin@initech.example in Acme
    00:00  user.organization_membership_created  erin@initech.example accepted the invitation to Acme
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorization_code.issued    Acme web for erin@initech.example: openid profile email offline_access
    00:00  verdict.finding              doubt state-is-new: the state is shorter than 22 characters; all is well if the application compares the nonce with that of the ID token
    00:00  verdict.finding              advice pkce: the authorization request has no code_challenge
    00:00  authorization_code.redeemed  Acme web for erin@initech.example
    00:00  tokens.issued                Acme web for erin@initech.example: access, id, refresh
    ");
}

#[test]
fn a_link_that_does_not_work_says_why() {
    let fake = Fake::start();
    let link = invited(&fake);

    let unknown = fake.get("/invitation?token=x");
    let without = fake.get("/invitation");
    fake.get(&link);
    let used = fake.get(&link);
    let other = Fake::start();
    let late = invited(&other);
    other.idp.clock().advance(Duration::from_hours(15 * 24));
    let expired = other.get(&late);

    assert_eq!(title(&without), title(&unknown));
    insta::assert_snapshot!(transcript([
        ("an unknown link", unknown),
        ("a used link", used),
        ("an expired link", expired),
    ]), @"
    > an unknown link
    404
    cache-control: no-store

    This invitation is unknown
    It was never sent, or it was withdrawn or replaced by a newer one.
    What to do:
    Follow the link in the newest mail.
    Open the mailbox
    Its entry in the journal

    > a used link
    410
    cache-control: no-store

    This invitation was accepted
    Its link works once. Whoever accepted it signs in at the application.
    Sign in at Acme web
    Its entry in the journal

    > an expired link
    410
    cache-control: no-store

    This invitation has expired
    It was not accepted in time.
    What to do:
    Ask for another mail: the application's server sends one with ResendInvite.
    See what this environment has
    Its entry in the journal
    ");
}

#[test]
fn without_an_initiate_login_url_a_page_says_that_the_person_is_in() {
    let mut seed = Seed::default();
    for client in &mut seed.clients {
        client.initiate_login_uri = None;
    }
    let fake = Fake::with(seed);
    let link = invited(&fake);

    let joined = fake.get(&link);

    assert_eq!((joined.status, title(&joined).as_str()), (200, "Welcome to Acme"));
    assert!(fake.get_with(&joined.cookie(), AUTHORIZE).parameter("code").is_some());
}

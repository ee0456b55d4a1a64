//! The journal, as text and over HTTP.

use std::time::Duration;

use mock_idp::MOST_ENTRIES;
use reqwest::Method;
use reqwest::header::ACCEPT;

use crate::http::{AUTHORIZE, Fake, WEB, sent, transcript};

/// Plays a sign-in with a replay at its end; returns the secrets in it.
fn life(fake: &Fake) -> Vec<String> {
    let (tokens, cookie) = fake.alice();
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    fake.idp.outlive_access_tokens();
    let form = format!("{WEB}&grant_type=refresh_token&refresh_token={refresh_token}");
    let second = fake.post("/oauth/token", &form).json();
    fake.idp.clock().advance(Duration::from_secs(31));
    fake.post("/oauth/token", &form);
    let code = fake.get_with(&cookie, AUTHORIZE).parameter("code").expect("a code");
    fake.get_with(&cookie, "/oidc/logout");
    let cookie = cookie.split_once('=').expect("a pair").1;
    let mut secrets =
        vec![code, cookie.to_owned(), "test_acme_web_secret_not_for_production".into()];
    for tokens in [&tokens, &second] {
        for name in ["access_token", "id_token", "refresh_token"] {
            secrets.extend(tokens[name].as_str().map(str::to_owned));
        }
    }
    secrets
}

#[test]
fn the_story_is_in_order_with_its_reasons() {
    let fake = Fake::start();

    life(&fake);

    insta::assert_snapshot!(fake.idp.journal(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  verdict.finding              doubt state-is-new: the state is shorter than 22 characters; all is well if the application compares the nonce with that of the ID token
    00:00  verdict.finding              advice pkce: the authorization request has no code_challenge
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    05:01  refresh_token.rotated        Acme web for alice@acme.example
    05:01  tokens.issued                Acme web for alice@acme.example: access
    05:32  token.refused                invalid_grant: this refresh token was used before and replaced; store the new one of each answer
    05:32  grant.revoked                Acme web for alice@acme.example: a used refresh token came back
    05:32  verdict.finding              doubt newest-refresh-token: a refresh token came back that was replaced: the new one of the answer was not stored; if a test put back older cookies, an application that keeps its tokens in them cannot know
    05:32  authorization.requested      Acme web: openid profile email offline_access
    05:32  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    05:32  user.logout                  alice@acme.example: signed out
    05:32  verdict.finding              doubt sdk-arguments: the browser came to /oidc/logout without any parameter, though the sign-in gave an ID token: `getLogoutUrl(idToken, uri)` of the Node SDK gives such a URL, and so does a link without a query
    05:32  verdict.finding              doubt hint-after-renewal: a logout after a renewal came without id_token_hint: the ID token of the sign-in was lost; if a test client went there by itself, all is well
    05:32  verdict.finding              doubt post-logout-uri-is-registered: a logout came without post_logout_redirect_uri: the person stays on Scalekit's page, with no way back to the application; if that is wanted, all is well
    ");
}

#[test]
fn over_http_it_is_json_from_any_number_on() {
    let fake = Fake::start();
    life(&fake);

    let all = fake.get("/_mock/journal").json();
    let entries = all["entries"].as_array().expect("a list");
    let late = fake.get(&format!("/_mock/journal?from={}", entries.len()));

    let numbers: Vec<u64> = entries.iter().filter_map(|entry| entry["seq"].as_u64()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(numbers.len(), fake.idp.journal_since(1).len());
    insta::assert_snapshot!(late, @r#"
    200
    cache-control: no-store

    {
      "entries": [
        {
          "seq": 18,
          "at": "2026-01-01T09:05:32Z",
          "exchange": 7,
          "event": "verdict.finding",
          "slug": "post-logout-uri-is-registered",
          "row": 87,
          "weight": "doubt",
          "client": "Acme web",
          "evidence": [
            7
          ],
          "reason": "a logout came without post_logout_redirect_uri: the person stays on Scalekit's page, with no way back to the application; if that is wanted, all is well"
        }
      ],
      "last_seq": 18
    }
    "#);
    let refusal = entries.iter().find(|entry| entry["event"] == "token.refused");
    let refusal = serde_json::to_string_pretty(refusal.expect("one was refused"));
    insta::assert_snapshot!(refusal.expect("JSON"), @r#"
    {
      "seq": 10,
      "at": "2026-01-01T09:05:32Z",
      "exchange": 5,
      "event": "token.refused",
      "error": "invalid_grant",
      "client": "skc_100000000000000001",
      "reason": "this refresh token was used before and replaced; store the new one of each answer"
    }
    "#);
}

#[test]
fn a_number_that_is_none_is_refused() {
    let fake = Fake::start();

    let answers = transcript([
        ("no number", fake.get("/_mock/journal?from=x")),
        ("twice", fake.get("/_mock/journal?from=1&from=2")),
        ("beyond", fake.get("/_mock/journal?from=100")),
    ]);

    insta::assert_snapshot!(answers, @r#"
    > no number
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"from is a whole number from 0 on"}

    > twice
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"from came more than once"}

    > beyond
    200
    cache-control: no-store

    {
      "entries": [],
      "last_seq": 2
    }
    "#);
}

#[test]
fn of_a_secret_it_shows_four_characters_at_most() {
    let fake = Fake::start();

    let secrets = life(&fake);

    let page = fake.request(Method::GET, "/_mock/journal").header(ACCEPT, "text/html");
    let text = fake.idp.journal() + &fake.get("/_mock/journal").body + &sent(page).page_text();
    for secret in secrets {
        let five = &secret[secret.len() - 5..];
        assert!(!text.contains(five), "{five} of {secret}");
        let begin = &secret[..secret.len().min(12)];
        assert!(!text.contains(begin), "{begin}");
    }
}

#[test]
fn the_digits_of_a_mail_are_not_in_it() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);
    fake.post("/login/email", &format!("request={request}&email=alice@acme.example"));
    let digits = fake.idp.newest_code("alice@acme.example").expect("a mail");

    let text = fake.get("/_mock/journal").body;

    assert!(!text.contains(&digits));
}

#[test]
fn it_keeps_a_stated_number_of_entries() {
    let fake = Fake::start();

    for _ in 0..=MOST_ENTRIES {
        let refused = fake.idp.sign_in_next_as("nobody@acme.example");
        assert!(refused.is_err());
    }

    let entries = fake.idp.journal_since(1);
    assert_eq!(entries.len(), MOST_ENTRIES);
    assert_eq!(entries.first().map(|entry| entry.seq), Some(2));
}

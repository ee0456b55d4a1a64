//! Secrets in wrong parameters: no answer, page or journal entry repeats one, or has a long quote.

use reqwest::Method;
use serde_json::Value;

use crate::http::{ALICE, AUTHORIZE, Answer, Fake, WEB, sent};

const SECRET: &str = "test_acme_web_secret_not_for_production";

const CALLBACK: &str = "http://localhost:3000/auth/callback";

/// Sends `text` in every parameter and path that an answer might quote.
fn sent_everywhere(fake: &Fake, text: &str) -> Vec<Answer> {
    let web = "client_id=skc_100000000000000001";
    let authorize =
        format!("/oauth/authorize?{web}&redirect_uri={CALLBACK}&response_type=code&scope=openid");
    let mut answers = vec![
        fake.get(&format!("/oauth/authorize?client_id={text}")),
        fake.get(&format!("/oauth/authorize?{web}&redirect_uri={text}")),
        fake.get(&format!("/oauth/authorize?{web}&redirect_uri={CALLBACK}/{text}")),
        fake.get(&format!("/oauth/authorize?{web}&redirect_uri={CALLBACK}?code={text}")),
        fake.get(&format!("/oauth/authorize?{web}&redirect_uri={CALLBACK}&response_type={text}")),
        fake.get(&format!("/oidc/logout?client_id={text}")),
        fake.get(&format!("/oidc/logout?id_token_hint=x{text}")),
        fake.get(&format!("/oidc/logout?post_logout_redirect_uri={text}")),
        fake.get(&format!("/oidc/logout?post_logout_redirect_uri={CALLBACK}?t={text}")),
        fake.get(&format!("/login?request={text}")),
        fake.get(&format!("/oauth/{text}")),
        fake.get(&format!("/_mock/journal?from={text}")),
        fake.post("/oauth/token", &format!("grant_type=client_credentials&client_id={text}")),
        fake.post("/oauth/token", &format!("{WEB}&grant_type={text}")),
        fake.post("/oauth/token", &format!("{WEB}&grant_type=authorization_code&code={text}")),
        fake.post("/oauth/token", &format!("{WEB}&grant_type=refresh_token&refresh_token=x{text}")),
        fake.post("/oauth/introspect", &format!("client_id={text}&client_secret=x&token={text}")),
        fake.post("/login/email", &format!("request={text}&email=x")),
        sent(
            fake.request(Method::POST, "/oauth/token")
                .header("content-type", text.get(..300).unwrap_or(text)),
        ),
    ];
    for name in [
        "response_mode",
        "prompt",
        "organization_id",
        "connection_id",
        "provider",
        "domain_hint",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
    ] {
        answers.push(fake.get(&format!("{authorize}&{name}={text}")));
    }
    answers
}

fn journal(fake: &Fake) -> Vec<String> {
    let json = fake.get("/_mock/journal").json();
    let entries = json["entries"].as_array().expect("a list");
    entries.iter().map(Value::to_string).collect()
}

#[test]
fn no_secret_and_no_token_is_repeated() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = |name: &str| tokens[name].as_str().expect("a token").to_owned();

    for secret in [SECRET.to_owned(), token("access_token"), token("refresh_token")] {
        for answer in sent_everywhere(&fake, &secret) {
            assert!(answer.status >= 300, "each is a mistake: {answer}");
            assert!(!answer.body.contains(&secret), "{answer}");
            assert!(!format!("{:?}", answer.headers).contains(&secret), "{answer}");
        }
        for entry in journal(&fake) {
            assert!(!entry.contains(&secret), "{entry}");
        }
    }
}

#[test]
fn what_is_repeated_says_which_it_was() {
    let fake = Fake::start();

    let refused = fake.post(
        "/oauth/token",
        &format!(
            "grant_type=client_credentials&client_id={SECRET}&client_secret=skc_100000000000000001"
        ),
    );

    insta::assert_snapshot!(refused, @r#"
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"there is no client `...tion (39 characters)` in this environment"}
    "#);
}

#[test]
fn no_entry_of_the_journal_is_as_long_as_a_request() {
    let fake = Fake::start();
    let long = "a".repeat(50_000);

    sent_everywhere(&fake, &long);
    let authorize = AUTHORIZE.replace("n-0S6", &long);
    fake.sign_in(&authorize, ALICE);

    for entry in journal(&fake) {
        assert!(entry.len() < 2_000, "{entry}");
    }
}

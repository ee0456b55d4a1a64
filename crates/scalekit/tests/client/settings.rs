//! Settings that work, settings that cannot, and nothing that prints a secret.

use std::time::Duration;

use scalekit::{AccessToken, Client, ClientSecret, Error, SignIn, VerificationError};
use serde_json::json;

use crate::signing::FIRST;
use crate::world::{CALLBACK, CLIENT_ID, SECRET, World, publishing};

fn authorize(environment_url: &str) -> String {
    match Client::builder(environment_url, CLIENT_ID).build() {
        Ok(client) => {
            let attempt = client.begin(SignIn::to(CALLBACK));
            let mut url = attempt.url().clone();
            url.set_query(None);
            url.to_string()
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_environment_url_is_https_or_this_machine() {
    let urls = [
        "https://example.scalekit.com",
        "https://example.scalekit.com/",
        "https://EXAMPLE.scalekit.com:443//",
        "https://proxy.example/scalekit/",
        "http://localhost:8080",
        "http://idp.localhost:8080/",
        "http://127.0.0.2:8080",
        "http://[::1]:8080",
        "http://example.scalekit.com",
        "http://localhost.example.com",
        "http://notlocalhost",
        "http://10.0.0.1",
        "ftp://example.scalekit.com",
        "https://user:password@example.scalekit.com",
        "https://example.scalekit.com?x",
        "https://example.scalekit.com#x",
        "example.scalekit.com",
        "",
    ];

    let report = urls.map(|url| format!("{url}\n    {}", authorize(url)));

    insta::assert_snapshot!(report.join("\n"), @"
    https://example.scalekit.com
        https://example.scalekit.com/oauth/authorize
    https://example.scalekit.com/
        https://example.scalekit.com/oauth/authorize
    https://EXAMPLE.scalekit.com:443//
        https://example.scalekit.com/oauth/authorize
    https://proxy.example/scalekit/
        https://proxy.example/scalekit/oauth/authorize
    http://localhost:8080
        http://localhost:8080/oauth/authorize
    http://idp.localhost:8080/
        http://idp.localhost:8080/oauth/authorize
    http://127.0.0.2:8080
        http://127.0.0.2:8080/oauth/authorize
    http://[::1]:8080
        http://[::1]:8080/oauth/authorize
    http://example.scalekit.com
        the environment URL must begin with https:// (http:// only on this machine)
    http://localhost.example.com
        the environment URL must begin with https:// (http:// only on this machine)
    http://notlocalhost
        the environment URL must begin with https:// (http:// only on this machine)
    http://10.0.0.1
        the environment URL must begin with https:// (http:// only on this machine)
    ftp://example.scalekit.com
        the environment URL must begin with https:// (http:// only on this machine)
    https://user:password@example.scalekit.com
        the environment URL must be an address only, without user, query or fragment
    https://example.scalekit.com?x
        the environment URL must be an address only, without user, query or fragment
    https://example.scalekit.com#x
        the environment URL must be an address only, without user, query or fragment
    example.scalekit.com
        the environment URL is not a URL, such as https://example.scalekit.com: relative URL without a base

        the environment URL is not a URL, such as https://example.scalekit.com: relative URL without a base
    ");
}

#[test]
fn a_setting_that_is_missing_or_absurd_is_named() {
    let good = || Client::builder("https://example.scalekit.com", CLIENT_ID);
    let report = [
        Client::builder("https://example.scalekit.com", "").build(),
        good().client_secret("").build(),
        good().leeway(Duration::from_mins(6)).build(),
    ]
    .map(|outcome| outcome.expect_err("this cannot work").to_string());

    insta::assert_snapshot!(report.join("\n"), @"
    the client id is empty; it is shown with the API credentials and begins with skc_
    the client secret is empty; leave it out altogether for a public client
    the leeway is longer than 300 s
    ");
}

#[tokio::test]
async fn an_issuer_of_its_own_is_compared_exactly() {
    let world = World::with_settings(|settings| settings.issuer("https://auth.example")).await;
    publishing(&[FIRST.jwk()]).mount(&world.idp).await;
    let mut claims = world.access_claims();

    let of_the_url = AccessToken::from(FIRST.sign(&claims));
    claims["iss"] = json!("https://auth.example");
    let of_the_issuer = AccessToken::from(FIRST.sign(&claims));

    let refused = world.client.verify_access_token(&of_the_url).await;
    assert!(matches!(refused, Err(Error::Untrusted(VerificationError::WrongIssuer))));
    assert!(world.client.verify_access_token(&of_the_issuer).await.is_ok());
}

#[tokio::test]
async fn nothing_that_is_held_prints_a_secret() {
    let world = World::start().await;
    let attempt = world.client.begin(SignIn::to(CALLBACK));
    let state = attempt.state().to_owned();
    let attempt_printed = format!("{attempt:?}");
    let signed_in = world.sign_in(|attempt| world.issues(attempt)).await.expect("honest");
    let builder = Client::builder("https://example.scalekit.com", "skc_1").client_secret(SECRET);

    let printed = format!("{:?} {builder:?} {signed_in:?} {attempt_printed}", world.client);

    let tokens = &signed_in.tokens;
    let id_token = tokens.id_token.as_ref().expect("one came").secret();
    for secret in [SECRET, &state, tokens.access_token.secret(), id_token, "rt_1"] {
        assert!(!printed.contains(secret));
    }
    let secret = ClientSecret::from(SECRET);
    insta::assert_snapshot!(format!("{secret} {secret:?}"), @"ClientSecret([redacted]) ClientSecret([redacted])");
}

//! `/oauth/introspect`: what a token is worth, told to whom it belongs.

use crate::http::{Fake, SPA, WEB, asked};

#[test]
fn tokens_are_described_while_they_are_worth_something() {
    let fake = Fake::start();
    let (tokens, cookie) = fake.alice();
    let ask = |name: &str| {
        let token = tokens[name].as_str().expect("a token");
        fake.post("/oauth/introspect", &format!("{WEB}&token={token}"))
    };

    let told = asked([
        ("access token", ask("access_token")),
        ("refresh token", ask("refresh_token")),
        ("ID token", ask("id_token")),
    ]);
    insta::assert_snapshot!(told, @r#"
    > access token
    200
    cache-control: no-store

    {
      "active": true,
      "iss": "http://idp.test",
      "sub": "usr_100000000000000001",
      "aud": [
        "skc_100000000000000001"
      ],
      "client_id": "skc_100000000000000001",
      "scope": "openid profile email offline_access",
      "token_type": "Bearer",
      "jti": "tkn_585099516637454915",
      "iat": 1767258000,
      "exp": 1767258300,
      "oid": "org_100000000000000001",
      "sid": "ses_104347359131428821"
    }

    > refresh token
    200
    cache-control: no-store

    {
      "active": true,
      "iss": "http://idp.test",
      "sub": "usr_100000000000000001",
      "aud": [
        "skc_100000000000000001"
      ],
      "client_id": "skc_100000000000000001",
      "scope": "openid profile email offline_access",
      "token_type": "refresh_token",
      "exp": 1767862800,
      "oid": "org_100000000000000001",
      "sid": "ses_104347359131428821"
    }

    > ID token
    200
    cache-control: no-store

    {
      "active": false
    }
    "#);

    fake.get_with(&cookie, "/oidc/logout");
    assert_eq!(ask("refresh_token").json()["active"], false);
    assert_eq!(ask("access_token").json()["active"], false, "its session is over");
    let told = fake.idp.journal();
    assert!(told.ends_with("its session has ended: the person signed out\n"), "{told}");
}

#[test]
fn every_refusal_says_why() {
    let fake = Fake::start();

    let told = asked([
        ("nobody", fake.post("/oauth/introspect", "token=x")),
        ("public", fake.post("/oauth/introspect", &format!("{SPA}&token=x"))),
        ("no token", fake.post("/oauth/introspect", WEB)),
        ("token twice", fake.post("/oauth/introspect", &format!("{WEB}&token=a&token=b"))),
    ]);

    insta::assert_snapshot!(told, @r#"
    > nobody
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic"}

    > public
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"this endpoint needs a client with a secret, and this one is public"}

    > no token
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"token is missing"}

    > token twice
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"token came more than once; RFC 6749 section 3.1 allows a parameter once"}
    "#);
}

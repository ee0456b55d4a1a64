//! `/oauth/introspect`: the state of a token, for its own client.

use crate::http::{Fake, SPA, WEB, transcript};

#[test]
fn tokens_are_described_while_they_are_worth_something() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let introspect = |name: &str| {
        let token = tokens[name].as_str().expect("a token");
        fake.post("/oauth/introspect", &format!("{WEB}&token={token}"))
    };

    let answers = transcript([
        ("access token", introspect("access_token")),
        ("refresh token", introspect("refresh_token")),
        ("ID token", introspect("id_token")),
    ]);
    insta::assert_snapshot!(answers, @r#"
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
}

#[test]
fn a_public_client_is_refused() {
    let fake = Fake::start();

    let refused = fake.post("/oauth/introspect", &format!("{SPA}&token=x"));

    insta::assert_snapshot!(refused, @r#"
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"this endpoint needs a client with a secret, and this one is public"}
    "#);
}

//! The metadata and keys of the environment.

use mock_idp::{Effect, Endpoint, Fault, MockIdp};
use reqwest::Method;

use crate::http::{Fake, sent};
use crate::raw::got_raw;

#[test]
fn the_document_says_what_the_fake_serves() {
    let fake = Fake::start();

    let answer = fake.get("/.well-known/openid-configuration");

    insta::assert_snapshot!(answer, @r#"
    200

    {
      "issuer": "http://idp.test",
      "authorization_endpoint": "http://idp.test/oauth/authorize",
      "token_endpoint": "http://idp.test/oauth/token",
      "introspection_endpoint": "http://idp.test/oauth/introspect",
      "userinfo_endpoint": "http://idp.test/userinfo",
      "revocation_endpoint": "http://idp.test/revoke",
      "end_session_endpoint": "http://idp.test/oidc/logout",
      "jwks_uri": "http://idp.test/keys",
      "scopes_supported": [
        "openid",
        "profile",
        "email",
        "offline_access"
      ],
      "response_types_supported": [
        "code"
      ],
      "response_modes_supported": [
        "query"
      ],
      "grant_types_supported": [
        "authorization_code",
        "refresh_token",
        "client_credentials"
      ],
      "subject_types_supported": [
        "public"
      ],
      "id_token_signing_alg_values_supported": [
        "RS256"
      ],
      "token_endpoint_auth_methods_supported": [
        "client_secret_post",
        "client_secret_basic",
        "none"
      ],
      "introspection_endpoint_auth_methods_supported": [
        "client_secret_post",
        "client_secret_basic"
      ],
      "revocation_endpoint_auth_methods_supported": [
        "client_secret_post",
        "client_secret_basic",
        "none"
      ],
      "code_challenge_methods_supported": [
        "S256"
      ],
      "prompt_values_supported": [
        "none",
        "login",
        "create",
        "select_account",
        "consent"
      ],
      "claims_supported": [
        "iss",
        "aud",
        "azp",
        "sub",
        "oid",
        "sid",
        "exp",
        "iat",
        "nbf",
        "auth_time",
        "at_hash",
        "c_hash",
        "amr",
        "nonce",
        "email",
        "email_verified",
        "name",
        "given_name",
        "family_name",
        "picture",
        "locale",
        "client_id",
        "xoid",
        "xuid"
      ],
      "request_parameter_supported": false,
      "request_uri_parameter_supported": false,
      "authorization_response_iss_parameter_supported": true,
      "backchannel_logout_supported": true,
      "backchannel_logout_session_supported": true
    }
    "#);
    assert_eq!(
        fake.get("/.well-known/oauth-authorization-server").body,
        answer.body,
        "RFC 8414 clients find the same"
    );
}

#[test]
fn everything_that_the_document_names_is_there() {
    let fake = Fake::start();
    let document = fake.get("/.well-known/openid-configuration").json();
    let members = document.as_object().expect("an object");

    let urls = members
        .iter()
        .filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri")
        .map(|(_, url)| url.as_str().expect("a URL"));

    let mut count = 0;
    for url in urls {
        let path = url.strip_prefix("http://idp.test").expect("its own URL");
        for method in [Method::GET, Method::POST] {
            let status = sent(fake.request(method, path)).status;
            assert!(![404, 501].contains(&status), "{path}: {status}");
        }
        count += 1;
    }
    assert_eq!(count, 7);
}

#[test]
fn the_key_set_has_the_form_that_the_official_clients_read() {
    let fake = Fake::start();

    let answer = fake.get("/keys");

    assert_eq!(answer.status, 200);
    let keys = answer.json();
    let key = &keys["keys"][0];
    assert_eq!(key["kty"], "RSA");
    assert_eq!(key["use"], "sig");
    assert_eq!(key["alg"], "RS256");
    assert_eq!(key["e"], "AQAB");
    assert_eq!(key["n"].as_str().map(str::len), Some(342), "2048 bits");
    insta::assert_snapshot!(key["kid"], @r#""snk_57218662606535302""#);
    let private = ["d", "p", "q", "dp", "dq", "qi"];
    assert!(private.iter().all(|member| key.get(member).is_none()));
}

#[test]
fn a_rotation_publishes_the_new_key_beside_the_old() {
    let fake = Fake::start();
    let before = fake.get("/keys").json();

    fake.idp.rotate_keys();

    let after = fake.get("/keys").json();
    let keys = after["keys"].as_array().expect("a list");
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], before["keys"][0]);
}

#[test]
fn the_routes_answer_as_the_short_way_does() {
    let idp = MockIdp::start();
    let heads = [&["Host: localhost"][..], &["Host: localhost", "Accept: text/html"]];
    let all = || {
        let paths = [
            "/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server",
            "/keys",
        ];
        paths.map(|path| heads.map(|head| got_raw(&idp, path, head)))
    };

    idp.clock().freeze();
    let short = all();
    // While a fault is planned for anything, every request takes the routes.
    idp.plan(Fault::new(Endpoint::Token, Effect::Status(503))).expect("a good fault");
    let by_routes = all();

    assert_eq!(short, by_routes);
    assert!(short.iter().flatten().all(|answer| answer.starts_with("HTTP/1.1 200")), "{short:?}");
}

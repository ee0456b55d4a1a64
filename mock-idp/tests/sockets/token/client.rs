//! Who asks, and how that is said.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_idp::Seed;
use mock_idp::seed::Client;
use reqwest::blocking::RequestBuilder;
use reqwest::header::AUTHORIZATION;

use super::ask;
use crate::http::{Answer, Fake, SPA, WEB, asked, sent};

fn basic(request: RequestBuilder, credentials: &str) -> Answer {
    sent(request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(credentials))))
}

#[test]
fn who_asks_must_be_clear() {
    let fake = Fake::start();
    let grant = "grant_type=client_credentials";
    let form = |form: &str| fake.form("/oauth/token", form);

    let told = asked([
        ("nobody", ask(&fake, grant)),
        ("unknown", ask(&fake, &format!("client_id=skc_1&{grant}"))),
        ("no secret", ask(&fake, &format!("client_id=skc_100000000000000001&{grant}"))),
        (
            "wrong secret",
            ask(&fake, &format!("client_id=skc_100000000000000001&client_secret=wrong&{grant}")),
        ),
        ("public with secret", ask(&fake, &format!("{SPA}&client_secret=x&{grant}"))),
        ("secret alone", ask(&fake, &format!("client_secret=x&{grant}"))),
        ("bad Basic", basic(form(grant), "no colon")),
        ("both methods", basic(form(&format!("{WEB}&{grant}")), "skc_100000000000000001:x")),
        ("two clients", basic(form(&format!("{SPA}&{grant}")), "skc_100000000000000001:x")),
        ("client twice", ask(&fake, &format!("{WEB}&{SPA}&{grant}"))),
    ]);

    insta::assert_snapshot!(told, @r#"
    > nobody
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic"}

    > unknown
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"there is no client `skc_1` in this environment"}

    > no secret
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"this client has a secret and must authenticate with it"}

    > wrong secret
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"the client secret is wrong"}

    > public with secret
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"this client is public: it has no secret, and must not send one"}

    > secret alone
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"client_secret came without client_id"}

    > bad Basic
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment", charset="UTF-8"
    {"error":"invalid_client","error_description":"the Basic credentials are not the base64 of `client_id:client_secret`, each form-encoded (RFC 6749 section 2.3.1)"}

    > both methods
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"the client authenticated twice, in the form and by HTTP Basic; RFC 6749 section 2.3 allows one method"}

    > two clients
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"client_id in the form and in the Basic credentials differ"}

    > client twice
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"client_id came more than once; RFC 6749 section 3.1 allows a parameter once"}
    "#);
}

#[test]
fn basic_credentials_are_form_encoded() {
    let seed =
        Seed::empty().client(Client::web("Odd").id("skc_1").secret("a b+c%&:é_only_for_tests"));
    let fake = Fake::with(seed);
    let form = || fake.form("/oauth/token", "grant_type=client_credentials");

    let encoded = basic(form(), "skc_1:a+b%2Bc%25%26%3A%C3%A9_only_for_tests");
    let plain = basic(form(), "skc_1:a b+c%&:é_only_for_tests");

    assert_eq!(encoded.status, 200);
    assert_eq!(plain.status, 401, "RFC 6749 §2.3.1: form-encoded first");
}

#[test]
fn a_bearer_header_is_ignored() {
    let fake = Fake::start();
    let form = format!("{WEB}&grant_type=client_credentials");

    let request = fake.form("/oauth/token", &form);
    let answer = sent(request.header(AUTHORIZATION, "Bearer stale"));

    assert_eq!(answer.status, 200);
    let alone = fake.form("/oauth/token", "grant_type=client_credentials");
    assert_eq!(sent(alone.header(AUTHORIZATION, "Bearer stale")).status, 401);
}

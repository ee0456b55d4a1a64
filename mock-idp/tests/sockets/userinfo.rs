//! `/userinfo`: claims about the person, and RFC 6750's refusals.

use reqwest::Method;
use reqwest::header::AUTHORIZATION;

use crate::http::{Answer, Fake, WEB, sent, transcript};

fn with(fake: &Fake, token: &str) -> Answer {
    let request = fake.request(Method::GET, "/userinfo");
    sent(request.header(AUTHORIZATION, format!("Bearer {token}")))
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a token")
}

#[test]
fn a_token_brings_the_person_by_header_and_by_form() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = text(&tokens["access_token"]);

    let by_header = with(&fake, token);
    let by_form = fake.post("/userinfo", &format!("access_token={token}"));

    assert_eq!(by_header.body, by_form.body);
    insta::assert_snapshot!(by_header, @r#"
    200
    cache-control: no-store

    {
      "sub": "usr_100000000000000001",
      "email": "alice@acme.example",
      "email_verified": true,
      "name": "Alice Nguyen",
      "given_name": "Alice",
      "family_name": "Nguyen",
      "oid": "org_100000000000000001",
      "sid": "ses_104347359131428821"
    }
    "#);
}

#[test]
fn each_kind_of_refusal_challenges_as_the_rfc_says() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = text(&tokens["access_token"]);
    let refresh_token = text(&tokens["refresh_token"]);
    let narrow = fake.post(
        "/oauth/token",
        &format!("{WEB}&grant_type=refresh_token&refresh_token={refresh_token}&scope=profile"),
    );
    let in_both = fake.form("/userinfo", &format!("access_token={token}"));

    let refused = transcript([
        ("no token", fake.get("/userinfo")),
        ("in both places", sent(in_both.header(AUTHORIZATION, format!("Bearer {token}")))),
        ("no JWT", with(&fake, "x")),
        ("no openid", with(&fake, text(&narrow.json()["access_token"]))),
    ]);

    insta::assert_snapshot!(refused, @r#"
    > no token
    401
    cache-control: no-store
    www-authenticate: Bearer
    {"error":"invalid_request","error_description":"no access token: send `Authorization: Bearer ...`"}

    > in both places
    400
    cache-control: no-store
    www-authenticate: Bearer error="invalid_request", error_description="the access token came twice, in the header and in the form; RFC 6750 section 2 allows one"
    {"error":"invalid_request","error_description":"the access token came twice, in the header and in the form; RFC 6750 section 2 allows one"}

    > no JWT
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"
    {"error":"invalid_token","error_description":"the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"}

    > no openid
    403
    cache-control: no-store
    www-authenticate: Bearer error="insufficient_scope", error_description="the access token lacks the scope `openid`"
    {"error":"insufficient_scope","error_description":"the access token lacks the scope `openid`"}
    "#);
}

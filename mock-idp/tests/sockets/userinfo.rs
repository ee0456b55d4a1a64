//! `/userinfo`: who the person is, and RFC 6750's refusals.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::AUTHORIZATION;

use crate::http::{Answer, Fake, WEB, asked, sent};

fn with(fake: &Fake, token: &str) -> Answer {
    let request = fake.request(Method::GET, "/userinfo");
    sent(request.header(AUTHORIZATION, format!("Bearer {token}")))
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a token")
}

#[test]
fn a_token_tells_who_the_person_is_by_header_and_by_form() {
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
fn every_refusal_challenges_as_the_rfc_asks() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = text(&tokens["access_token"]);
    let own = fake.post("/oauth/token", &format!("{WEB}&grant_type=client_credentials"));
    let refresh_token = text(&tokens["refresh_token"]);
    let narrow = fake.post(
        "/oauth/token",
        &format!("{WEB}&grant_type=refresh_token&refresh_token={refresh_token}&scope=profile"),
    );
    let in_both = fake.form("/userinfo", &format!("access_token={token}"));

    let told = [
        ("no token", fake.get("/userinfo")),
        ("Basic", sent(fake.request(Method::GET, "/userinfo").header(AUTHORIZATION, "Basic YTpi"))),
        ("in both places", sent(in_both.header(AUTHORIZATION, format!("Bearer {token}")))),
        ("no JWT", with(&fake, "x")),
        ("an ID token", with(&fake, text(&tokens["id_token"]))),
        ("a bent signature", with(&fake, &bent(token))),
        ("a client's own", with(&fake, text(&own.json()["access_token"]))),
        ("no openid", with(&fake, text(&narrow.json()["access_token"]))),
    ];
    insta::assert_snapshot!(asked(told), @r#"
    > no token
    401
    cache-control: no-store
    www-authenticate: Bearer
    {"error":"invalid_request","error_description":"no access token: send `Authorization: Bearer ...`"}

    > Basic
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

    > an ID token
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"
    {"error":"invalid_token","error_description":"the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"}

    > a bent signature
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token is not one of this environment: its signature is not by the key that its header names, or not RS256"
    {"error":"invalid_token","error_description":"the access token is not one of this environment: its signature is not by the key that its header names, or not RS256"}

    > a client's own
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token is a client's own and speaks of no user"
    {"error":"invalid_token","error_description":"the access token is a client's own and speaks of no user"}

    > no openid
    403
    cache-control: no-store
    www-authenticate: Bearer error="insufficient_scope", error_description="the access token lacks the scope `openid`"
    {"error":"insufficient_scope","error_description":"the access token lacks the scope `openid`"}
    "#);
}

#[test]
fn a_token_is_worth_nothing_without_its_person_its_client_and_its_time() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let token = text(&tokens["access_token"]);

    let mut told = Vec::new();
    fake.idp.deactivate("alice@acme.example").expect("she exists");
    told.push(("deactivated", with(&fake, token)));
    fake.post("/revoke", &format!("{WEB}&token={token}"));
    told.push(("revoked", with(&fake, token)));
    fake.idp.clock().advance(Duration::from_mins(5));
    told.push(("expired", with(&fake, token)));

    insta::assert_snapshot!(asked(told), @r#"
    > deactivated
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token's user is gone or deactivated"
    {"error":"invalid_token","error_description":"the access token's user is gone or deactivated"}

    > revoked
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token was revoked"
    {"error":"invalid_token","error_description":"the access token was revoked"}

    > expired
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token has expired"
    {"error":"invalid_token","error_description":"the access token has expired"}
    "#);
}

/// A token whose signature begins otherwise.
fn bent(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').expect("a JWT");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signed}.{first}{}", &signature[1..])
}

#[test]
fn a_token_of_another_fake_with_the_same_key_opens_nothing() {
    let (here, there) =
        (Fake::start(), Fake::at("http://elsewhere.test", mock_idp::Seed::default()));
    let (tokens, _) = there.alice();

    let answer = with(&here, text(&tokens["access_token"]));

    insta::assert_snapshot!(answer, @r#"
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token", error_description="the access token was issued by another environment"
    {"error":"invalid_token","error_description":"the access token was issued by another environment"}
    "#);
}

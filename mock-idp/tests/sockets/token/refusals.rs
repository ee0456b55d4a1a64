//! Every refusal of a grant, with its full answer.

use super::{ask, refresh};
use crate::http::{ALICE, ASK, Fake, SPA, SignedIn, WEB, asked};

#[test]
fn what_is_asked_must_be_clear() {
    let fake = Fake::start();
    let told = [
        "",
        "grant_type=password",
        "grant_type=authorization_code",
        "grant_type=authorization_code&code=x&code_verifier=short",
        "grant_type=refresh_token",
        "grant_type=refresh_token&refresh_token=a&refresh_token=b",
    ]
    .map(|form| (form, ask(&fake, &format!("{WEB}&{form}"))));

    insta::assert_snapshot!(asked(told), @r#"
    > 
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"grant_type is missing"}

    > grant_type=password
    400
    cache-control: no-store
    {"error":"unsupported_grant_type","error_description":"grant_type `password` is not supported; there are authorization_code, refresh_token and client_credentials"}

    > grant_type=authorization_code
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"code is missing"}

    > grant_type=authorization_code&code=x&code_verifier=short
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"code_verifier is not 43 to 128 unreserved characters (RFC 7636 section 4.1)"}

    > grant_type=refresh_token
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"refresh_token is missing"}

    > grant_type=refresh_token&refresh_token=a&refresh_token=b
    400
    cache-control: no-store
    {"error":"invalid_request","error_description":"refresh_token came more than once; RFC 6749 section 3.1 allows a parameter once"}
    "#);
    let public = ask(&fake, &format!("{SPA}&grant_type=client_credentials"));
    insta::assert_snapshot!(public, @r#"
    400
    cache-control: no-store
    {"error":"unauthorized_client","error_description":"client_credentials need a client with a secret, and this one is public"}
    "#);
}

#[test]
fn every_refusal_of_a_code_says_why() {
    let fake = Fake::start();
    let SignedIn { code, cookie } = fake.sign_in(ASK, ALICE);
    let again = || fake.get_with(&cookie, ASK).parameter("code").expect("a code");
    let pkce = format!(
        "{ASK}&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
    let with_pkce = fake.get_with(&cookie, &pkce).parameter("code").expect("a code");
    let here = "redirect_uri=http://localhost:3000/auth/callback";
    let redeem = |who: &str, code: &str, more: &str| {
        ask(&fake, &format!("{who}&grant_type=authorization_code&code={code}&{more}"))
    };
    let verifier = format!("code_verifier={}", "a".repeat(43));

    let mut told = vec![
        ("never issued", redeem(WEB, "x", here)),
        ("another client's", redeem(SPA, &code, here)),
        ("no redirect_uri", redeem(WEB, &code, "")),
        ("another redirect_uri", redeem(WEB, &code, "redirect_uri=http://localhost:3000/")),
        ("verifier missing", redeem(WEB, &with_pkce, here)),
        ("verifier does not fit", redeem(WEB, &with_pkce, &format!("{here}&{verifier}"))),
        ("verifier without challenge", redeem(WEB, &code, &format!("{here}&{verifier}"))),
    ];
    assert_eq!(redeem(WEB, &code, here).status, 200);
    told.push(("replayed", redeem(WEB, &code, here)));
    let old = again();
    fake.idp.clock().advance(std::time::Duration::from_mins(10));
    told.push(("expired", redeem(WEB, &old, here)));
    let dead = again();
    fake.get_with(&cookie, "/oidc/logout");
    told.push(("signed out", redeem(WEB, &dead, here)));

    insta::assert_snapshot!(asked(told), @r#"
    > never issued
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this code is unknown: it was never issued, or is long expired"}

    > another client's
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this code was issued to another client"}

    > no redirect_uri
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"redirect_uri is missing: it must equal that of the authorization request (RFC 6749 section 4.1.3)"}

    > another redirect_uri
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"redirect_uri is not that of the authorization request, http://localhost:3000/auth/callback"}

    > verifier missing
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"code_verifier is missing: the authorization request carried a code_challenge"}

    > verifier does not fit
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"code_verifier does not hash to the code_challenge of the authorization request (RFC 7636 section 4.6)"}

    > verifier without challenge
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"code_verifier came, and the authorization request carried no code_challenge (RFC 9700 section 2.1.1)"}

    > replayed
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this code was redeemed before; a code works once, and its replay revokes what came of it"}

    > expired
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this code has expired; codes live 600 seconds"}

    > signed out
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"the session is over: the person signed out"}
    "#);
}

#[test]
fn every_refusal_of_a_refresh_says_why() {
    let fake = Fake::start();
    let (tokens, cookie) = fake.alice();
    let used = tokens["refresh_token"].clone();
    let text = used.as_str().expect("a refresh token");
    let by = |who: &str, more: &str| {
        ask(&fake, &format!("{who}&grant_type=refresh_token&refresh_token={text}{more}"))
    };

    let mut told = vec![
        ("never issued", refresh(&fake, &"rt_x".into())),
        ("another client's", by(SPA, "")),
        ("a wider scope", by(WEB, "&scope=openid+billing")),
    ];
    let live = refresh(&fake, &used).json()["refresh_token"].clone();
    fake.idp.clock().advance(std::time::Duration::from_secs(30));
    told.push(("after the grace", refresh(&fake, &used)));
    told.push(("of a family that fell", refresh(&fake, &live)));
    let code = fake.get_with(&cookie, ASK).parameter("code").expect("a code");
    let other = fake.redeem(&code).json()["refresh_token"].clone();
    fake.get_with(&cookie, "/oidc/logout");
    told.push(("signed out", refresh(&fake, &other)));

    insta::assert_snapshot!(asked(told), @r#"
    > never issued
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this refresh token is unknown"}

    > another client's
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this refresh token was issued to another client"}

    > a wider scope
    400
    cache-control: no-store
    {"error":"invalid_scope","error_description":"a refresh can narrow the scope and not widen it; granted: openid profile email offline_access"}

    > after the grace
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"this refresh token was used before and replaced; store the new one of each answer"}

    > of a family that fell
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"everything that came of this authorization was revoked"}

    > signed out
    400
    cache-control: no-store
    {"error":"invalid_grant","error_description":"the session is over: the person signed out"}
    "#);
}

#[test]
fn every_description_has_only_characters_that_the_rfc_allows() {
    let fake = Fake::start();
    let forms = [
        "grant_type=%C3%A9%22%5C%0A",
        "grant_type=refresh_token&refresh_token=a&refresh_token=b",
        "grant_type=authorization_code&code=x&code_verifier=short",
    ];
    for form in forms {
        let told = ask(&fake, &format!("{WEB}&{form}")).json();
        let description = told["error_description"].as_str().expect("a reason");
        assert!(
            description.chars().all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\'),
            "RFC 6749 §5.2: {description}"
        );
    }
}

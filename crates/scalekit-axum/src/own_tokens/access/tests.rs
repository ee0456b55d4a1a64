//! Forged access tokens, and genuine ones of another time, place or key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::*;

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA";
const APP: &str = "https://app.example";

fn keys(text: &str) -> Keys {
    text.parse().expect("keys")
}

fn at(seconds: u64) -> SystemTime {
    time(seconds)
}

/// Returns claims of `usr_1`, valid from 10 to 60 seconds after the epoch, when the token of Scalekit's ends.
fn claims() -> OwnClaims {
    let session = Session::example();
    let issue = Issue {
        jti: "jti_1".to_owned(),
        session: "key".to_owned(),
        auth_version: 3,
        now: at(10),
        lifetime: Duration::from_mins(5),
    };
    OwnClaims::of(APP, &session, &session.tokens.access_claims, issue)
}

fn is_valid(token: &str, now: u64) -> bool {
    OwnClaims::verified(token, &keys(OLD), APP, at(now)).is_some()
}

/// Signs a header and claims as an application does that has this key.
fn signed(header: &Value, claims: &Value, key: &str) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let secret = secrets::derived_key(keys(key).sealing(), SIGNATURE);
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
    let signature = aws_lc_rs::hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn genuine_header() -> Value {
    let key = secrets::derived_key(keys(OLD).sealing(), SIGNATURE);
    json!({ "typ": "at+jwt", "alg": "HS256", "kid": kid(&key) })
}

fn genuine_claims() -> Value {
    serde_json::to_value(claims()).expect("claims are JSON")
}

#[test]
fn a_token_is_valid_until_its_end_and_shows_what_scalekit_said() {
    let token = claims().signed(&keys(OLD));

    assert!(is_valid(&token, 10) && is_valid(&token, 59));
    assert!(!is_valid(&token, 60), "it ends with the token of Scalekit's");
    let (session, access) = claims().shown(&token);
    assert_eq!((access.sub.as_str(), access.jti.as_str()), ("usr_1", "jti_1"));
    assert_eq!(session.identity.sid.as_deref(), Some("ses_1"));
    assert_eq!(session.tokens.access_token.secret(), token);
    assert!(session.tokens.refresh_token.is_none() && session.tokens.id_token.is_none());
    assert!(!format!("{session:?} {access:?}").contains("secret"), "the CSRF token");
}

#[test]
fn a_token_lives_for_five_minutes_at_most() {
    let mut session = Session::example();
    session.tokens.access_claims.exp = at(10_000);
    let of = |ends_at, now| {
        let session = Session { ends_at: at(ends_at), ..session.clone() };
        let issue = Issue {
            jti: String::new(),
            session: String::new(),
            auth_version: 0,
            now: at(now),
            lifetime: super::super::ACCESS_TOKEN_LIFETIME,
        };
        OwnClaims::of(APP, &session, &session.tokens.access_claims, issue).expires_at()
    };

    assert_eq!(of(100_000, 10), at(310));
    assert_eq!(of(200, 10), at(200), "no token outlives its session");
}

#[test]
fn a_key_can_be_changed_without_signing_anybody_out() {
    let token = claims().signed(&keys(OLD));
    let valid = |text: &str| OwnClaims::verified(&token, &keys(text), APP, at(10)).is_some();

    assert!(valid(OLD) && valid(&format!("{NEW},{OLD}")));
    assert!(!valid(NEW), "the old key was dropped");
}

#[test]
fn a_genuine_header_and_genuine_claims_are_what_the_forgeries_differ_from() {
    assert!(is_valid(&signed(&genuine_header(), &genuine_claims(), OLD), 10));
}

#[test]
fn a_forged_header_is_refused() {
    for (member, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS512")),
        ("alg", json!("RS256")),
        ("typ", json!("JWT")),
        ("typ", json!("logout+jwt")),
        ("typ", Value::Null),
        ("kid", json!("another")),
        ("kid", Value::Null),
    ] {
        let mut header = genuine_header();
        header[member] = value.clone();
        let token = signed(&header, &genuine_claims(), OLD);

        assert!(!is_valid(&token, 10), "{member}: {value}");
        let (unsigned, _) = token.rsplit_once('.').expect("a signature");
        assert!(!is_valid(&format!("{unsigned}."), 10), "{member}: {value}, unsigned");
    }
}

#[test]
fn claims_of_another_place_are_refused() {
    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("aud", json!("https://evil.example")),
        ("aud", json!(["https://evil.example"])),
        ("aud", Value::Null),
        ("sub", Value::Null),
        ("exp", json!(9)),
        ("exp", json!("never")),
        ("auth_version", Value::Null),
        ("session", Value::Null),
    ] {
        let mut claims = genuine_claims();
        if value.is_null() {
            claims.as_object_mut().expect("claims").remove(claim);
        } else {
            claims[claim] = value.clone();
        }

        assert!(!is_valid(&signed(&genuine_header(), &claims, OLD), 10), "{claim}: {value}");
    }
}

#[test]
fn another_key_or_a_changed_text_is_refused() {
    assert!(!is_valid(&signed(&genuine_header(), &genuine_claims(), NEW), 10));
    let token = claims().signed(&keys(OLD));
    for at in 0..token.len() {
        let mut spoilt = token.clone().into_bytes();
        spoilt[at] = if spoilt[at] == b'A' { b'B' } else { b'A' };
        let spoilt = String::from_utf8(spoilt).expect("ASCII");
        // The last character has two bits that mean nothing; a text that is not canonical is refused all the same.
        assert!(!is_valid(&spoilt, 10), "octet {at}");
    }
    for text in ["", ".", "..", "a.b.c", &token[1..], &format!("{token}.{token}")] {
        assert!(!is_valid(text, 10), "{text}");
    }
}

//! Texts that are quoted in full, texts that are quoted in part, and the limit of a quote.

use proptest::prelude::*;

use super::{LONGEST_REDACTED, Redacted};

const SECRET: &str = "test_acme_web_secret_not_for_production";
const REFRESH_TOKEN: &str = "rt_dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ID_TOKEN: &str =
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c3JfMSIsImF1ZCI6WyJza2NfMSJdfQ.c2lnbmF0dXJl";

fn redacted(texts: &[&str]) -> String {
    let redacted = texts.iter().map(|text| Redacted::of(text).to_string());
    redacted.collect::<Vec<_>>().join("\n")
}

#[test]
fn ids_and_short_texts_are_quoted_whole() {
    for text in [
        "skc_100000000000000001",
        "prd_skc_123456789012345678901",
        "skc_1",
        "password",
        "http://localhost:3000/auth/callback",
        "http://localhost:3000/logged-out/",
        "com.acme.phone:/callback",
        "https://a-long-name-of-a-preview-7f3c2e1.acme.example/auth/callback",
        "/logged-out",
    ] {
        assert_eq!(Redacted::of(text).to_string(), text);
    }
}

#[test]
fn the_name_of_a_method_is_no_secret() {
    for path in [
        "/scalekit.v1.organizations.OrganizationService/GetOrganizationUserManagementSetting",
        "/scalekit.v1.auditlogs.SessionService/GenerateDirectorySecretForAccount",
    ] {
        assert_eq!(Redacted::path(path).to_string(), path);
    }
    let random = "QkFkTmVWzRpXoYbGhLwMcKsTjUvPqEIa";
    assert_eq!(Redacted::path(&format!("/{random}")).to_string(), "/…qEIa (32 characters)");
}

#[test]
fn of_secrets_and_tokens_the_end_and_the_length_are_quoted() {
    insta::assert_snapshot!(redacted(&[SECRET, REFRESH_TOKEN, ID_TOKEN, "eyJhbGciOiJSUzI1NiJ9"]), @"
    …tion (39 characters)
    …EjXk (46 characters)
    …dXJl (76 characters)
    …NiJ9 (20 characters)
    ");
}

#[test]
fn of_a_uri_the_values_are_left_out() {
    insta::assert_snapshot!(redacted(&[
        &format!("http://localhost:3000/auth/callback?t={ID_TOKEN}&x=1&y=&{REFRESH_TOKEN}"),
        &format!("https://alice:{SECRET}@acme.example/cb#access_token={ID_TOKEN}"),
        &format!("https://acme.example/{ID_TOKEN}/{REFRESH_TOKEN}"),
        &format!("https://{ID_TOKEN}/"),
        &format!("com.acme.phone:/callback/{SECRET}?code={REFRESH_TOKEN}"),
        "http://localhost:3000/auth/callback#",
    ]), @"
    http://localhost:3000/auth/callback?t=…&x=…&y=&…EjXk (46 characters)
    https://…@acme.example/cb#…
    https://acme.example/…dXJl (76 characters)/…EjXk (46 characters)
    https://…dXJl (76 characters)/
    com.acme.phone:/callback/…tion (39 characters)?code=…
    http://localhost:3000/auth/callback#
    ");
}

#[test]
fn of_a_path_long_segments_are_left_out() {
    for path in [
        "/.well-known/oauth-authorization-server",
        "/scalekit.v1.organizations.OrganizationService/ListOrganizations",
    ] {
        assert_eq!(Redacted::path(path).to_string(), path);
    }
    insta::assert_snapshot!(Redacted::path(&format!("/userinfo/{ID_TOKEN}")), @"/userinfo/…dXJl (76 characters)");
}

#[test]
fn a_line_break_does_not_break_the_journal() {
    assert_eq!(Redacted::of("a\nb").to_string(), "a\u{fffd}b");
}

proptest! {
    #[test]
    fn no_quote_is_longer_than_it_may_be(text in "[a-z:/?#&=._-]{0,40}.{0,600}") {
        for quote in [Redacted::of(&text), Redacted::path(&text)] {
            prop_assert!(quote.to_string().chars().count() <= LONGEST_REDACTED + 1);
        }
    }

    #[test]
    fn no_secret_is_quoted_wherever_it_stands(
        before in "(https?://acme[.]example/|com[.]acme:/|/|)([a-z]{0,5}[/?#&=]){0,3}",
        after in "([/?#&][a-z=]{0,9}){0,2}",
    ) {
        let texts = [REFRESH_TOKEN, ID_TOKEN, SECRET].map(|secret| (secret, format!("{before}{secret}{after}")));
        for (secret, text) in texts {
            prop_assert!(!Redacted::of(&text).to_string().contains(secret), "{}", text);
        }
    }
}

//! Tokens of the fake, found in a text.

use base64::Engine as _;
use base64::prelude::{
    BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD,
};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

/// What the refresh tokens of the fake begin with.
const REFRESH_PREFIX: &str = "rt_";

/// The fewest characters after the prefix: shorter words are names of something.
const SHORTEST_REFRESH: usize = 30;

/// The most candidates of a text that are decoded: a page with more of them is no page.
const MOST_CANDIDATES: usize = 200;

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An access token.
    Access,
    /// An ID token.
    Id,
    /// A refresh token.
    Refresh,
}

impl TokenKind {
    /// Returns the kind with its article.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Access => "an access token",
            Self::Id => "an ID token",
            Self::Refresh => "a refresh token",
        }
    }
}

/// Returns what kind of token of this issuer a text has in it, if any: a JWT that names the issuer, or a refresh token. A
/// JWT of the application's own is none.
pub(crate) fn token_in(issuer: &Url, text: &str) -> Option<TokenKind> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)));
    let candidates = words.filter(|word| word.contains("eyJ") || word.contains(REFRESH_PREFIX));
    candidates.take(MOST_CANDIDATES).find_map(|word| jwt(issuer, word).or_else(|| refresh(word)))
}

fn jwt(issuer: &Url, word: &str) -> Option<TokenKind> {
    let mut parts = word[word.find("eyJ")?..].split('.');
    let (_header, payload) = (parts.next()?, parts.next()?);
    let claims: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let is_ours =
        claims["iss"].as_str()?.trim_end_matches('/') == issuer.as_str().trim_end_matches('/');
    let is_id = ["nonce", "at_hash", "auth_time"].iter().any(|name| claims.get(name).is_some());
    is_ours.then_some(if is_id { TokenKind::Id } else { TokenKind::Access })
}

fn refresh(word: &str) -> Option<TokenKind> {
    let secret = word.strip_prefix(REFRESH_PREFIX)?;
    let is_random = secret.len() >= SHORTEST_REFRESH
        && secret.contains(|c: char| c.is_ascii_digit())
        && secret.contains(|c: char| c.is_ascii_uppercase());
    is_random.then_some(TokenKind::Refresh)
}

/// Returns a cookie's value as whoever has it can read it: as it is, percent-decoded, and what base64 hides of it and of its
/// parts.
pub(crate) fn readings(value: &str) -> Vec<String> {
    let plain = percent_decode_str(value).decode_utf8_lossy().into_owned();
    let parts = std::iter::once(plain.as_str()).chain(plain.split(['.', ':', '|', '"']));
    let decoded = parts.filter_map(decoded).collect::<Vec<_>>();
    [value.to_owned(), plain.clone()].into_iter().chain(decoded).collect()
}

fn decoded(part: &str) -> Option<String> {
    let all = [BASE64_URL_SAFE_NO_PAD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_STANDARD];
    let octets = all.iter().find_map(|engine| engine.decode(part).ok())?;
    Some(String::from_utf8_lossy(&octets).into_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer() -> Url {
        "http://127.0.0.1:8080".parse().expect("an address")
    }

    fn token(claims: &str) -> String {
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2lnbmF0dXJl", part(r#"{"alg":"RS256"}"#), part(claims))
    }

    #[test]
    fn tokens_of_the_issuer_are_found_and_others_are_not() {
        let access = token(r#"{"iss":"http://127.0.0.1:8080","sub":"usr_1"}"#);
        let id = token(r#"{"iss":"http://127.0.0.1:8080","nonce":"n"}"#);
        let own = token(r#"{"iss":"the application"}"#);
        for (text, found) in [
            (format!("<meta content=\"{access}\">"), Some(TokenKind::Access)),
            (format!("/?token={id}&x=1"), Some(TokenKind::Id)),
            (format!("rt_{}Q7", "a".repeat(40)), Some(TokenKind::Refresh)),
            (own, None),
            ("sort_by_the_name_of_the_organization_first".to_owned(), None),
            ("rt_a_word_of_a_style_sheet_with_many_parts".to_owned(), None),
        ] {
            assert_eq!(token_in(&issuer(), &text), found, "{text}");
        }
    }

    #[test]
    fn what_base64_hides_can_be_read() {
        let access = token(r#"{"iss":"http://127.0.0.1:8080","sub":"usr_1"}"#);
        let hidden = BASE64_STANDARD.encode(format!("{{\"access_token\":\"{access}\"}}"));
        let escaped = hidden.replace('=', "%3D");

        let found = readings(&escaped).iter().find_map(|text| token_in(&issuer(), text));
        assert_eq!(found, Some(TokenKind::Access));
    }
}

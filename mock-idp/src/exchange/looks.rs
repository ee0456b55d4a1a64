//! What a value can be read as that nobody should be able to foretell.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use schemars::JsonSchema;
use serde::Serialize;

use crate::wire;

/// Shortest text that can have the randomness that a value needs, in characters of base64url: 128 bits (RFC 9700 §4.7.1
/// refers to RFC 6749 §10.10).
const SHORTEST_RANDOM: usize = 22;

/// What a value can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Looks {
    /// JSON, plain or in base64, without a part that looks random.
    Json,
    /// A number, which may be a time or a count.
    Number,
    /// An e-mail address.
    Email,
    /// A URL or a path without a part that looks random.
    Url,
    /// A text of fewer than 22 characters.
    Short,
}

impl Looks {
    /// Returns what a value can be read as; `None` of one that looks random, or has a part that does: many put the page to
    /// return to beside the random part.
    pub(super) fn of(value: &str) -> Option<Self> {
        let unpadded = value.trim_end_matches('=');
        let decoded =
            URL_SAFE_NO_PAD.decode(unpadded).or_else(|_| STANDARD_NO_PAD.decode(unpadded));
        let decoded = decoded.ok().and_then(|octets| String::from_utf8(octets).ok());
        let plain = Self::of_plain(value).map(|looks| (looks, value));
        let found = plain.or_else(|| {
            let text = decoded.as_deref()?;
            Some((Self::of_plain(text)?, text))
        });
        match found {
            Some((_, text)) if has_random_part(text) => None,
            Some((looks, _)) => Some(looks),
            None => is_short(value).then_some(Self::Short),
        }
    }

    fn of_plain(text: &str) -> Option<Self> {
        let is_structure = text.starts_with(['{', '['])
            && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if is_structure {
            Some(Self::Json)
        } else if is_short(text) && text.parse::<f64>().is_ok() {
            Some(Self::Number)
        } else if wire::is_email_address(text) {
            Some(Self::Email)
        } else if text.starts_with('/') || text.contains("://") {
            Some(Self::Url)
        } else {
            None
        }
    }
}

fn is_short(text: &str) -> bool {
    text.chars().take(SHORTEST_RANDOM).count() < SHORTEST_RANDOM
}

/// Whether a part of the text is as long and as mixed as something random. An id is not: `org_100000000000000001`. Of base64
/// with slashes (RFC 4648 §4) the whole text is the part, also if a slash begins it.
fn has_random_part(text: &str) -> bool {
    if is_random_base64(text) {
        return true;
    }
    let is_of_part = |c: char| c.is_ascii_alphanumeric() || "-_+=".contains(c);
    text.split(|c| !is_of_part(c)).any(|part| {
        let is_mixed = part.contains(|c: char| c.is_ascii_digit())
            && part.contains(|c: char| c.is_ascii_alphabetic());
        is_mixed && !is_short(part) && !is_id(part)
    })
}

/// Whether the text can be random octets in base64: it has small and capital letters, digits, and nothing that base64 has
/// not.
fn is_random_base64(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    let is_mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    is_mixed && !is_short(text) && STANDARD_NO_PAD.decode(text.trim_end_matches('=')).is_ok()
}

/// Whether the text is one of Scalekit's ids: letters, `_`, digits.
fn is_id(text: &str) -> bool {
    text.rsplit_once('_')
        .is_some_and(|(_, digits)| digits.bytes().all(|octet| octet.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_can_be_foretold_is_recognised() {
        for (value, looks) in [
            ("nR5sH0dV7xWkQ2mZ9tYbC4pLaE8uJ1fGiO6yKqXrTws", None),
            ("a7f3c1e05d2b4896a7f3c1e05d2b4896", None),
            ("{\"next\":\"/home\"}", Some(Looks::Json)),
            ("{\"organization\":\"org_100000000000000001\"}", Some(Looks::Json)),
            ("eyJtZXRob2QiOiJkZWZhdWx0IiwidGltZXN0YW1wIjoxfQ", Some(Looks::Json)),
            ("eyJtZXRob2QiOiJkZWZhdWx0IiwidGltZXN0YW1wIjoxfQ==", Some(Looks::Json)),
            ("1764403200000", Some(Looks::Number)),
            ("MTc2NDQwMzIwMDAwMA", Some(Looks::Number)),
            ("alice@acme.example", Some(Looks::Email)),
            ("/dashboard", Some(Looks::Url)),
            ("https://app.example/dashboard", Some(Looks::Url)),
            ("xyz", Some(Looks::Short)),
        ] {
            assert_eq!(Looks::of(value), looks, "{value}");
        }
    }

    /// `base64_encode(random_bytes(16))` of PHP begins with a slash every 64th time.
    #[test]
    fn random_octets_whose_base64_begins_with_a_slash_are_no_path() {
        for value in ["/JXOF2YD6eHR/+45Ajsx3Q==", "/FEBp/VdceI0JCFj/Rvfqk/ep0N78WH34c98SeV1gKI="] {
            assert_eq!(Looks::of(value), None, "{value}");
        }
    }

    #[test]
    fn a_page_to_return_to_beside_something_random_cannot_be_foretold() {
        let json = r#"{"csrf":"a7f3c1e05d2b4896a7f3c1e05d2b4896","next":"/home"}"#;
        for value in
            [json.to_owned(), URL_SAFE_NO_PAD.encode(json), "/home:nR5sH0dV7xWkQ2mZ9tYbC4pL".into()]
        {
            assert_eq!(Looks::of(&value), None, "{value}");
        }
    }
}

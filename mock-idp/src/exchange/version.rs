//! A version that a program gives itself: numbers, and the words that releases have.

use std::borrow::Cow;

/// Most numbers of a version: `1.2.3.4`.
const MOST_NUMBERS: usize = 4;

/// Most digits of one: a date as calendar versions have it.
const MOST_DIGITS: usize = 8;

/// Words by which releases say that they are no final ones.
const WORDS: [&str; 14] = [
    "a", "alpha", "b", "beta", "c", "canary", "dev", "final", "next", "nightly", "post", "pre",
    "rc", "snapshot",
];

/// Returns a version as it may be shown: `2.4.10`, `1.0.0-rc.1`. What else stands behind its numbers may be anything, and
/// is an ellipsis; a text that begins with no number is none.
pub(super) fn shown(text: &str) -> Option<Cow<'_, str>> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let numbers = numbers.trim_end_matches('.');
    let is_number = |number: &str| (1..=MOST_DIGITS).contains(&number.len());
    let are_numbers =
        numbers.split('.').count() <= MOST_NUMBERS && numbers.split('.').all(is_number);
    if !are_numbers {
        return None;
    }
    if rest.is_empty() || is_release(rest) {
        return Some(text.into());
    }
    Some(format!("{numbers}…").into())
}

/// Whether a text says which release it is: `rc1`, `-beta.2`, `.dev3`.
fn is_release(text: &str) -> bool {
    let text = text.trim_start_matches(['-', '.']);
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, number) = text.split_at(end);
    let number = number.strip_prefix(['.', '-']).unwrap_or(number);
    let is_known = WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    is_known && number.len() <= MOST_DIGITS && number.bytes().all(|octet| octet.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_shown_by_its_numbers_and_the_words_of_releases() {
        for (text, expected) in [
            ("2.4.10", Some("2.4.10")),
            ("0.1", Some("0.1")),
            ("1.0.0-rc.1", Some("1.0.0-rc.1")),
            ("2.4.0rc1", Some("2.4.0rc1")),
            ("3.0.0-SNAPSHOT", Some("3.0.0-SNAPSHOT")),
            ("2.1.6-acme.secret", Some("2.1.6…")),
            ("1.0.0+canary-of-a-secret", Some("1.0.0…")),
            ("123456789.1", None),
            ("1.2.3.4.5", None),
            ("1..2", None),
            ("latest", None),
            ("", None),
        ] {
            assert_eq!(shown(text).as_deref(), expected, "{text}");
        }
    }
}

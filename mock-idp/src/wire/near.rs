//! The known name that an unknown name probably means.

/// Least similarity of two names to suggest one for the other, from 0 to 1: `email` is suggested for `mail`, and
/// `given_name` is not suggested for `nickname`.
const CLOSE: f64 = 0.6;

/// Longest name that is compared, in octets: comparing takes time by the product of the lengths.
const LONGEST: usize = 100;

/// Most names that are compared: a seed may have thousands of people, each in an unknown organization.
const MOST_NAMES: usize = 200;

/// Returns the name that is most similar to `word`, if any is similar enough.
pub(crate) fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&word, &name.to_lowercase());
    names
        .into_iter()
        .take(MOST_NAMES)
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness >= CLOSE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let names = ["email", "given_name", "redirect_uris", "secrets"];
        for (word, meant) in [
            ("mail", Some("email")),
            ("redirect_uri", Some("redirect_uris")),
            ("redirectUris", Some("redirect_uris")),
            ("sercet", Some("secrets")),
            ("nickname", None),
            ("callback", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, names), meant, "{word}");
        }
        assert_eq!(nearest(&"email".repeat(100_000), names), None);
    }
}

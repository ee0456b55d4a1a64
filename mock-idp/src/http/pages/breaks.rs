//! Where a line may break within a URI, and within a line for a shell.

/// Returns a URI in parts, between which a line may break: after a slash or a full stop, and before what begins a query, a
/// parameter or a fragment.
pub(super) fn breakable(uri: &str) -> impl Iterator<Item = &str> {
    let mut rest = uri;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let letters: Vec<(usize, char)> = rest.char_indices().collect();
        let end = letters.windows(2).find_map(|pair| {
            let [(_, letter), (next_at, next)] = *pair else { return None };
            let is_break = matches!(next, '?' | '&' | '#')
                || (letter == '/' && next != '/')
                || (letter == '.' && next.is_alphabetic());
            is_break.then_some(next_at)
        });
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_breaks_at_its_signs_and_stays_whole() {
        let uri = "http://localhost:3000/auth/callback/?next=/a&b#c";

        let parts: Vec<&str> = breakable(uri).collect();

        assert_eq!(
            parts,
            ["http://", "localhost:3000/", "auth/", "callback/", "?next=/", "a", "&b", "#c"]
        );
        assert_eq!(parts.concat(), uri);
        assert_eq!(breakable("").count(), 0);
        assert_eq!(breakable("app.example").collect::<Vec<_>>(), ["app.", "example"]);
    }
}

//! Where two texts differ, so that a page can mark it.

use super::pages::Marked;

/// Marks in `text` what differs from that of the `others` which is most like it.
pub(super) fn marked<'a>(text: &str, others: impl IntoIterator<Item = &'a str>) -> Marked {
    let shared = others.into_iter().map(|other| shared(text, other));
    let Some((start, end)) = shared.max_by_key(|(start, end)| start + end) else {
        return text.to_owned().into();
    };
    let end = text.len() - end;
    Marked {
        before: text[..start].to_owned(),
        other: text[start..end].to_owned(),
        after: text[end..].to_owned(),
    }
}

/// Returns how many bytes two texts share at the beginning, and at the end of what is left.
fn shared(text: &str, other: &str) -> (usize, usize) {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let bytes = |pair: (char, char)| pair.0.len_utf8();
    let start: usize = text.chars().zip(other.chars()).take_while(same).map(bytes).sum();
    let (text, other) = (text[start..].chars().rev(), other[start..].chars().rev());
    (start, text.zip(other).take_while(same).map(bytes).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, others: &[&str]) -> String {
        let Marked { before, other, after } = marked(text, others.iter().copied());
        format!("{before}[{other}]{after}")
    }

    #[test]
    fn what_differs_is_marked_and_nothing_else() {
        let registered = ["http://localhost:3000/auth/callback", "https://acme.example/callback"];
        for (requested, marked) in [
            ("http://localhost:3000/auth/callback/", "http://localhost:3000/auth/callback[/]"),
            ("http://127.0.0.1:3000/auth/callback", "http://[127.0.0.1]:3000/auth/callback"),
            ("http://localhost:3001/auth/callback", "http://localhost:300[1]/auth/callback"),
            ("https://acme.example/callback", "https://acme.example/callback[]"),
            ("http://localhost:3000/auth/callbäck", "http://localhost:3000/auth/callb[ä]ck"),
        ] {
            assert_eq!(shown(requested, &registered), marked);
        }
        assert_eq!(shown("aaa", &["aa"]), "aa[a]");
        assert_eq!(shown("aa", &["aaa"]), "aa[]");
        assert_eq!(shown("alone", &[]), "alone[]");
    }
}

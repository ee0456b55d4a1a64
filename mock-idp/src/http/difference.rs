//! Where two texts differ, so that a page can mark it.

use super::pages::Marked;

/// Marks where `text` and that of the `others` which is most like it differ, in both. The rest of the `others` have no mark.
pub(super) fn compared(text: &str, others: &[&str]) -> (Marked, Vec<Marked>) {
    let shared = others.iter().map(|other| shared(text, other));
    let nearest = shared.enumerate().max_by_key(|(_, (start, end))| start + end);
    let marked = |text: &str, (start, end): (usize, usize)| {
        let end = text.len() - end;
        Marked {
            before: text[..start].to_owned(),
            other: text[start..end].to_owned(),
            after: text[end..].to_owned(),
        }
    };
    let of_text = match nearest {
        Some((_, shared)) => marked(text, shared),
        None => text.to_owned().into(),
    };
    let others = others.iter().enumerate().map(|(at, other)| match nearest {
        Some((nearest, shared)) if nearest == at => marked(other, shared),
        _ => (*other).to_owned().into(),
    });
    (of_text, others.collect())
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

    fn shown(marked: &Marked) -> String {
        let Marked { before, other, after } = marked;
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
            assert_eq!(shown(&compared(requested, &registered).0), marked);
        }
        assert_eq!(shown(&compared("aaa", &["aa"]).0), "aa[a]");
        assert_eq!(shown(&compared("aa", &["aaa"]).0), "aa[]");
        assert_eq!(shown(&compared("alone", &[]).0), "alone[]");
    }

    #[test]
    fn what_is_missing_is_marked_in_the_nearest_of_the_others_alone() {
        let registered = ["https://acme.example/callback", "http://localhost:3000/auth/callback"];

        let (requested, others) = compared("http://localhost:3000/callback", &registered);

        assert_eq!(shown(&requested), "http://localhost:3000/[]callback");
        let others: Vec<String> = others.iter().map(shown).collect();
        assert_eq!(
            others,
            ["https://acme.example/callback[]", "http://localhost:3000/[auth/]callback"]
        );
    }
}

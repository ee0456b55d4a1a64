//! Texts that steer nothing where people read them: a terminal, a page, a report.

use std::borrow::Cow;
use std::fmt;

use askama::filters::{Escaper, Html};

/// Returns a text for one line, with U+FFFD in place of each character that would steer what shows it: control
/// characters and line breaks, and what changes the direction of the text around it (Unicode Standard Annex 9) or is
/// not seen at all.
///
/// ```
/// assert_eq!(mock_idp::printable("a\u{1b}[31m name\u{202e}"), "a\u{fffd}[31m name\u{fffd}");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    replaced(text, steers)
}

/// Returns the same of a text with lines and columns, which keeps its line feeds and tabs.
fn printable_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| steers(c) && !matches!(c, '\n' | '\t'))
}

/// Escapes for HTML and XML, as all templates do (`askama.toml`): a text of them is printable, too.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PrintableHtml;

impl Escaper for PrintableHtml {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(dest, &printable_lines(text))
    }
}

fn replaced(text: &str, is_replaced: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_replaced) {
        return text.into();
    }
    text.replace(is_replaced, "\u{fffd}").into()
}

/// Whether a character does something to the text around it, or is in none. XML 1.0 has no way to write some of these
/// (§2.2), and no person sees any.
fn steers(c: char) -> bool {
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    c.is_control()
        || is_noncharacter
        || matches!(
            c,
            // Marks, embeddings, overrides and isolates of a direction.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separators.
            | '\u{2028}' | '\u{2029}'
            // What has no width and joins nothing, and tags, which can carry a text of their own.
            | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_a_line_is_replaced_and_what_people_write_stays() {
        for (text, shown) in [
            ("Zoë & 山田太郎 “x” 👩‍👧 می‌خواهم", "Zoë & 山田太郎 “x” 👩‍👧 می‌خواهم"),
            ("a\u{202e}b\u{2066}c\u{200f}", "a\u{fffd}b\u{fffd}c\u{fffd}"),
            ("\u{1b}[2J\u{9b}\0\n\u{2028}", "\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{e0041}\u{feff}\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(printable(text), shown);
        }
        assert_eq!(printable_lines("a\n\tb\r\u{2029}"), "a\n\tb\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn a_printable_text_is_as_long_and_printable_itself(text: String) {
            let shown = printable(&text);

            prop_assert!(!shown.contains(steers));
            prop_assert_eq!(shown.chars().count(), text.chars().count());
            prop_assert_eq!(printable(&shown), &*shown);
            prop_assert!(!printable_lines(&text).contains(|c| steers(c) && c != '\n' && c != '\t'));
        }
    }
}

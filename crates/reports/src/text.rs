//! The characters that a format can write, and the style of a page.

/// The style of a page of HTML that loads nothing: by day and by night, on a phone, on paper.
pub const PAGE_STYLE: &str = include_str!("page.css");

/// Returns a text in parts, and of each whether it stands between backquotes, as code does.
pub fn code_and_words(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split('`').enumerate().map(|(index, part)| (index % 2 == 1, part))
}

/// Returns a text without the characters that XML 1.0 has no way to write (§2.2).
pub fn in_xml(text: &str) -> String {
    let is_allowed =
        |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || c == '\n';
    text.chars().filter(|c| is_allowed(*c)).collect()
}

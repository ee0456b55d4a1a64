//! How deep the tags of a document nest, before it is parsed: a parser's time grows with the square of the depth.

use std::borrow::Cow;
use std::ops::Range;

/// The deepest element that stays one: a browser's parser nests no deeper (Blink's limit), and no person writes so.
pub(super) const DEEPEST: usize = 512;
/// Elements that never nest, or whose end tag is usually left out, so that counting them would say nothing.
const UNCOUNTED: [&str; 33] = [
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr",
    "html", "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// Elements whose content is text alone, up to their end tag (HTML §13.2.6.2).
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// Returns a document without the tags that nest deeper than a browser's parser does; nearly always, as it is.
pub(super) fn flat(html: &str) -> Cow<'_, str> {
    let (mut depth, mut copied) = (0_usize, 0);
    let mut kept = String::new();
    for tag in (Tags { html, at: 0 }) {
        let too_deep = depth > DEEPEST || (depth == DEEPEST && tag.opens);
        depth = if tag.opens { depth + 1 } else { depth.saturating_sub(1) };
        if too_deep {
            kept.push_str(&html[copied..tag.place.start]);
            copied = tag.place.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[copied..]);
    Cow::Owned(kept)
}

/// A tag that counts.
struct Tag {
    place: Range<usize>,
    opens: bool,
}

/// The tags of a document that count, in their order (HTML §13.2.5, as far as it matters for where a tag ends).
struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            let start = self.at + self.html[self.at..].find('<')?;
            self.at = start + 1;
            let rest = &self.html[self.at..];
            if rest.starts_with("!--") {
                self.at += rest.find("-->")?;
                continue;
            }
            let opens = !rest.starts_with('/');
            let name = name(rest.strip_prefix('/').unwrap_or(rest));
            if name.is_empty() {
                continue;
            }
            let (end, closes_itself) = end(self.html, self.at)?;
            self.at = end;
            if opens && RAW.contains(&name.as_str()) {
                self.at = end_of_raw(self.html, end, &name);
            } else if !closes_itself && !UNCOUNTED.contains(&name.as_str()) {
                return Some(Tag { place: start..end, opens });
            }
        }
    }
}

/// Returns the name at the start of a tag, in lower case; empty if none begins there.
fn name(text: &str) -> String {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    let name = &text[..end.unwrap_or(text.len())];
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_name { name.to_ascii_lowercase() } else { String::new() }
}

/// Returns where a tag ends, and whether it ends with `/>` as those of an `<svg>` do; a `>` in a quoted value is not it.
fn end(html: &str, from: usize) -> Option<(usize, bool)> {
    let (mut quote, mut last) = (None, ' ');
    for (at, c) in html[from..].char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') if last == '=' => quote = Some(c),
            (None, '>') => return Some((from + at + 1, last == '/')),
            _ => {}
        }
        if !c.is_ascii_whitespace() {
            last = c;
        }
    }
    None
}

/// Returns where the end tag of an element with text alone begins; the end of the document if it has none.
fn end_of_raw(html: &str, from: usize, element: &str) -> usize {
    let mut ends = html[from..].match_indices("</").map(|(at, _)| from + at);
    ends.find(|at| name(&html[at + 2..]) == element).unwrap_or(html.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_that_nest_are_counted() {
        let deep = |tag: &str| tag.repeat(DEEPEST + 1);
        for html in [
            deep("<p>").as_str(),
            &deep("<li><br>"),
            &deep("<b></b>"),
            &deep("a < b, <3, </>"),
            &format!("<script>{}</script>", deep("i<n;'<b>'")),
            &format!("<!--{}-->", deep("<b>")),
            &deep("<svg><path d=''/></svg>"),
            &format!("<a title='{}'>", deep("<b>")),
            "<",
            "<b",
            "<b a='",
            "<script>",
            "<!--",
        ] {
            assert!(matches!(flat(html), Cow::Borrowed(_)), "{html:.60}");
        }
    }

    #[test]
    fn what_nests_too_deep_loses_its_tags_and_keeps_its_text() {
        let html = format!("{}é<i a='>'>deep</i><br>{}end", "<b>".repeat(512), "</b>".repeat(512));
        let flat = flat(&html);
        assert_eq!(flat, html.replace("<i a='>'>", "").replace("</i>", ""));
    }
}

//! `<meta http-equiv=refresh>` and the header `Refresh`: a page that sends the browser on by itself (HTML §4.2.5.3).

use scraper::Html;

use super::all;

/// Returns the address of the first `<meta http-equiv=refresh>`; empty if the page fetches itself again.
pub(crate) fn target(html: &Html) -> Option<String> {
    let metas = all(html.root_element(), "meta[http-equiv='refresh' i]");
    metas.into_iter().find_map(|meta| parse(meta.attr("content")?))
}

/// Reads `0; url=/next`: a time in seconds, then perhaps an address, perhaps quoted. The time is left out of account:
/// nobody waits.
pub(crate) fn parse(content: &str) -> Option<String> {
    let content = content.trim_start();
    let rest = content.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let starts_with_a_time = content.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let ends_the_time = |c: char| matches!(c, ';' | ',') || c.is_ascii_whitespace();
    if !starts_with_a_time || !(rest.is_empty() || rest.starts_with(ends_the_time)) {
        return None;
    }
    let address = rest.trim_start_matches(ends_the_time);
    let address = without_label(address).trim();
    let quoted =
        ['"', '\''].into_iter().find_map(|quote| address.strip_prefix(quote).zip(Some(quote)));
    let Some((address, quote)) = quoted else { return Some(address.to_owned()) };
    Some(address.split(quote).next().unwrap_or_default().trim().to_owned())
}

/// Takes `url =` away.
fn without_label(text: &str) -> &str {
    let label = text.get(..3).filter(|label| label.eq_ignore_ascii_case("url"));
    let after = label.and_then(|_| text[3..].trim_start().strip_prefix('='));
    after.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_is_read_as_forgivingly_as_browsers_do() {
        for (content, target) in [
            ("0; url=/next", Some("/next")),
            ("0;URL = '/next' and more", Some("/next")),
            ("5,url=\"/a;b\"", Some("/a;b")),
            (" 1.5 /next", Some("/next")),
            ("0; /urls", Some("/urls")),
            ("0; url", Some("url")),
            ("3", Some("")),
            ("soon; url=/next", None),
            ("0x; url=/next", None),
            ("", None),
        ] {
            assert_eq!(parse(content).as_deref(), target, "{content}");
        }
    }
}

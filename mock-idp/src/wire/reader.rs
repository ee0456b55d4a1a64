//! The reader of an answer: a person at a browser, or a program.

use http::HeaderMap;
use http::header::ACCEPT;

/// The reader of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A person, who gets a page.
    Person,
    /// A program, which gets JSON.
    Program,
}

/// What Java's `HttpURLConnection` accepts, unless it is set, beside `text/html`: it is no browser, and no browser of
/// today names GIF images.
const OF_JAVA: &str = "image/gif";

impl Reader {
    /// Returns the reader by `Accept` (RFC 9110 §12.5.1): a browser names HTML and prefers it; a program names JSON,
    /// or accepts anything.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let page = weight(headers, "text/html").filter(|_| weight(headers, OF_JAVA).is_none());
        let json = weight(headers, "application/json");
        if page.is_some_and(|page| page > json.unwrap_or_default()) {
            Self::Person
        } else {
            Self::Program
        }
    }

    /// Returns the reader of the answer to a request with these headers, where `self` is the endpoint's reader:
    /// clients of a program's endpoint read JSON, whatever `Accept` their HTTP library sends.
    pub(crate) fn with(self, headers: &HeaderMap) -> Self {
        match self {
            Self::Person => Self::of(headers),
            Self::Program => Self::Program,
        }
    }
}

/// Returns the media type that `Accept` prefers, by name or by `*/*` (RFC 9110 §12.5.1): the first of several with the
/// same weight, and the first of all if it accepts none of them.
pub(crate) fn preferred<'t>(headers: &HeaderMap, media_types: &[&'t str]) -> &'t str {
    let any = weight(headers, "*/*").unwrap_or_default();
    let is_java = weight(headers, OF_JAVA).is_some();
    let weigh = |media_type: &str| match weight(headers, media_type) {
        Some(named) if !is_java => named,
        _ => any,
    };
    let better = |best: &'t str, next: &'t str| if weigh(next) > weigh(best) { next } else { best };
    media_types.iter().copied().reduce(better).unwrap_or_default()
}

/// Returns the weight that `Accept` gives to a media type, or to the range `*/*`, by its name: from 0 to 1.
fn weight(headers: &HeaderMap, media_type: &str) -> Option<f32> {
    let ranges = headers.get_all(ACCEPT).iter();
    ranges
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(media_type);
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            named.then(|| weight.map_or(Some(1.0), |weight| weight.parse().ok()))?
        })
        .reduce(f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_a_person_and_everything_else_a_program() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, reader) in [
            (browser, Reader::Person),
            ("text/html", Reader::Person),
            ("application/json;q=0.5, TEXT/HTML; q=0.9", Reader::Person),
            ("*/*", Reader::Program),
            ("application/json, text/html;q=0.9", Reader::Program),
            ("application/json, text/html", Reader::Program),
            ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", Reader::Program),
            ("text/html;q=0", Reader::Program),
            ("text/html;q=much", Reader::Program),
            ("", Reader::Program),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().expect("a header"));
            assert_eq!(Reader::of(&headers), reader, "{accept}");
        }
        assert_eq!(Reader::of(&HeaderMap::new()), Reader::Program);
    }

    #[test]
    fn a_media_type_is_preferred_by_name_and_the_first_by_a_wildcard() {
        let forms = ["application/json", "text/html", "text/plain"];
        for (accept, form) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
            ("text/plain", "text/plain"),
            ("text/plain;q=0.9, text/html;q=0.8", "text/plain"),
            ("*/*", "application/json"),
            ("text/plain, */*", "application/json"),
            ("text/plain, application/json, */*", "application/json"),
            ("text/html;q=0.5, */*", "application/json"),
            ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "application/json"),
            ("image/png", "application/json"),
            ("", "application/json"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().expect("a header"));
            assert_eq!(preferred(&headers, &forms), form, "{accept}");
        }
        assert_eq!(preferred(&HeaderMap::new(), &forms), "application/json");
    }
}

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

impl Reader {
    /// Returns the reader by `Accept` (RFC 9110 §12.5.1): a browser names HTML and prefers it; a program names JSON,
    /// or accepts anything.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let page = weight(headers, "text/html");
        if page > 0.0 && page > weight(headers, "application/json") {
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

/// Returns the weight that `Accept` gives to a media type, from 0 to 1; ranges like `text/*` do not count.
fn weight(headers: &HeaderMap, media_type: &str) -> f32 {
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
        .fold(0.0, f32::max)
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
}

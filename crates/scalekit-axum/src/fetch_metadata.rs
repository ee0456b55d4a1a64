//! The initiator of a request, by `Sec-Fetch-*`, `Origin`, and the marks of a prefetch.
//!
//! ```
//! use axum::http::HeaderMap;
//! use scalekit_axum::Origins;
//! use scalekit_axum::fetch_metadata::Initiator;
//!
//! let origins = Origins::of("https://app.example").with_front_end("https://spa.example");
//! let mut headers = HeaderMap::new();
//! headers.insert("sec-fetch-site", "same-site".parse()?);
//! assert_eq!(Initiator::of(&headers, &origins), Initiator::Foreign);
//! headers.insert("origin", "https://spa.example".parse()?);
//! assert_eq!(Initiator::of(&headers, &origins), Initiator::FrontEnd);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use axum::http::header::{ACCEPT, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method};

use crate::origins::Origins;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The marks of a prefetch. `Sec-Purpose` is the standard; the others are of older browsers.
const PREFETCH_MARKS: [HeaderName; 3] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-moz"),
];

/// The initiator of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initiator {
    /// A page of this site, or the person, by a typed address or a bookmark.
    Ours,
    /// A page of a [front end](crate::AuthBuilder::front_end) at an origin of its own.
    FrontEnd,
    /// A page of any other origin. A sibling under the same domain counts as another.
    Foreign,
    /// Unknown: an old browser, or no browser.
    Unknown,
}

impl Initiator {
    /// Reads `Sec-Fetch-Site` and `Origin`, which no page can set.
    ///
    /// The order matters: under `Referrer-Policy: no-referrer` a browser sends `Origin: null`
    /// even with a form of this very site.
    pub fn of(headers: &HeaderMap, origins: &Origins) -> Self {
        match (text(headers, &SITE), text(headers, &ORIGIN)) {
            (Some("same-origin" | "none"), _) => Self::Ours,
            (None, Some(origin)) if origin == origins.own() => Self::Ours,
            (_, Some(origin)) if origins.has_front_end(origin) => Self::FrontEnd,
            (None, None) => Self::Unknown,
            _ => Self::Foreign,
        }
    }
}

/// Says whether this is a page that a person is about to see, to which this site or the person led: not an image, a
/// script, a frame, a prefetch, or a request of an unknown initiator.
pub fn is_our_navigation(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET
        && matches!(text(headers, &SITE), Some("same-origin" | "none"))
        && text(headers, &MODE) == Some("navigate")
        && matches!(text(headers, &DEST), None | Some("document"))
        && !PREFETCH_MARKS.iter().any(|mark| headers.contains_key(mark))
}

/// Says whether a script sent it: it wants a status it can read, not a redirect that it would follow.
pub fn is_script(headers: &HeaderMap) -> bool {
    matches!(text(headers, &MODE), Some("cors" | "no-cors" | "same-origin")) || wants_json(headers)
}

/// Says whether `Accept` has JSON and no page.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = text(headers, &ACCEPT).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

/// Returns a header as text. One that is not ASCII is not a browser's: it counts as present and foreign.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "https://app.example";
    const SPA: &str = "https://spa.example";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a header")))
            .collect()
    }

    #[test]
    fn the_initiator_is_read_from_fetch_metadata_first() {
        use Initiator::{Foreign, FrontEnd, Ours, Unknown};
        #[rustfmt::skip]
        let table: [(&[(&str, &str)], Initiator); 19] = [
            (&[("sec-fetch-site", "same-origin")],                                    Ours),
            (&[("sec-fetch-site", "none")],                                           Ours),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")],                Ours),
            (&[("sec-fetch-site", "same-site")],                                      Foreign),
            (&[("sec-fetch-site", "cross-site"), ("origin", APP)],                    Foreign),
            (&[("sec-fetch-site", "SAME-ORIGIN")],                                    Foreign),
            (&[("origin", APP)],                                                      Ours),
            (&[("origin", "https://app.example.evil.example")],                       Foreign),
            (&[("origin", "null")],                                                   Foreign),
            (&[],                                                                     Unknown),
            (&[("origin", SPA)],                                                      FrontEnd),
            (&[("sec-fetch-site", "same-site"), ("origin", SPA)],                     FrontEnd),
            (&[("sec-fetch-site", "cross-site"), ("origin", SPA)],                    FrontEnd),
            (&[("sec-fetch-site", "same-origin"), ("origin", SPA)],                   Ours),
            (&[("sec-fetch-site", "same-site"), ("origin", "null")],                  Foreign),
            (&[("sec-fetch-site", "same-site"), ("origin", "https://SPA.example")],   Foreign),
            (&[("sec-fetch-site", "same-site"), ("origin", "http://spa.example")],    Foreign),
            (&[("sec-fetch-site", "same-site"), ("origin", "https://spa.example:1")], Foreign),
            (&[("origin", "https://spa.example.evil.example")],                       Foreign),
        ];
        let origins = Origins::of(APP).with_front_end(SPA);
        for (pairs, expected) in table {
            assert_eq!(Initiator::of(&headers(pairs), &origins), expected, "{pairs:?}");
        }
    }

    #[test]
    fn only_a_plain_navigation_of_this_site_or_the_person_is_ours() {
        let ours = [
            ("sec-fetch-site", "none"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert!(is_our_navigation(&Method::GET, &headers(&ours)));
        assert!(!is_our_navigation(&Method::HEAD, &headers(&ours)));

        #[rustfmt::skip]
        let others: [&[(&str, &str)]; 8] = [
            &[],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-mode", "navigate")],
            &[("sec-fetch-site", "cross-site"),  ("sec-fetch-mode", "navigate")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "no-cors"),  ("sec-fetch-dest", "image")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
            &[("sec-fetch-site", "none"),        ("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch;prerender")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate"), ("purpose", "prefetch")],
        ];
        for pairs in others {
            assert!(!is_our_navigation(&Method::GET, &headers(pairs)), "{pairs:?}");
        }
    }
}

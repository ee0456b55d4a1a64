//! The page that a person gets after signing in, always one of this site.
//!
//! ```
//! use scalekit_axum::ReturnPath;
//!
//! let wanted = ReturnPath::parse("/reports/7?tab=all").expect("a path of this site");
//! assert_eq!(wanted.sign_in_path(), "/login?next=%2Freports%2F7%3Ftab%3Dall");
//! assert!(ReturnPath::parse("//evil.example").is_none());
//! assert!(ReturnPath::parse("/\\evil.example").is_none());
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::routes::LOGIN_PATH;

/// Longest path, in bytes: longer than any link of this site, and short enough to keep ten thousand of them.
const LONGEST: usize = 1024;

/// A placeholder for the app's own origin while a path is resolved; the name is reserved (RFC 2606).
const ANY_ORIGIN: &str = "https://app.invalid/";

/// The query parameter of [`LOGIN_PATH`] that carries the path.
pub(crate) const PARAMETER: &str = "next";

/// Pages of [`Auth::routes`](crate::Auth::routes) that would undo the sign-in, repeat it, or loop.
const NEVER: [&str; 5] = ["/auth/", "/login", "/logout", "/logged-out", "/switch-organization"];

/// A path of this site, checked: it cannot name another origin, by whatever rules a browser reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReturnPath(String);

impl ReturnPath {
    /// Reads a path from a query or a store; `None` for anything doubtful.
    pub fn parse(raw: &str) -> Option<Self> {
        let plain = raw.len() <= LONGEST && !raw.contains(is_trap);
        let path = raw.split(['?', '#']).next().unwrap_or_default();
        if !plain || !is_plain_path(path) {
            return None;
        }
        // Resolved by the rules that browsers use.
        let base = Url::parse(ANY_ORIGIN).ok()?;
        let resolved = base.join(raw).ok()?;
        (resolved.origin() == base.origin()).then(|| Self(path_of(&resolved)))
    }

    /// Returns the root of the site.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Reads the `next` of a query, if it has one; `home` when it is doubtful.
    pub fn from_query(query: &str, home: &Self) -> Option<Self> {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == PARAMETER)
            .map(|(_, raw)| Self::parse(&raw).unwrap_or_else(|| home.clone()))
    }

    /// Returns the path of the sign-in that ends at this page.
    pub fn sign_in_path(&self) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair(PARAMETER, &self.0)
            .finish();
        format!("{LOGIN_PATH}?{query}")
    }

    /// Returns the path, for a `Location` or a link.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Says whether browsers drop the character from URLs, as tabs and line breaks, or read it as `/`, as `\`.
fn is_trap(c: char) -> bool {
    c.is_control() || c == '\\' || c.is_whitespace()
}

fn is_plain_path(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    path.starts_with('/')
        && !path.contains("//")
        && !NEVER.iter().any(|page| lower.starts_with(page))
        && !lower.split('/').any(is_dot_segment)
        && !lower.split('%').skip(1).any(hides_a_delimiter)
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.replace("%2e", ".").as_str(), "." | "..")
}

/// Says whether the encoded character is `/`, `\`, `%` or a control, which a second decoding would make a delimiter.
fn hides_a_delimiter(after_percent: &str) -> bool {
    let Some(code) = after_percent.get(..2) else {
        return true;
    };
    match u8::from_str_radix(code, 16) {
        Ok(byte) => byte.is_ascii_control() || matches!(byte, b'/' | b'\\' | b'%'),
        Err(_) => true,
    }
}

fn path_of(url: &Url) -> String {
    url[url::Position::BeforePath..].to_owned()
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ReturnPath> for String {
    fn from(next: ReturnPath) -> Self {
        next.0
    }
}

impl TryFrom<String> for ReturnPath {
    type Error = &'static str;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        Self::parse(&raw).ok_or("the stored path does not stay on this site")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_of_this_site_are_kept() {
        for path in [
            "/",
            "/dashboard",
            "/reports/7",
            "/reports/7?tab=all&page=2",
            "/reports/7#row-3",
            "/search?q=https://example.com//x",
            "/caf%C3%A9",
            "/a%20b",
        ] {
            assert_eq!(ReturnPath::parse(path).as_ref().map(ReturnPath::as_str), Some(path));
        }
    }

    #[test]
    fn text_that_could_leave_the_site_is_refused() {
        for text in [
            "",
            "dashboard",
            "https://evil.example",
            "https:evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/\tevil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/ /evil.example",
            "/%09/evil.example",
            "/%2F/evil.example",
            "/%2f%2fevil.example",
            "/%5cevil.example",
            "/%255cevil.example",
            "/%0d%0aLocation:%20https://evil.example",
            "/%",
            "/%zz",
            "/./evil",
            "/..//evil.example",
            "/%2e%2e//evil.example",
            "/%2e/evil.example",
            "/a//evil.example",
            "javascript:alert(1)",
            "@evil.example",
            "?next=/",
            "/\u{0}",
            "/\u{2028}/evil.example",
        ] {
            assert_eq!(ReturnPath::parse(text), None, "{text:?} was accepted");
        }
        assert_eq!(ReturnPath::parse(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn pages_that_would_loop_or_sign_out_are_refused() {
        for path in [
            "/login",
            "/login?next=/login",
            "/logout",
            "/LOGOUT",
            "/logged-out",
            "/auth/callback?code=x",
            "/switch-organization",
        ] {
            assert_eq!(ReturnPath::parse(path), None, "{path} was accepted");
        }
    }

    #[test]
    fn the_query_decides_only_among_safe_pages() {
        let home = ReturnPath::parse("/dashboard").expect("a safe path");
        let read = |query| ReturnPath::from_query(query, &home).map(String::from);

        assert_eq!(read("next=%2Freports%2F7%3Fa%3D1").as_deref(), Some("/reports/7?a=1"));
        assert_eq!(read("next=%2F%2Fevil.example").as_deref(), Some("/dashboard"));
        assert_eq!(read(""), None);
    }

    #[test]
    fn the_sign_in_path_carries_the_page_there_and_back() {
        let next = ReturnPath::parse("/reports/7?a=1&b=2").expect("a safe path");

        let login = next.sign_in_path();

        let (_, query) = login.split_once('?').expect("a query");
        assert_eq!(ReturnPath::from_query(query, &ReturnPath::root()), Some(next));
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_stays_on_this_origin(raw in "[/\\\\a-z.:@%0-9?#\\t\\n ]{0,24}|.{0,24}") {
            if let Some(next) = ReturnPath::parse(&raw) {
                let here = Url::parse("https://app.example:8443/login").expect("a URL");
                let there = here.join(next.as_str()).expect("a path");

                prop_assert_eq!(there.origin(), here.origin());
                prop_assert!(next.as_str().is_ascii());
                prop_assert!(!next.as_str()[1..].starts_with(['/', '\\']));
                prop_assert_eq!(ReturnPath::parse(next.as_str()), Some(next.clone()));
            }
        }
    }
}

//! Who reads the answer to a request that no rule could judge: a person at a browser, or a program.

use axum::Json;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::refusal::{NO_STORE, error_page, explain};
use crate::wire::description;

/// Who reads an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// They get a page.
    Person,
    /// It gets JSON.
    Program,
}

impl Reader {
    /// By `Accept` (RFC 9110 §12.5.1): a browser names pages and likes them best; a program names JSON,
    /// or takes anything.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let page = liking(headers, "text/html");
        if page > 0.0 && page > liking(headers, "application/json") {
            Self::Person
        } else {
            Self::Program
        }
    }

    /// Tells them why there is nothing else.
    pub(super) fn told(self, status: StatusCode, error: &'static str, reason: &str) -> Response {
        match self {
            Self::Person => {
                let (title, remedy) = heading(status);
                error_page(status, title, explain(&reason), Vec::new(), Some(remedy))
            }
            Self::Program => {
                let body = json!({ "error": error, "error_description": description(reason) });
                (status, NO_STORE, Json(body)).into_response()
            }
        }
    }
}

fn heading(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => {
            ("There is no such page", "Check the address; the home page leads to what there is.")
        }
        StatusCode::NOT_IMPLEMENTED => {
            ("This is not here yet", "Test what needs it with a real environment.")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            ("Nobody comes here this way", "Begin again at the application.")
        }
        _ => (
            "This request cannot be answered",
            "Correct the request, or begin again at the application.",
        ),
    }
}

/// The weight that `Accept` gives to a media type by its name, from 0 to 1.
fn liking(headers: &HeaderMap, media_type: &str) -> f32 {
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

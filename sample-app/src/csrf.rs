//! The proof that a changing request comes from a page of this site.

use std::fmt;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName};
use serde::{Deserialize, Serialize};

use crate::fetch_metadata::Initiator;
use crate::secrets;

/// The form field that carries the token.
pub(crate) const FIELD: &str = "csrf_token";

/// The header in which a script sends the token; other sites cannot set it without a preflight.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// The secret of a session that its own forms carry. It ends with the session.
#[derive(Clone, Serialize, Deserialize)]
pub struct CsrfToken(String);

impl CsrfToken {
    pub(crate) fn fresh() -> Self {
        Self(secrets::fresh())
    }

    /// Returns the text, for the forms and the `meta` tag of the session's own pages.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Says whether the request proves that a page of this session sent it: its metadata do not name another site,
    /// and the token is in the header or in the form.
    pub(crate) fn is_proven_by(&self, headers: &HeaderMap, body: &[u8], own_origin: &str) -> bool {
        Initiator::of(headers, own_origin) != Initiator::Foreign
            && shown(headers, body).is_some_and(|shown| secrets::equal(&self.0, &shown))
    }
}

fn shown(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let in_header = headers.get(HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    in_header.or_else(|| in_form(headers, body))
}

fn in_form(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    media_type.starts_with("application/x-www-form-urlencoded").then_some(())?;
    url::form_urlencoded::parse(body)
        .find(|(name, _)| name == FIELD)
        .map(|(_, token)| token.into_owned())
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const APP: &str = "https://app.example";

    fn form() -> HeaderMap {
        HeaderMap::from_iter([(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        )])
    }

    #[test]
    fn the_token_counts_in_the_form_and_in_the_header() {
        let token = CsrfToken::fresh();
        let in_form = format!("{FIELD}={}", token.secret());
        let in_header = HeaderMap::from_iter([(HEADER, token.secret().parse().expect("a header"))]);

        assert!(token.is_proven_by(&form(), in_form.as_bytes(), APP));
        assert!(token.is_proven_by(&in_header, b"", APP));
    }

    #[test]
    fn nothing_else_counts() {
        let token = CsrfToken::fresh();
        let body = format!("{FIELD}={}", token.secret());
        let foreign = {
            let mut headers = form();
            headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
            headers
        };

        assert!(!token.is_proven_by(&form(), b"", APP), "no token");
        assert!(!token.is_proven_by(&form(), b"csrf_token=", APP), "an empty token");
        assert!(!token.is_proven_by(&form(), b"csrf_token=guess", APP), "a wrong token");
        assert!(
            !token.is_proven_by(&HeaderMap::new(), body.as_bytes(), APP),
            "a body that is no form"
        );
        assert!(!token.is_proven_by(&foreign, body.as_bytes(), APP), "another site's request");
    }

    #[test]
    fn the_token_does_not_print_itself() {
        assert_eq!(format!("{:?}", CsrfToken::fresh()), "CsrfToken([redacted])");
    }
}

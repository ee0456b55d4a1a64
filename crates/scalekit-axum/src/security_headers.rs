//! The headers that every answer carries.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

/// How long browsers remember that the site is reached by https only: a year, in seconds.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The security headers of an application: put on by [`Auth::layer`](crate::Auth::layer), or by your own middleware.
///
/// An answer that has chosen its own value of a header keeps it.
///
/// ```
/// use axum::http::HeaderMap;
/// use scalekit_axum::SecurityHeaders;
///
/// let headers = SecurityHeaders::of(&"https://app.example".parse()?)
///     .form_action(&"https://acme.scalekit.com".parse()?);
/// let mut answer = HeaderMap::new();
/// answer.insert("cache-control", "public, max-age=3600".parse()?);
///
/// headers.put_on(&mut answer);
///
/// assert_eq!(answer["cache-control"], "public, max-age=3600");
/// assert_eq!(answer["strict-transport-security"], "max-age=31536000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SecurityHeaders {
    is_https: bool,
    policy: HeaderValue,
}

impl SecurityHeaders {
    /// Makes the headers of an application at this address. Its forms lead to itself only.
    pub fn of(app: &Url) -> Self {
        let policy = HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        );
        Self { is_https: app.scheme() == "https", policy }
    }

    /// Lets forms lead to another origin as well. Chromium applies `form-action` to every redirect that follows a
    /// form: without Scalekit's origin, the answer to a sign-out button is blocked, silently.
    #[must_use]
    pub fn form_action(mut self, origin: &Url) -> Self {
        let origin = origin.origin().ascii_serialization();
        let policy = [self.policy.as_bytes(), origin.as_bytes()];
        let policy = HeaderValue::try_from(policy.join(&b' '));
        self.policy = policy.expect("origins are ASCII");
        self
    }

    /// Puts the headers on an answer that has not chosen its own.
    pub fn put_on(&self, headers: &mut HeaderMap) {
        for (name, value) in self.chosen() {
            headers.entry(name).or_insert(value);
        }
    }

    fn chosen(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let https = self.is_https.then_some((header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY));
        let headers = [
            // Pages are personal, so that no cache keeps them, not even for "back".
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::CONTENT_SECURITY_POLICY, self.policy.clone()),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // Not `no-referrer`, with which browsers send `Origin: null` even with our own forms.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        ];
        headers.into_iter().chain(https)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_may_lead_to_this_site_and_to_scalekit_only() {
        let [app, scalekit] =
            ["http://localhost:3000/auth/callback", "https://acme.scalekit.com/x"]
                .map(|url| Url::parse(url).expect("a URL"));
        let mut answer = HeaderMap::new();

        SecurityHeaders::of(&app).form_action(&scalekit).put_on(&mut answer);

        let policy = answer[header::CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
        insta::assert_snapshot!(policy, @"default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://acme.scalekit.com");
        assert!(!answer.contains_key(header::STRICT_TRANSPORT_SECURITY), "it is reached by http");
    }
}

//! The headers that every answer carries.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use scalekit::is_loopback;
use url::Url;

/// How long browsers remember that the site is reached by https only: a year, in seconds (RFC 6797 §6.1.1). Without
/// `includeSubDomains`, which is the decision of whoever runs the other hosts.
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
    /// Whether browsers are to remember https. Not of this machine, of which all ports have one name: every other
    /// application that somebody develops there by http would be out of reach.
    is_https_only: bool,
    policy: HeaderValue,
}

impl SecurityHeaders {
    /// Makes the headers of an application at this address. Its forms lead to itself only.
    pub fn of(app: &Url) -> Self {
        let policy = HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        );
        Self { is_https_only: app.scheme() == "https" && !is_loopback(app), policy }
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
        if self.is_https_only {
            headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HTTPS_ONLY);
        }
        self.put_on_in_the_clear(headers);
    }

    /// Puts them on an answer that a proxy sends in the clear, where browsers ignore what would bind them to https, and a
    /// server must not send it (RFC 6797 §7.2).
    pub(crate) fn put_on_in_the_clear(&self, headers: &mut HeaderMap) {
        for (name, value) in self.chosen() {
            headers.entry(name).or_insert(value);
        }
    }

    fn chosen(&self) -> [(HeaderName, HeaderValue); 4] {
        [
            // Pages are personal, so that no cache keeps them, not even for "back".
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::CONTENT_SECURITY_POLICY, self.policy.clone()),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // Not `no-referrer`, with which browsers send `Origin: null` even with our own forms.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        ]
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
    }

    #[test]
    fn browsers_remember_https_of_public_hosts_that_are_reached_so() {
        for (app, remembered) in [
            ("https://app.example", true),
            ("https://app.example:8443", true),
            ("http://app.example", false),
            ("https://localhost:8443", false),
            ("https://app.localhost", false),
            ("https://127.0.0.1", false),
            ("https://[::1]", false),
        ] {
            let headers = SecurityHeaders::of(&Url::parse(app).expect("a URL"));
            let (mut answer, mut in_the_clear) = (HeaderMap::new(), HeaderMap::new());

            headers.put_on(&mut answer);
            headers.put_on_in_the_clear(&mut in_the_clear);

            let sent = answer.contains_key(header::STRICT_TRANSPORT_SECURITY);
            assert_eq!(sent, remembered, "{app}");
            assert!(!in_the_clear.contains_key(header::STRICT_TRANSPORT_SECURITY), "{app}");
            assert_eq!(in_the_clear.len(), 4, "{app}");
        }
    }
}

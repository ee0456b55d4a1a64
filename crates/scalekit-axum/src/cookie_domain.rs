//! A domain that the cookies of sessions span.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use url::{Host, Url};

/// The domain of [`AuthBuilder::cookie_domain`](crate::AuthBuilder::cookie_domain), with all of its subdomains.
///
/// ```
/// use scalekit_axum::CookieDomain;
///
/// let domain: CookieDomain = ".Example.com".parse()?;
/// assert_eq!(domain.as_str(), "example.com");
/// for wrong in ["com", "co.uk", "localhost", "127.0.0.1", "https://example.com"] {
///     assert!(wrong.parse::<CookieDomain>().is_err(), "{wrong}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CookieDomain(Arc<str>);

/// The reason why no cookie can span a domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CookieDomainError {
    /// The text is an address, a URL or nothing at all.
    #[error("it must be the name of a domain, such as example.com")]
    NotAName,
    /// Strangers have sites under it, so browsers keep no cookie that spans it.
    #[error("{0} is a public suffix, and no browser keeps a cookie that spans one")]
    PublicSuffix(String),
}

impl CookieDomain {
    /// Returns the name, in lower case and without a dot before it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether the host of an address is this domain or lies within it (RFC 6265 §5.1.3).
    pub(crate) fn covers(&self, url: &Url) -> bool {
        let Some(Host::Domain(host)) = url.host() else { return false };
        host.strip_suffix(self.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

impl FromStr for CookieDomain {
    type Err = CookieDomainError;

    /// Reads a name, with or without a dot before it (RFC 6265 §5.2.3).
    fn from_str(text: &str) -> Result<Self, CookieDomainError> {
        let name = text.strip_prefix('.').unwrap_or(text);
        let Ok(Host::Domain(name)) = Host::parse(name) else {
            return Err(CookieDomainError::NotAName);
        };
        // `Host` takes more than names of hosts have (RFC 1123 §2.1), such as what ends an attribute of a cookie.
        let is_of_a_host = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
        let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_of_a_host);
        if !name.split('.').all(is_label) {
            return Err(CookieDomainError::NotAName);
        }
        // A registrable domain has one label before its public suffix.
        if psl::domain_str(&name).is_none() {
            return Err(CookieDomainError::PublicSuffix(name));
        }
        Ok(Self(name.into()))
    }
}

impl fmt::Display for CookieDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for CookieDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CookieDomain({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_browsers_would_refuse_is_refused_with_the_reason() {
        let refused = |text: &str| text.parse::<CookieDomain>().expect_err(text).to_string();

        for suffix in ["com", "localhost", "test", "co.uk", ".github.io", "CO.UK"] {
            assert!(refused(suffix).contains("is a public suffix"), "{suffix}");
        }
        #[rustfmt::skip]
        let no_names = [
            "", ".", "..example.com", "example..com", "example.com.", "127.0.0.1", "[::1]", "0x7f.1",
            "https://example.com", "example.com:443", "example.com/", "a b.example.com", "*.example.com", "example.com;Secure",
        ];
        for text in no_names {
            assert_eq!(text.parse::<CookieDomain>(), Err(CookieDomainError::NotAName), "{text}");
        }
        assert_eq!(
            "b\u{fc}cher.example".parse::<CookieDomain>().expect("a name").as_str(),
            "xn--bcher-kva.example",
            "as browsers write it"
        );
    }

    #[test]
    fn it_covers_itself_and_what_lies_within_it() {
        let domain: CookieDomain = "example.test".parse().expect("a domain");
        for (url, is_covered) in [
            ("https://example.test", true),
            ("https://app.example.test:8443/x", true),
            ("https://a.b.example.test", true),
            ("https://badexample.test", false),
            ("https://test", false),
            ("https://example.test.evil.example", false),
            ("https://127.0.0.1", false),
        ] {
            let url = url.parse().expect("a URL");
            assert_eq!(domain.covers(&url), is_covered, "{url}");
        }
    }
}

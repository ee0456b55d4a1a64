//! A cookie as the jar keeps it, and whether it goes with a request.

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;
use url::{Host, Url};

use super::CookieContext;
use crate::site;

/// Which cross-site requests a cookie goes with (RFC 6265bis §5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum SameSite {
    /// Only with requests that its own site began.
    Strict,
    /// Also when a person follows a link from elsewhere. The default of a cookie without the attribute.
    Lax,
    /// With everything; needs `Secure`.
    None,
}

/// A stored cookie (RFC 6265bis §5.7). Its `Debug` print hides the value.
///
/// ```
/// use user_agent::{Cookie, SameSite};
///
/// let stolen = Cookie::new("session", "a-value-kept-from-yesterday", "localhost");
/// assert_eq!((stolen.path.as_str(), stolen.same_site), ("/", SameSite::Lax));
/// assert!(!format!("{stolen:?}").contains("yesterday"));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the four flags of RFC 6265bis §5.7, independent of one another"
)]
pub struct Cookie {
    /// Case-sensitive; empty for a cookie that is only a value.
    pub name: String,
    /// The value exactly as it was received, quotes included.
    pub value: String,
    /// The host that set it or, with `Domain`, the domain it spans.
    pub domain: String,
    /// Whether it has no `Domain` attribute, and returns only to the host that set it.
    pub host_only: bool,
    /// `Path`, or the directory of the URL that set it.
    pub path: String,
    /// When it expires; `None` for a session cookie, which ends with the browser.
    pub expires: Option<SystemTime>,
    /// Whether it is sent only over a trustworthy connection: TLS or loopback.
    pub secure: bool,
    /// Whether it is hidden from scripts.
    pub http_only: bool,
    /// Which cross-site requests it goes with.
    pub same_site: SameSite,
    /// Whether the server said `SameSite` itself, rather than getting `Lax` by default.
    pub says_same_site: bool,
    pub(super) serial: u64,
}

/// The identity of a cookie: only a `Set-Cookie` with the same identity replaces or clears it (RFC 6265bis §5.7, step
/// 23).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CookieIdentity {
    /// The cookie's name.
    pub name: String,
    /// Its host or domain.
    pub domain: String,
    /// A host-only cookie and one that spans the same domain are two cookies.
    pub host_only: bool,
    /// Its path.
    pub path: String,
}

impl Cookie {
    /// Makes a host-only session cookie for all of a host's paths, to inject into a [`Jar`](super::Jar).
    pub fn new(name: &str, value: &str, host: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: host.to_ascii_lowercase(),
            host_only: true,
            path: "/".to_owned(),
            expires: None,
            secure: false,
            http_only: false,
            same_site: SameSite::Lax,
            says_same_site: false,
            serial: 0,
        }
    }

    /// Returns name, domain and path: what a deletion must repeat.
    pub fn identity(&self) -> CookieIdentity {
        CookieIdentity {
            name: self.name.clone(),
            domain: self.domain.clone(),
            host_only: self.host_only,
            path: self.path.clone(),
        }
    }

    /// Implements RFC 6265bis §5.8.3, step 1.
    pub(super) fn goes_with(&self, url: &Url, context: CookieContext, now: SystemTime) -> bool {
        self.is_alive(now)
            && self.reaches_host(url)
            && path_matches(url.path(), &self.path)
            && (!self.secure || site::is_trustworthy(url))
            && (!self.http_only || context != CookieContext::Script)
            && context.admits(self.same_site)
    }

    pub(super) fn is_alive(&self, now: SystemTime) -> bool {
        self.expires.is_none_or(|end| now < end)
    }

    fn reaches_host(&self, url: &Url) -> bool {
        let host = host_of(url);
        if self.host_only { host == self.domain } else { domain_matches(&host, &self.domain) }
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=[{} chars]", self.name, self.value.len())?;
        let spans = if self.host_only { "; host" } else { "; Domain" };
        write!(f, "{spans}={}; Path={}", self.domain, self.path)?;
        if self.says_same_site {
            write!(f, "; SameSite={:?}", self.same_site)?;
        } else {
            f.write_str("; no SameSite")?;
        }
        f.write_str(if self.secure { "; Secure" } else { "" })?;
        f.write_str(if self.http_only { "; HttpOnly" } else { "" })
    }
}

/// Returns the host in the form domains are compared in.
pub(super) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_ascii_lowercase()
}

/// Implements RFC 6265bis §5.1.3: equal, or a name that ends in the domain at a label's edge.
pub(super) fn domain_matches(host: &str, domain: &str) -> bool {
    let below = || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    host == domain || (matches!(Host::parse(host), Ok(Host::Domain(_))) && below())
}

/// Implements RFC 6265bis §5.1.4: equal, or a prefix that ends at a slash.
pub(super) fn path_matches(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/'))
}

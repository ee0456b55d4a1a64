//! What a `Set-Cookie` line says beside the value.

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;

use super::SameSite;
use super::set_cookie::SetCookie;

/// The attributes of a `Set-Cookie` line as the server wrote them, whether or not the cookie was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CookieAttributes {
    /// `Domain`, without a leading dot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// `Path`, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The life in seconds by `Max-Age` or `Expires`; 0 if it is over, `None` for a session cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// `Secure`.
    pub secure: bool,
    /// `HttpOnly`.
    pub http_only: bool,
    /// `SameSite`, if it says one of the three.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_site: Option<SameSite>,
    /// The length of the value, in octets.
    pub octets: usize,
}

impl CookieAttributes {
    /// Reads a line; `None` if it is no cookie at all.
    pub(crate) fn of(line: &str, now: SystemTime) -> Option<Self> {
        let set = SetCookie::parse(line).ok()?;
        let seconds = set
            .expires(now)
            .map(|end| end.duration_since(now).map(|life| life.as_secs()).unwrap_or_default());
        Some(Self {
            domain: set.domain,
            path: set.path,
            seconds,
            secure: set.secure,
            http_only: set.http_only,
            same_site: set.same_site,
            octets: set.value.len(),
        })
    }
}

impl fmt::Display for CookieAttributes {
    /// Writes them as a `Set-Cookie` line does, with the life as `Max-Age` in seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = [
            self.domain.as_ref().map(|domain| format!("Domain={domain}")),
            self.path.as_ref().map(|path| format!("Path={path}")),
            self.seconds.map(|seconds| format!("Max-Age={seconds}")),
            self.secure.then(|| "Secure".to_owned()),
            self.http_only.then(|| "HttpOnly".to_owned()),
            self.same_site.map(|same_site| format!("SameSite={same_site:?}")),
        ];
        f.write_str(&said.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

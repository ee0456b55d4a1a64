//! Whether a browser keeps a cookie, by who set it and how (RFC 6265bis §5.7).

use std::time::SystemTime;

use url::{Host, Url};

use super::cookie::{domain_matches, host_of};
use super::set_cookie::SetCookie;
use super::{Cookie, CookieContext, CookieError, SameSite};
use crate::site;

/// The prefixes of cookies that no script may have set.
const HTTP_PREFIXES: [&str; 2] = ["__Http-", "__Host-Http-"];

/// Returns the cookie a line amounts to at a URL, or the first rule it breaks.
pub(super) fn admit(
    set: SetCookie,
    url: &Url,
    context: CookieContext,
    now: SystemTime,
) -> Result<Cookie, CookieError> {
    ensure(prefix_holds(&set, url, "__Secure-"), CookieError::SecurePrefix)?;
    ensure(prefix_holds(&set, url, "__Host-"), CookieError::HostPrefix)?;
    ensure(http_prefix_holds(&set, url), CookieError::HttpPrefix)?;
    ensure(!pretends_to_prefix(&set), CookieError::NamelessPrefix)?;

    let same_site = set.same_site.unwrap_or(SameSite::Lax);
    ensure(!set.secure || site::is_trustworthy(url), CookieError::InsecureConnection)?;
    ensure(!set.http_only || context != CookieContext::Script, CookieError::HttpOnlyFromScript)?;
    ensure(same_site != SameSite::None || set.secure, CookieError::NoneWithoutSecure)?;
    ensure(context.may_set(same_site), CookieError::CrossSiteSubresource)?;

    let (domain, host_only) = reach(set.domain.as_deref(), url)?;
    Ok(Cookie {
        domain,
        host_only,
        expires: set.expires(now),
        path: set.path.unwrap_or_else(|| default_path(url)),
        secure: set.secure,
        http_only: set.http_only,
        same_site,
        says_same_site: set.same_site.is_some(),
        name: set.name,
        value: set.value,
        serial: 0,
    })
}

pub(super) fn ensure(truth: bool, otherwise: CookieError) -> Result<(), CookieError> {
    if truth { Ok(()) } else { Err(otherwise) }
}

/// Returns the domain a cookie spans, and whether it is one host only.
fn reach(domain: Option<&str>, url: &Url) -> Result<(String, bool), CookieError> {
    let host = host_of(url);
    match domain {
        None => Ok((host, true)),
        // A public suffix that is itself the host sets a host-only cookie; so does an address.
        Some(domain) if domain == host => {
            Ok((host, site::is_public_suffix(domain) || is_address(url)))
        }
        Some(domain) if site::is_public_suffix(domain) => Err(CookieError::PublicSuffix),
        Some(domain) if domain_matches(&host, domain) => Ok((domain.to_owned(), false)),
        Some(_) => Err(CookieError::ForeignDomain),
    }
}

fn is_address(url: &Url) -> bool {
    !matches!(url.host(), Some(Host::Domain(_)))
}

/// Implements RFC 6265bis §5.7, steps 20 and 21; as Chromium does, loopback counts as secure.
fn prefix_holds(set: &SetCookie, url: &Url, prefix: &str) -> bool {
    if !starts_with_prefix(&set.name, prefix) {
        return true;
    }
    let secure = set.secure && site::is_trustworthy(url);
    match prefix {
        "__Host-" => secure && set.path.as_deref() == Some("/") && names_no_domain(set, url),
        _ => secure,
    }
}

/// Says whether a cookie that promises to come from a server, and from none but a server, is what it promises. The two
/// prefixes are Chromium's; `__Host-Http-` keeps the promise of `__Host-` too.
fn http_prefix_holds(set: &SetCookie, url: &Url) -> bool {
    let promised = HTTP_PREFIXES.iter().any(|prefix| starts_with_prefix(&set.name, prefix));
    !promised || (set.http_only && set.secure && site::is_trustworthy(url))
}

/// Says whether no domain is named. An address may name itself: it spans nothing (Chromium, `HasValidHostPrefixAttributes`).
fn names_no_domain(set: &SetCookie, url: &Url) -> bool {
    set.domain.as_ref().is_none_or(|domain| is_address(url) && *domain == host_of(url))
}

fn pretends_to_prefix(set: &SetCookie) -> bool {
    set.name.is_empty()
        && ["__Host-", "__Secure-", "__Http-"]
            .iter()
            .any(|prefix| starts_with_prefix(&set.value, prefix))
}

/// Compares without case (§5.7): servers that read `__HOST-` as the prefix must not be fooled.
fn starts_with_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Implements RFC 6265bis §5.1.4: the directory of the URL's path.
fn default_path(url: &Url) -> String {
    match url.path().rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(slash) => url.path()[..slash].to_owned(),
    }
}

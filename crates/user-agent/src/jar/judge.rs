//! Whether a browser keeps a cookie, by who set it and how (RFC 6265bis §5.7).

use std::time::SystemTime;

use url::{Host, Url};

use super::cookie::{domain_matches, host_of};
use super::set_cookie::SetCookie;
use super::{Context, Cookie, Refusal, SameSite};
use crate::site;

/// The cookie a line amounts to at a URL, or the first rule it breaks.
pub(super) fn admit(
    set: SetCookie,
    url: &Url,
    context: Context,
    now: SystemTime,
) -> Result<Cookie, Refusal> {
    ensure(prefix_holds(&set, url, "__Secure-"), Refusal::SecurePrefix)?;
    ensure(prefix_holds(&set, url, "__Host-"), Refusal::HostPrefix)?;
    ensure(!pretends_to_prefix(&set), Refusal::NamelessPrefix)?;

    let same_site = set.same_site.unwrap_or(SameSite::Lax);
    ensure(!set.secure || site::is_trustworthy(url), Refusal::InsecureConnection)?;
    ensure(!set.http_only || context != Context::Script, Refusal::HttpOnlyFromScript)?;
    ensure(same_site != SameSite::None || set.secure, Refusal::NoneWithoutSecure)?;
    ensure(context.may_set(same_site), Refusal::CrossSiteSubresource)?;

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

pub(super) fn ensure(truth: bool, otherwise: Refusal) -> Result<(), Refusal> {
    if truth { Ok(()) } else { Err(otherwise) }
}

/// The domain a cookie spans, and whether it is one host only.
fn reach(domain: Option<&str>, url: &Url) -> Result<(String, bool), Refusal> {
    let host = host_of(url);
    match domain {
        None => Ok((host, true)),
        // A public suffix that is itself the host sets a host-only cookie; so does an address.
        Some(domain) if domain == host => {
            Ok((host, site::is_public_suffix(domain) || is_address(url)))
        }
        Some(domain) if site::is_public_suffix(domain) => Err(Refusal::PublicSuffix),
        Some(domain) if domain_matches(&host, domain) => Ok((domain.to_owned(), false)),
        Some(_) => Err(Refusal::ForeignDomain),
    }
}

fn is_address(url: &Url) -> bool {
    !matches!(url.host(), Some(Host::Domain(_)))
}

/// RFC 6265bis §5.7, steps 20 and 21; as Chromium does, loopback counts as secure.
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

/// An address may name itself: it spans nothing (Chromium, `HasValidHostPrefixAttributes`).
fn names_no_domain(set: &SetCookie, url: &Url) -> bool {
    set.domain.as_ref().is_none_or(|domain| is_address(url) && *domain == host_of(url))
}

fn pretends_to_prefix(set: &SetCookie) -> bool {
    set.name.is_empty()
        && ["__Host-", "__Secure-"].iter().any(|prefix| starts_with_prefix(&set.value, prefix))
}

/// §5.7 compares without case: servers that read `__HOST-` as the prefix must not be fooled.
fn starts_with_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// RFC 6265bis §5.1.4: the directory of the URL's path.
fn default_path(url: &Url) -> String {
    match url.path().rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(slash) => url.path()[..slash].to_owned(),
    }
}

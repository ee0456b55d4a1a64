//! The site of an address, and whether it is on loopback.

use std::net::{IpAddr, Ipv6Addr};

use url::{Host, Url};

/// A scheme and a registrable domain: what `SameSite` and `Sec-Fetch-Site: same-site` compare.
///
/// Ports never matter. An IP address and a name of one label are their own
/// site; of a longer name the last two labels count, which is the public
/// suffix list's rule for suffixes it does not list. So `app.localhost`,
/// `idp.localhost`, `localhost` and `127.0.0.1` are four sites, and
/// `a.app.localhost` belongs to the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    scheme: String,
    domain: String,
}

impl Site {
    /// Returns the site of a URL.
    pub fn of(url: &Url) -> Self {
        let domain = match url.host() {
            Some(Host::Domain(name)) => registrable(name).to_owned(),
            Some(address) => address.to_string(),
            None => String::new(),
        };
        Self { scheme: url.scheme().to_owned(), domain }
    }
}

/// Returns the part of a host's name that makes its site; an address is returned as it is.
pub(crate) fn registrable(name: &str) -> &str {
    if name.parse::<IpAddr>().is_ok() {
        return name;
    }
    match name.rmatch_indices('.').nth(1) {
        Some((dot, _)) => &name[dot + 1..],
        None => name,
    }
}

/// Says whether no cookie may span a domain: one label is a public suffix by the list's default rule.
pub(crate) fn is_public_suffix(domain: &str) -> bool {
    !domain.contains('.')
}

/// Says whether the host is `localhost`, `*.localhost`, `127.0.0.0/8` or `[::1]`, the only ones to connect to.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        None => false,
    }
}

/// Says whether a URL is trustworthy (Secure Contexts §3.1): TLS, or a host that cannot leave this machine.
pub(crate) fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https" || is_loopback(url)
}

/// Returns a URL that is fit for an error text: codes and tokens travel in queries.
pub(crate) fn without_query(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    bare.to_string()
}

/// Does the same for a text that is no URL.
pub(crate) fn without_query_of(text: &str) -> String {
    text.split(['?', '#']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_site(one: &str, other: &str) -> bool {
        let site = |text| Site::of(&Url::parse(text).expect("a URL of the table"));
        site(one) == site(other)
    }

    #[test]
    fn a_site_is_a_scheme_and_a_registrable_domain() {
        for (one, other, same) in [
            ("http://localhost:1/", "http://localhost:2/", true),
            ("http://localhost/", "https://localhost/", false),
            ("http://localhost/", "http://127.0.0.1/", false),
            ("http://127.0.0.1/", "http://127.0.0.2/", false),
            ("http://app.localhost/", "http://idp.localhost/", false),
            ("http://app.localhost/", "http://localhost/", false),
            ("http://a.app.localhost/", "http://b.app.localhost/", true),
            ("http://a.app.localhost/", "http://app.localhost/", true),
            ("http://[::1]:1/", "http://[::1]:2/", true),
            ("http://[::1]/", "http://localhost/", false),
        ] {
            assert_eq!(same_site(one, other), same, "{one} and {other}");
        }
    }

    #[test]
    fn only_loopback_is_ever_connected_to() {
        for (url, loopback) in [
            ("http://localhost/", true),
            ("http://app.localhost/", true),
            ("http://127.8.9.10/", true),
            ("http://[::1]/", true),
            ("http://localhost.evil.example/", false),
            ("http://127.0.0.1.evil.example/", false),
            ("http://notlocalhost/", false),
            ("http://0.0.0.0/", false),
            ("http://192.168.0.1/", false),
            ("http://[::2]/", false),
        ] {
            let url = Url::parse(url).expect("a URL of the table");
            assert_eq!(is_loopback(&url), loopback, "{url}");
        }
    }
}

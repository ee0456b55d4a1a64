//! The server that a request addresses: the authority of its target, or `Host` (RFC 9110 §7.2).

use std::fmt;

use http::header::HOST;
use http::{HeaderMap, HeaderValue, Uri, Version};
use url::Host;

/// Longest name of a host, in bytes (RFC 1035 §3.1, without the length that each label has).
const LONGEST_NAME: usize = 253;

/// A host, and the port if one was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authority {
    host: Host<String>,
    port: Option<u16>,
}

/// The reason why it is unclear which server a request addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthorityError {
    #[error("a request of HTTP/1.1 has one Host, and this one has none (RFC 9112 §3.2)")]
    Missing,
    #[error("a request has one Host, and this one has several (RFC 9112 §3.2)")]
    Repeated,
    #[error("Host is a name or an address, and a port if need be, like idp.example:8080")]
    Invalid,
    #[error("`:authority` and Host name different servers (RFC 9113 §8.3.1)")]
    Contradictory,
}

impl Authority {
    /// Returns the server that a request addresses; `None` if it names none, as HTTP/1.0 permits.
    ///
    /// An authority in the target overrides `Host` (RFC 9112 §3.2.2); in HTTP/2 both have to be equal.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`], for requests that RFC 9112 §3.2 or RFC 9113 §8.3.1 demands to refuse.
    pub(crate) fn of(
        target: &Uri,
        version: Version,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, AuthorityError> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().map(Self::read).transpose()?;
        if hosts.next().is_some() {
            return Err(AuthorityError::Repeated);
        }
        if host.is_none() && version == Version::HTTP_11 {
            return Err(AuthorityError::Missing);
        }
        let target = target.authority().map(|authority| Self::parse(authority.as_str()));
        let target = target.transpose()?;
        if version == Version::HTTP_2
            && let (Some(target), Some(host)) = (&target, &host)
            && target != host
        {
            return Err(AuthorityError::Contradictory);
        }
        Ok(target.or(host))
    }

    fn read(value: &HeaderValue) -> Result<Self, AuthorityError> {
        Self::parse(value.to_str().map_err(|_| AuthorityError::Invalid)?)
    }

    /// Reads `uri-host [ ":" port ]` (RFC 9110 §7.2), in the form in which browsers compare hosts.
    pub(crate) fn parse(text: &str) -> Result<Self, AuthorityError> {
        // Colons between brackets belong to an IPv6 address.
        let after_brackets = text.rfind(']').unwrap_or_default();
        let (name, port) = match text[after_brackets..].find(':') {
            Some(colon) => {
                let (name, port) = text.split_at(after_brackets + colon);
                (name, &port[1..])
            }
            None => (text, ""),
        };
        let port = match port {
            "" => None,
            digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                Some(digits.parse().map_err(|_| AuthorityError::Invalid)?)
            }
            _ => return Err(AuthorityError::Invalid),
        };
        Ok(Self { host: host(name)?, port })
    }

    pub(crate) fn host(&self) -> &Host<String> {
        &self.host
    }

    pub(crate) fn port(&self) -> Option<u16> {
        self.port
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.host.fmt(f)
    }
}

/// Reads a host. A dot at the end of a host name is removed, because the name is the same without it.
fn host(name: &str) -> Result<Host<String>, AuthorityError> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.len() > LONGEST_NAME {
        return Err(AuthorityError::Invalid);
    }
    // Most requests name an IP address, which needs no processing as an international host name.
    match name.parse() {
        Ok(address) => Ok(Host::Ipv4(address)),
        Err(_) => Host::parse(name).map_err(|_| AuthorityError::Invalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        version: Version,
        target: &str,
        hosts: &[&str],
    ) -> Result<Option<String>, AuthorityError> {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, host.parse().unwrap());
        }
        let found = Authority::of(&target.parse().unwrap(), version, &headers)?;
        Ok(found.map(|found| match found.port() {
            Some(port) => format!("{found} {port}"),
            None => found.to_string(),
        }))
    }

    #[test]
    fn hosts_are_read_as_browsers_compare_them() {
        for (text, host, port) in [
            ("idp.example", "idp.example", None),
            ("IDP.Example.:8080", "idp.example", Some(8080)),
            ("idp:", "idp", None),
            ("mock_idp:80", "mock_idp", Some(80)),
            ("127.0.0.1:1", "127.0.0.1", Some(1)),
            ("127.1", "127.0.0.1", None),
            ("2130706433", "127.0.0.1", None),
            ("[::1]:8080", "[::1]", Some(8080)),
            ("[0:0::0:1]", "[::1]", None),
        ] {
            let read = Authority::parse(text).unwrap();
            assert_eq!((read.to_string().as_str(), read.port()), (host, port), "{text}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in [
            "",
            ":80",
            ".",
            "a b",
            "user@idp",
            "idp/path",
            "idp?",
            "idp#",
            "idp:http",
            "idp:+80",
            "idp:80:80",
            "idp:65536",
            "::1",
            "[::1",
            "[::1]80",
            "1.2.3.4.5",
        ] {
            assert_eq!(Authority::parse(text), Err(AuthorityError::Invalid), "{text}");
        }
        assert_eq!(Authority::parse(&"a".repeat(254)), Err(AuthorityError::Invalid));
    }

    #[test]
    fn each_version_of_http_says_whom_it_addresses_in_its_own_way() {
        let (old, one, two) = (Version::HTTP_10, Version::HTTP_11, Version::HTTP_2);
        let named = |host: &str| Ok(Some(host.to_owned()));

        assert_eq!(of(one, "/keys", &["idp:1"]), named("idp 1"));
        assert_eq!(of(one, "/keys", &[]), Err(AuthorityError::Missing));
        assert_eq!(of(one, "http://idp/keys", &[]), Err(AuthorityError::Missing));
        assert_eq!(of(one, "/keys", &["idp", "idp"]), Err(AuthorityError::Repeated));
        assert_eq!(of(one, "http://idp/keys", &["evil"]), named("idp"));
        assert_eq!(of(old, "/keys", &[]), Ok(None));
        assert_eq!(of(old, "/keys", &["idp"]), named("idp"));
        assert_eq!(of(old, "/keys", &["idp", "evil"]), Err(AuthorityError::Repeated));
        assert_eq!(of(two, "http://idp:1/keys", &[]), named("idp 1"));
        assert_eq!(of(two, "http://idp:1/keys", &["IDP:1"]), named("idp 1"));
        assert_eq!(of(two, "http://idp/keys", &["evil"]), Err(AuthorityError::Contradictory));
        assert_eq!(of(two, "/keys", &["idp"]), named("idp"));
        assert_eq!(of(two, "/keys", &[]), Ok(None));
    }
}

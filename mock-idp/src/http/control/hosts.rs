//! The host names by which a browser may reach what needs no credentials.
//!
//! Any web page can give its own host name the address 127.0.0.1 (DNS rebinding), and its scripts can then read what
//! is served there. `Host` tells such requests: it has the page's host name.

use std::fmt;

use axum::http::Extensions;
use url::{Host, Url};

use crate::environment::is_loopback;
use crate::wire::{Authority, Peer};

/// Longest name of a host that is quoted, in octets, as long as an IPv6 address in brackets: names in a container's network are
/// shorter, and a longer one can have a secret in it.
const LONGEST_QUOTED: usize = 41;

/// The host names of this fake.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    names: Vec<Host<String>>,
}

/// The error of a text that is no host: it has a scheme, a port or a path, or is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoHostError;

/// The error of a request for another host, or for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostError {
    called: Option<Authority>,
    /// The permitted names, without those of loopback.
    names: Vec<String>,
}

impl Hosts {
    /// Returns the hosts of a fake with this environment URL.
    pub(crate) fn of(environment_url: &str) -> Self {
        let url = Url::parse(environment_url).ok();
        let host = url.and_then(|url| url.host().map(|host| host.to_owned()));
        Self { names: host.into_iter().collect() }
    }

    /// Adds a host by its name or address, with all of its ports.
    pub(crate) fn allow(&mut self, name: &str) -> Result<(), NoHostError> {
        let authority = Authority::parse(name).map_err(|_| NoHostError)?;
        // A pattern such as `*.example` would match no host.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let is_a_name = match authority.host() {
            Host::Domain(name) => name.chars().all(is_plain),
            Host::Ipv4(_) | Host::Ipv6(_) => true,
        };
        if authority.port().is_some() || !is_a_name {
            return Err(NoHostError);
        }
        self.names.push(authority.host().clone());
        Ok(())
    }

    /// Checks the host that a request addresses, by its extensions. A request without a host, as HTTP/1.0 permits, comes from no present
    /// browser, and is admitted.
    pub(super) fn judge(&self, facts: &Extensions) -> Result<(), HostError> {
        let called = facts.get::<Authority>();
        let peer: Peer = facts.get().copied().unwrap_or_default();
        let ours = match called {
            Some(called) => self.has(called.host()),
            None => peer.ip.is_loopback(),
        };
        if ours {
            return Ok(());
        }
        let names = self.names.iter().filter(|host| !is_loopback(host));
        let names: Vec<String> = names.map(ToString::to_string).collect();
        Err(HostError { called: called.cloned(), names })
    }

    fn has(&self, host: &Host<String>) -> bool {
        // A name that always means this machine is of no page of another machine.
        is_loopback(host) || self.names.contains(host)
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { called, names } = self;
        match called {
            Some(called) => {
                let name = called.to_string();
                let is_short = name.len() <= LONGEST_QUOTED;
                if is_short {
                    f.write_str(&name)?;
                } else {
                    write!(f, "another host, {} characters,", name.len())?;
                }
                f.write_str(" is not a name of this fake, and a page of any site could have it; the names are localhost, *.localhost, 127.0.0.1, [::1]")?;
                for name in names {
                    write!(f, ", {name}")?;
                }
                f.write_str(", and what --allow-host adds")?;
                if is_short { write!(f, ", such as `--allow-host {name}`") } else { Ok(()) }
            }
            None => f.write_str("without Host this is for requests from this machine alone"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn judged(hosts: &Hosts, called: Option<&str>, from: &str) -> bool {
        let mut facts = Extensions::new();
        let ip: IpAddr = from.parse().unwrap();
        facts.insert(Peer { ip, ..Peer::default() });
        if let Some(called) = called {
            facts.insert(Authority::parse(called).unwrap());
        }
        hosts.judge(&facts).is_ok()
    }

    #[test]
    fn its_own_names_are_those_that_no_page_can_take() {
        let mut hosts = Hosts::of("http://IdP.test:8080");
        hosts.allow("mock-idp").unwrap();
        hosts.allow("192.0.2.7").unwrap();

        for own in [
            "localhost",
            "LOCALHOST.:1",
            "app.localhost:8080",
            "127.0.0.1",
            "127.8.9.1:80",
            "[::1]:1",
            "[::ffff:127.0.0.1]",
            "idp.test",
            "idp.test:9999",
            "mock-idp:80",
            "192.0.2.7",
        ] {
            assert!(judged(&hosts, Some(own), "127.0.0.1"), "{own}");
        }
        for other in [
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "idp.test.evil.example",
            "evil.idp.test",
            "0.0.0.0:8080",
            "192.0.2.8",
            "[::]",
            "[2001:db8::1]",
            "127.0.0.1.nip.io",
        ] {
            assert!(!judged(&hosts, Some(other), "127.0.0.1"), "{other}");
        }
    }

    #[test]
    fn who_names_no_host_has_to_be_on_this_machine() {
        let hosts = Hosts::of("http://127.0.0.1:8080");

        assert!(judged(&hosts, None, "127.0.0.1"));
        assert!(!judged(&hosts, None, "192.0.2.1"));
    }

    #[test]
    fn a_host_has_no_scheme_no_port_and_no_pattern() {
        let mut hosts = Hosts::default();

        for text in ["", "http://idp", "idp:8080", "idp/", "*.example", "a b"] {
            assert_eq!(hosts.allow(text), Err(NoHostError), "{text}");
        }
    }
}

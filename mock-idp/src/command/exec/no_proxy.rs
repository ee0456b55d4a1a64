//! `NO_PROXY`: keeps the command from calling the fake through a proxy.

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use mock_idp::MockIdp;
use url::{Host, Url};

/// The spellings of the variable. Go and Python read both, curl the second.
const SPELLINGS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The value that means every host. In a list with others it would have no meaning.
const EVERY_HOST: &str = "*";

/// Returns both spellings with their former values, the host of the environment URL, and the address that the fake
/// listens on. A spelling that was not set gets the value of the other one, which it would hide otherwise.
pub(super) fn variables(idp: &MockIdp) -> [(&'static str, String); 2] {
    let set =
        SPELLINGS.map(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()));
    let hosts = hosts(idp);
    let with_hosts = |at: usize| {
        let had = set[at].as_deref().or(set[1 - at].as_deref()).unwrap_or_default();
        (SPELLINGS[at], extended(had, &hosts))
    };
    [with_hosts(0), with_hosts(1)]
}

fn hosts(idp: &MockIdp) -> Vec<String> {
    let url = Url::parse(idp.environment_url()).ok();
    let named = url.as_ref().and_then(Url::host).map(|host| host.to_owned());
    let listening = match idp.address().ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Host::Ipv4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => Host::Ipv6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(ip) => Host::Ipv4(ip),
        IpAddr::V6(ip) => Host::Ipv6(ip),
    };
    let all = named.into_iter().chain([listening]);
    all.flat_map(|host: Host<String>| match host {
        // Some programs compare an IPv6 address with brackets, and some without.
        Host::Ipv6(ip) => vec![ip.to_string(), format!("[{ip}]")],
        other => vec![other.to_string()],
    })
    .collect()
}

fn extended(had: &str, hosts: &[String]) -> String {
    if had.trim() == EVERY_HOST {
        return had.to_owned();
    }
    let mut all: Vec<&str> = had.split(',').filter(|one| !one.trim().is_empty()).collect();
    for host in hosts {
        if !all.iter().any(|one| one.trim().eq_ignore_ascii_case(host)) {
            all.push(host);
        }
    }
    all.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_and_nothing_is_there_twice() {
        let hosts = ["idp.test".to_owned(), "127.0.0.1".to_owned()];
        for (had, extended_to) in [
            ("", "idp.test,127.0.0.1"),
            ("corp.example", "corp.example,idp.test,127.0.0.1"),
            (".corp.example, 127.0.0.1,", ".corp.example, 127.0.0.1,idp.test"),
            ("IDP.test,127.0.0.1", "IDP.test,127.0.0.1"),
            ("*", "*"),
        ] {
            assert_eq!(extended(had, &hosts), extended_to);
        }
    }
}

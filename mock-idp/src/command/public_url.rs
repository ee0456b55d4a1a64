//! `--public-url`: checks that somebody listens there, as far as this machine can know.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use mock_idp::MockIdp;
use url::{Host, Url};
use user_agent::is_loopback;

/// How long a connection to a port of this machine may take.
const LOOK: Duration = Duration::from_millis(200);

/// Returns a warning if nobody listens at the environment URL. It is checked only for addresses of this machine, and
/// not for a fake that listens beyond loopback: that may be in a container, whose port has another number outside.
pub(super) fn doubt(idp: &MockIdp) -> Option<String> {
    let url = Url::parse(idp.environment_url()).ok()?;
    doubt_of(&url, idp.address(), idp.trust().is_some(), is_answered)
}

fn doubt_of(
    url: &Url,
    listening: SocketAddr,
    tls: bool,
    is_answered: impl Fn(SocketAddr) -> bool,
) -> Option<String> {
    let origin = url.origin().ascii_serialization();
    let port = url.port_or_known_default()?;
    let named = loopback(url)?;
    let is_here = |ip: &IpAddr| reaches(*ip, listening.ip()) && port == listening.port();
    if named.iter().any(is_here) {
        return (url.scheme() == "https" && !tls).then(|| {
            format!(
                "nobody answers TLS at {origin}, the environment URL; --tls makes this fake do so"
            )
        });
    }
    let is_certain = listening.ip().is_loopback();
    let is_nobody_there = || named.iter().all(|ip| !is_answered(SocketAddr::new(*ip, port)));
    (is_certain && is_nobody_there()).then(|| {
        format!(
            "nobody listens at {origin}, the environment URL: this fake does at {listening}, and nothing forwards to it; leave out --public-url, or name this port in it (port 0 there is the port that is listened on)"
        )
    })
}

/// Returns the addresses that the host of a URL has if it is this machine, and `None` for other hosts.
fn loopback(url: &Url) -> Option<Vec<IpAddr>> {
    let addresses = match url.host()? {
        Host::Domain(_) => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        Host::Ipv4(ip) => vec![ip.into()],
        Host::Ipv6(ip) => vec![ip.into()],
    };
    is_loopback(url).then_some(addresses)
}

/// Returns whether a listener at `bound` accepts connections to `ip`. A listener at `::` accepts IPv4 too.
fn reaches(ip: IpAddr, bound: IpAddr) -> bool {
    ip == bound || bound.is_unspecified() && (bound.is_ipv6() || ip.is_ipv4())
}

fn is_answered(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&address, LOOK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(url: &str, listening: &str, tls: bool, answered: bool) -> bool {
        let url = Url::parse(url).expect("a URL");
        let listening = listening.parse().expect("an address");
        doubt_of(&url, listening, tls, |_| answered).is_some()
    }

    #[test]
    fn an_address_of_this_machine_where_nobody_listens_is_warned_about() {
        let here = "127.0.0.1:8080";
        for url in [
            "http://localhost:9000",
            "http://idp.localhost:9000",
            "http://127.0.0.1",
            "http://[::1]:8080",
            "https://localhost:9000",
        ] {
            assert!(warned(url, here, true, false), "{url}");
            assert!(!warned(url, here, true, true), "{url}: something forwards");
        }
    }

    #[test]
    fn what_may_well_be_right_is_not() {
        for (url, listening) in [
            ("http://localhost:8080", "127.0.0.1:8080"),
            ("http://localhost:8080", "[::1]:8080"),
            ("http://localhost", "127.0.0.1:80"),
            ("http://idp:9000", "127.0.0.1:8080"),
            ("http://192.0.2.7:9000", "127.0.0.1:8080"),
            // A container's port, published under another number.
            ("http://localhost:9000", "0.0.0.0:8080"),
            ("http://127.0.0.1:8080", "[::]:8080"),
        ] {
            assert!(!warned(url, listening, false, false), "{url} at {listening}");
        }
    }

    #[test]
    fn https_where_only_http_is_answered_is_warned_about() {
        assert!(warned("https://localhost:8080", "127.0.0.1:8080", false, true));
        assert!(!warned("https://localhost:8080", "127.0.0.1:8080", true, true));
        assert!(!warned("https://localhost:9000", "127.0.0.1:8080", false, true));
    }
}

//! Origins that may be quoted.

use url::{Host, Url};

/// Says whether a text is an origin as browsers spell it (HTML, serialization of an origin), of `http` or `https`, at
/// `localhost` or an address of this machine. A name below `localhost` can be anything, and so can what stands beside an
/// origin: a path, a query, a name and its password.
pub(crate) fn is_loopback_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_of_web = matches!(url.scheme(), "http" | "https");
    is_of_web
        && url.origin().ascii_serialization() == text
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

/// Returns what is said of an origin that is not quoted: its length alone, for a host can have anything as its name.
pub(crate) fn origin_by_length(origin: &str) -> String {
    format!("another origin, {} characters", origin.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_of_this_machine_is_loopback() {
        for origin in [
            "http://localhost",
            "http://localhost:3000",
            "https://127.0.0.1:8443",
            "http://[::1]:5173",
        ] {
            assert!(is_loopback_origin(origin), "{origin}");
        }
        for other in ["http://app.localhost:3000", "http://idp.test", "null", ""] {
            assert!(!is_loopback_origin(other), "{other}");
        }
    }

    #[test]
    fn whatever_stands_beside_an_origin_makes_it_none() {
        for text in [
            "http://localhost:3000/",
            "http://localhost:3000/cb?code=SECRET",
            "http://localhost:3000?code=SECRET",
            "http://localhost:3000#SECRET",
            "http://alice:hunter2@localhost:3000",
            "http://SECRET@localhost:3000",
            "x-app://localhost/SECRET",
            "x-app://localhost",
            "ws://localhost:3000",
            "file://localhost/SECRET",
            "http://LOCALHOST:3000",
            "http://localhost:80",
            " http://localhost:3000",
        ] {
            assert!(!is_loopback_origin(text), "{text}");
        }
    }
}

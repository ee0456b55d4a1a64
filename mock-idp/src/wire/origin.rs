//! Origins that may be quoted.

use url::{Host, Url};

/// Says whether an origin is `localhost` or an address of this machine. A name below `localhost` can be anything.
pub(crate) fn is_loopback_origin(origin: &str) -> bool {
    let url = Url::parse(origin).ok();
    match url.as_ref().and_then(Url::host) {
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

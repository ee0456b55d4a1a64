//! `--bind`: an address in the forms in which people write addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Reads an address: IPv4, IPv6 with or without the brackets that it has in a URL, or `localhost`, which is
/// 127.0.0.1. Other names are not looked up: that would take the network.
pub(super) fn address(text: &str) -> Result<IpAddr, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let read = match bare {
        Some(bare) => bare.parse::<Ipv6Addr>().map(IpAddr::from),
        None => text.parse(),
    };
    read.map_err(|_| {
        "write an address of this machine, like 127.0.0.1, ::1 or 0.0.0.0 (all of them), or localhost"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        for (text, read) in [
            ("127.0.0.1", "127.0.0.1"),
            ("localhost", "127.0.0.1"),
            ("LocalHost", "127.0.0.1"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("[::]", "::"),
        ] {
            assert_eq!(address(text), Ok(read.parse().expect("an address")), "{text}");
        }
        for text in ["", "idp.test", "[127.0.0.1]", "[::1", "::1]", "127.0.0.1:8080", "[]"] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}

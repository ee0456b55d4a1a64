//! What a request tells about the browser that made it.

use std::net::{IpAddr, Ipv4Addr};

use http::{HeaderMap, header::COOKIE, header::USER_AGENT};

use crate::Secret;

/// The environment's own cookie. Scalekit does not document its name; this one is ours.
pub(crate) const SESSION_COOKIE: &str = "sk_idp_session";

/// Longest `User-Agent` that is remembered, in bytes: real ones are under 300.
const LONGEST_USER_AGENT: usize = 512;

/// The browser behind a request, or whatever takes its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// The value of the environment's cookie.
    pub(crate) cookie: Option<Secret>,
    /// `User-Agent`
    pub(crate) user_agent: Option<String>,
    /// How the request was made.
    pub(crate) mode: Mode,
    /// The connection that it came over.
    pub(crate) peer: Peer,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) ip: IpAddr,
    /// Whether it speaks TLS: by the connection itself, because headers can say anything.
    pub(crate) tls: bool,
}

/// This machine, without TLS: whoever asks without a connection.
impl Default for Peer {
    fn default() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), tls: false }
    }
}

/// How a request was made, by its Fetch Metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The browser goes there.
    Navigation,
    /// A page's script asks.
    Script,
    /// A client that does not say: a server, a test, an old browser. It gets the benefit of the
    /// doubt: its cookie decides.
    #[default]
    Untold,
}

impl Browser {
    pub(crate) fn read(headers: &HeaderMap, peer: Peer) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            cookie: session_cookie(headers),
            user_agent: text(USER_AGENT.as_str())
                .filter(|agent| agent.len() <= LONGEST_USER_AGENT)
                .map(str::to_owned),
            mode: text("sec-fetch-mode").map_or(Mode::Untold, Mode::of),
            peer,
        }
    }
}

impl Mode {
    /// Fetch §2.2.5: `navigate` is the one mode that no script can set.
    fn of(sec_fetch_mode: &str) -> Self {
        if sec_fetch_mode == "navigate" { Self::Navigation } else { Self::Script }
    }
}

fn session_cookie(headers: &HeaderMap) -> Option<Secret> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(SESSION_COOKIE)?.strip_prefix('='))
        .map(Secret::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=1; sk_idp_session_not=2; sk_idp_session=3; b=4".parse().unwrap());

        assert_eq!(Browser::read(&headers, Peer::default()).cookie.unwrap().reveal(), "3");
    }

    #[test]
    fn a_script_is_known_by_its_fetch_mode() {
        for (mode, expected) in [
            ("navigate", Mode::Navigation),
            ("cors", Mode::Script),
            ("no-cors", Mode::Script),
            ("same-origin", Mode::Script),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("sec-fetch-mode", mode.parse().unwrap());
            let browser = Browser::read(&headers, Peer::default());
            assert_eq!(browser.mode, expected, "{mode}");
        }
        let silent = Browser::read(&HeaderMap::new(), Peer::default());
        assert_eq!(silent.mode, Mode::Untold);
    }
}

//! The address of a fake, as people have it at hand.

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::Url;
use user_agent::is_loopback;

use super::JournalError;

/// The port of `serve`, and the variable that names another.
const PORT: u16 = 8080;
const PORT_NAMED_BY: &str = "MOCK_IDP_PORT";

/// The paths below which an address may have been copied: of the environment, of the control API, and of the journal.
const PATHS: [&str; 4] = ["", "/_mock", "/_mock/journal", "/_mock/journal/events"];

/// Where the journal of a fake is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address(Url);

impl Address {
    /// Reads an address. Without one, it is where `serve` listens unless it is called otherwise.
    ///
    /// # Errors
    ///
    /// [`JournalError::NoAddress`] if it leads to no fake.
    pub(super) fn of(given: Option<&str>) -> Result<Self, JournalError> {
        match given.filter(|given| !given.is_empty()) {
            Some(given) => {
                Self::read(given).ok_or_else(|| JournalError::NoAddress(given.to_owned()))
            }
            None => {
                let port = env::var(PORT_NAMED_BY).ok().and_then(|port| port.parse().ok());
                let usual = format!("http://127.0.0.1:{}", port.unwrap_or(PORT));
                Self::read(&usual).ok_or(JournalError::NoAddress(usual))
            }
        }
    }

    fn read(given: &str) -> Option<Self> {
        let with_scheme =
            if given.contains("://") { given.to_owned() } else { format!("http://{given}") };
        let mut url = Url::parse(&with_scheme).ok()?;
        let is_http = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        let is_plain = url.username().is_empty() && url.password().is_none();
        if !is_http || !is_plain || !PATHS.contains(&url.path().trim_end_matches('/')) {
            return None;
        }
        url.set_path("/_mock/journal/events");
        url.set_query(None);
        url.set_fragment(None);
        Some(Self(url))
    }

    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    pub(super) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it is this machine, so that nobody else can be there.
    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Returns a name that is this machine's whatever a name server says (RFC 6761 §6.3), with its addresses.
    pub(super) fn local_name(&self) -> Option<(&str, [SocketAddr; 2])> {
        let name = self.0.domain()?;
        let here: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        // Port 0 is that of the URL.
        self.is_loopback().then(|| (name, here.map(|ip| SocketAddr::new(ip, 0))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_from_wherever_it_was_printed() {
        for given in [
            "http://127.0.0.1:8080",
            "127.0.0.1:8080",
            "http://127.0.0.1:8080/",
            "http://127.0.0.1:8080/_mock",
            "http://127.0.0.1:8080/_mock/journal",
            "http://127.0.0.1:8080/_mock/journal?event=user.*",
        ] {
            let read = Address::read(given).expect(given);
            assert_eq!(read.url().as_str(), "http://127.0.0.1:8080/_mock/journal/events");
        }
        for other in ["", "ftp://127.0.0.1", "http://", "http://a:b@idp.test", "http://idp.test/x"]
        {
            assert_eq!(Address::read(other), None, "{other}");
        }
    }
}

//! The address of a fake that runs, as people have it at hand, and the client that reaches it.

use std::env;
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Client;
use reqwest::redirect::Policy;
use url::Url;
use user_agent::is_loopback;

/// The port of `serve`, and the variable that names another.
pub(super) const PORT: u16 = 8080;
const PORT_NAMED_BY: &str = "MOCK_IDP_PORT";

/// The paths below which an address may have been copied: of the environment, of the control API, and of the journal.
const PATHS: [&str; 4] = ["", "/_mock", "/_mock/journal", "/_mock/journal/events"];

/// The origin of a fake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address(Url);

/// The reason why a text is not an [`Address`].
#[derive(Debug, thiserror::Error)]
#[error(
    "{0} is no address of a fake: it is an http or https URL with a host, and a path only if it leads to the journal, like http://127.0.0.1:8080"
)]
pub(crate) struct AddressError(String);

impl Address {
    /// Reads an address. Without one, it is where `serve` listens unless it is called otherwise.
    ///
    /// # Errors
    ///
    /// [`AddressError`] if it leads to no fake.
    pub(super) fn of(given: Option<&str>) -> Result<Self, AddressError> {
        match given.filter(|given| !given.is_empty()) {
            Some(given) => Self::read(given).ok_or_else(|| AddressError(given.to_owned())),
            None => {
                let port = env::var(PORT_NAMED_BY).ok().and_then(|port| port.parse().ok());
                let usual = format!("http://127.0.0.1:{}", port.unwrap_or(PORT));
                Self::read(&usual).ok_or(AddressError(usual))
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
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        Some(Self(url))
    }

    /// Says whether the environment names the port of the fake where no address does.
    pub(super) fn is_port_named() -> bool {
        env::var(PORT_NAMED_BY).is_ok_and(|port| port.parse::<u16>().is_ok())
    }

    /// Returns the URL of a path at the fake.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    pub(super) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Returns a client that goes to the fake directly, and believes its certificate where only this machine can be.
    ///
    /// # Errors
    ///
    /// If TLS cannot be had on this system.
    pub(super) fn client(&self) -> Result<Client, reqwest::Error> {
        let mut client = Client::builder()
            .redirect(Policy::none())
            // A proxy is for the network, and the fake is not there.
            .no_proxy()
            // No other machine can be there, and the authority of a fake is trusted by few.
            .tls_danger_accept_invalid_certs(is_loopback(&self.0));
        if let Some((name, here)) = self.local_name() {
            client = client.resolve_to_addrs(name, &here);
        }
        client.build()
    }

    /// Returns a name that is this machine's whatever a name server says (RFC 6761 §6.3), with its addresses.
    fn local_name(&self) -> Option<(&str, [SocketAddr; 2])> {
        let name = self.0.domain()?;
        let here: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        // Port 0 is that of the URL.
        is_loopback(&self.0).then(|| (name, here.map(|ip| SocketAddr::new(ip, 0))))
    }
}

/// Returns the cause of an error, without the URL that it was for.
pub(super) fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
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
            assert_eq!(read.url("/healthz").as_str(), "http://127.0.0.1:8080/healthz");
        }
        for other in ["", "ftp://127.0.0.1", "http://", "http://a:b@idp.test", "http://idp.test/x"]
        {
            assert_eq!(Address::read(other), None, "{other}");
        }
    }
}

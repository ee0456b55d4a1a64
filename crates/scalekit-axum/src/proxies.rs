//! The proxies before the application, and what is believed of their headers.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies whose headers are believed, by address and network: none by default.
///
/// `X-Forwarded-For` and `X-Forwarded-Proto` count in a request that comes from one of them, and nowhere else: see
/// [`AuthBuilder::trusted_proxies`](crate::AuthBuilder::trusted_proxies).
///
/// ```
/// use scalekit_axum::TrustedProxies;
///
/// let proxies: TrustedProxies = "127.0.0.1, 10.0.3.0/24".parse()?;
/// assert_eq!(proxies.to_string(), "127.0.0.1/32, 10.0.3.0/24");
/// assert!("proxy.example".parse::<TrustedProxies>().is_err());
/// # Ok::<(), scalekit_axum::TrustedProxiesError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[IpNet]>);

/// The reason why a list of proxies cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustedProxiesError {
    /// The text is neither an address nor a network.
    #[error("{0:?} is no address and no network, such as 127.0.0.1 or 10.0.3.0/24")]
    NotANetwork(String),
    /// The address of a network goes on after its prefix, so that it is unclear which of the two is meant.
    #[error("{0} has bits after its prefix; the network is {network}, and the address {address}", network = .0.trunc(), address = .0.addr())]
    HostBits(IpNet),
    /// A network of all addresses, in which anybody is a proxy.
    #[error("{0} has every address, so that anybody would be believed")]
    Everybody(IpNet),
}

/// The address of the client that sent a request, as an extension of the request inside of
/// [`Auth::layer`](crate::Auth::layer): for a limit of rates, for instance.
///
/// It is the peer of the connection, or what a [trusted proxy](TrustedProxies) says. It is there if the application is
/// served by `into_make_service_with_connect_info::<SocketAddr>()`.
///
/// ```
/// use axum::Extension;
/// use scalekit_axum::ClientAddress;
///
/// async fn whoami(Extension(ClientAddress(client)): Extension<ClientAddress>) -> String {
///     client.to_string()
/// }
/// # let _: axum::Router = axum::Router::new().route("/", axum::routing::get(whoami));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// What is believed about the way of a request.
pub(crate) struct Way {
    /// The client's address; unknown if the application is served without the address of its peers.
    pub(crate) client: Option<ClientAddress>,
    /// Whether a trusted proxy says that the client sent the request in the clear.
    pub(crate) is_in_the_clear: bool,
}

impl TrustedProxies {
    /// Reads the way of a request.
    pub(crate) fn way_of(&self, request: &Request) -> Way {
        let peer: Option<&ConnectInfo<SocketAddr>> = request.extensions().get();
        let Some(ConnectInfo(peer)) = peer else {
            return Way { client: None, is_in_the_clear: false };
        };
        let (peer, headers) = (peer.ip().to_canonical(), request.headers());
        Way {
            client: Some(ClientAddress(self.client(peer, headers))),
            is_in_the_clear: self.has(peer) && says_http(headers),
        }
    }

    /// Follows the hops from the last one back, as long as each is of a proxy that is trusted. What is before the first
    /// other address may be anybody's invention.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        for hop in values(headers, &FORWARDED_FOR) {
            if !self.has(client) {
                break;
            }
            let Some(before) = address(hop) else { break };
            client = before;
        }
        client
    }

    fn has(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Returns the values of a header that is a list, the last one first.
fn values<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h [u8]> {
    let lines = headers.get_all(name).iter().rev();
    lines.flat_map(|line| line.as_bytes().rsplit(|octet| *octet == b',')).map(<[u8]>::trim_ascii)
}

/// Says whether the nearest proxy names the scheme `http`. Those before it are not heard: a proxy that passes a header on
/// puts its own value last.
fn says_http(headers: &HeaderMap) -> bool {
    let last = values(headers, &FORWARDED_PROTO).next();
    last.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"http"))
}

/// Reads a hop: an address, which some proxies write with the port.
fn address(hop: &[u8]) -> Option<IpAddr> {
    let hop = str::from_utf8(hop).ok()?;
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    let with_port = || hop.parse().ok().map(|address: SocketAddr| address.ip());
    let address = hop.parse().ok().or_else(with_port).or_else(in_brackets);
    address.map(|address| address.to_canonical())
}

impl FromStr for TrustedProxies {
    type Err = TrustedProxiesError;

    /// Reads addresses and networks, with commas between.
    fn from_str(text: &str) -> Result<Self, TrustedProxiesError> {
        text.split(',').map(str::trim).map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Result<IpNet, TrustedProxiesError> {
    let address = text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    let network = address.or_else(|_| text.parse());
    let network = network.map_err(|_| TrustedProxiesError::NotANetwork(text.to_owned()))?;
    if network.prefix_len() == 0 {
        return Err(TrustedProxiesError::Everybody(network));
    }
    if network.trunc() != network {
        return Err(TrustedProxiesError::HostBits(network));
    }
    Ok(network)
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks: Vec<_> = self.0.iter().map(IpNet::to_string).collect();
        f.pad(&networks.join(", "))
    }
}

impl fmt::Debug for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustedProxies({self})")
    }
}

#[cfg(test)]
mod tests;

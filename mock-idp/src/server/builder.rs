//! How a fake is told what to be.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use super::MockIdp;
use super::listen::Listening;
use crate::Clock;
use crate::http::router;
use crate::idp::Idp;
use crate::seed::{Seed, SeedError};
use crate::wire::Echo;

/// Why a fake did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The seed is wrong.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system said.
        why: io::Error,
    },
    /// The URL for others to use is none.
    #[error(
        "the public URL `{0}` is not an http or https URL without user, path, query and fragment, like `http://127.0.0.1:8080`"
    )]
    PublicUrl(String),
}

/// How a fake is to be started; from [`MockIdp::builder`].
#[derive(Debug)]
pub struct Builder {
    seed: Seed,
    clock: Clock,
    address: SocketAddr,
    public_url: Option<String>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            seed: Seed::default(),
            clock: Clock::real(),
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            public_url: None,
        }
    }
}

impl Builder {
    /// What the environment starts with, instead of the default world.
    #[must_use]
    pub fn seed(self, seed: Seed) -> Self {
        Self { seed, ..self }
    }

    /// The environment's clock, instead of real time.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The port to listen on, instead of a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// The address to listen on, instead of 127.0.0.1. Anything but loopback lets strangers in: the
    /// keys are public and every user can be signed in with one click.
    #[must_use]
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// The environment URL, where it is not the address that is listened on: the issuer of every token.
    /// It is kept as browsers write an origin: `HTTPS://Idp.Test:443/` becomes `https://idp.test`.
    #[must_use]
    pub fn public_url(self, url: impl Into<String>) -> Self {
        Self {
            public_url: Some(url.into()),
            ..self
        }
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// [`StartError`], if the seed is wrong or the port is taken.
    pub fn start(self) -> Result<MockIdp, StartError> {
        let refused = |why| StartError::Listen {
            address: self.address,
            why,
        };
        let listener = TcpListener::bind(self.address).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let environment_url: Arc<str> = match self.public_url {
            Some(url) => origin(&url)?.into(),
            None => format!("http://{}", reachable(address)).into(),
        };
        let mut ids = self.seed.stream_of_ids();
        let beginning = self.seed.begin(&environment_url, &mut ids)?;
        let idp = Idp::new(beginning, ids, self.clock);
        let listening = Listening::start(listener, router(idp.clone())).map_err(refused)?;
        Ok(MockIdp {
            idp,
            environment_url,
            address,
            _listening: listening,
        })
    }
}

/// The URL as an origin (RFC 6454 §6.2), if it is one of the web and no more.
fn origin(url: &str) -> Result<String, StartError> {
    let parsed = url::Url::parse(url).ok().filter(|parsed| {
        let bare = parsed.path() == "/" && parsed.query().is_none() && parsed.fragment().is_none();
        let anonymous = parsed.username().is_empty() && parsed.password().is_none();
        matches!(parsed.scheme(), "http" | "https") && bare && anonymous
    });
    // A parser forgives white space, and whoever copied some meant something else.
    parsed
        .filter(|_| !url.contains(|c: char| c.is_whitespace() || c.is_control()))
        .map(|parsed| parsed.origin().ascii_serialization())
        .ok_or_else(|| StartError::PublicUrl(Echo::of(url).to_string()))
}

/// Where this machine reaches a listener: 0.0.0.0 and `::` are all of its addresses and none to go to.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

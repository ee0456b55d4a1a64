//! What the worlds of a process have in common: where they listen, who may steer them, and how many there may be.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;
use url::Url;

use crate::http::Guard;
use crate::tls::Trust;
use crate::worlds::Limits;

/// What the first of them was started with.
pub(in crate::server) struct Ground {
    pub(in crate::server) ip: IpAddr,
    /// The first one's.
    pub(in crate::server) environment_url: Arc<str>,
    pub(in crate::server) guard: Guard,
    pub(in crate::server) tls: Option<Arc<ServerConfig>>,
    pub(in crate::server) trust: Option<Trust>,
    pub(in crate::server) limits: Limits,
}

impl Ground {
    pub(super) fn listener(&self) -> io::Result<TcpListener> {
        TcpListener::bind(SocketAddr::new(self.ip, 0))
    }

    /// The first one's URL with another port: whoever reaches the one by its name reaches the others by it.
    pub(super) fn url_at(&self, port: u16) -> String {
        let mut url = Url::parse(&self.environment_url).expect("an environment URL is one");
        let _ = url.set_port(Some(port));
        url.origin().ascii_serialization()
    }
}

impl fmt::Debug for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ground")
            .field("environment_url", &self.environment_url)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

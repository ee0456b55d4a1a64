//! The settings that the worlds of a process share: the listening address, the guard of the control API, the limits.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;
use url::Url;

use crate::http::Guard;
use crate::tls::Trust;
use crate::worlds::Limits;

/// The settings with which the first world was started.
pub(in crate::server) struct SharedSettings {
    pub(in crate::server) ip: IpAddr,
    /// The first world's environment URL.
    pub(in crate::server) environment_url: Arc<str>,
    pub(in crate::server) guard: Guard,
    pub(in crate::server) tls: Option<Arc<ServerConfig>>,
    pub(in crate::server) trust: Option<Trust>,
    pub(in crate::server) limits: Limits,
    /// Whether a handle asserts the verdict when it is dropped.
    pub(in crate::server) is_strict: bool,
}

impl SharedSettings {
    /// Binds a free port.
    pub(super) fn listener(&self) -> io::Result<TcpListener> {
        TcpListener::bind(SocketAddr::new(self.ip, 0))
    }

    /// Returns the first world's URL with another port, so that a client that reaches the first world by name reaches
    /// the others too.
    pub(super) fn url_at(&self, port: u16) -> String {
        let mut url = Url::parse(&self.environment_url).expect("an environment URL is a URL");
        let _ = url.set_port(Some(port));
        url.origin().ascii_serialization()
    }
}

impl fmt::Debug for SharedSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedSettings")
            .field("environment_url", &self.environment_url)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

//! The sample app on a loopback port of its own, for tests.
//!
//! ```
//! use sample_server::SampleApp;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bound = SampleApp::bind().await?;
//! let settings = bound.settings("http://localhost:8080", "skc_1", "secret");
//! let app = bound.start(settings).await?;
//! assert_eq!(app.url("/dashboard").path(), "/dashboard");
//! # Ok(())
//! # }
//! ```

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use sample_app::{CALLBACK_PATH, Clock, Hosting, LOGGED_OUT_PATH, Settings, StartError};
use scalekit_axum::ClientSecret;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use url::Url;

/// A bound port for a sample app that has not started, so that its addresses can be registered at the identity
/// provider first.
#[derive(Debug)]
pub struct BoundApp {
    listener: TcpListener,
    address: SocketAddr,
    origin: Url,
}

impl BoundApp {
    /// Returns the address on which the app is going to listen, for a proxy before it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Names the origin by which a proxy before the app is reached.
    #[must_use]
    pub fn reached_at(self, origin: Url) -> Self {
        Self { origin, ..self }
    }

    /// Returns the address of one of the app's paths.
    pub fn url(&self, path: &str) -> Url {
        self.origin.join(path).expect("a path follows an origin")
    }

    /// Makes settings for this port: sessions in memory, the machine's clock. Change what you need.
    pub fn settings(
        &self,
        environment_url: &str,
        client_id: &str,
        client_secret: impl Into<ClientSecret>,
    ) -> Settings {
        let scalekit = scalekit_axum::Settings {
            environment_url: environment_url.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.into(),
            redirect_uri: self.url(CALLBACK_PATH),
            post_logout_redirect_uri: self.url(LOGGED_OUT_PATH),
            webhook_secret: None,
            clock: Clock::system(),
        };
        Settings {
            scalekit,
            address: self.address,
            hosting: Hosting::default(),
            public_client: None,
        }
    }

    /// Starts the app at this port.
    ///
    /// # Errors
    ///
    /// When a setting cannot work or the database cannot be opened.
    pub async fn start(self, settings: Settings) -> Result<SampleApp, StartError> {
        let app = settings.open().await?;
        let (stop, stopped) = oneshot::channel::<Infallible>();
        // The sender sends nothing: it is dropped with the handle.
        let stopped = async { drop(stopped.await) };
        tokio::spawn(sample_app::serve(self.listener, app, stopped));
        Ok(SampleApp { origin: self.origin, _stop: stop })
    }
}

/// A running sample app for a test, on a loopback port of its own; gone when it is dropped.
#[derive(Debug)]
pub struct SampleApp {
    origin: Url,
    _stop: oneshot::Sender<Infallible>,
}

impl SampleApp {
    /// Takes a free port. The app's address is `http://localhost:<port>/`.
    ///
    /// # Errors
    ///
    /// When this machine has no port left.
    pub async fn bind() -> io::Result<BoundApp> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let origin = format!("http://localhost:{}/", address.port());
        let origin = origin.parse().expect("a host and a port make a URL");
        Ok(BoundApp { listener, address, origin })
    }

    /// Returns the address of one of the app's paths.
    pub fn url(&self, path: &str) -> Url {
        self.origin.join(path).expect("a path follows an origin")
    }
}

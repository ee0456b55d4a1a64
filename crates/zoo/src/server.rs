//! The server: bound first, so that its address can be registered, and then started.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Options;
use crate::app::App;
use crate::routes;

/// A port that was bound for an application.
#[derive(Debug)]
pub struct BoundZoo {
    listener: TcpListener,
    url: String,
}

/// An application that runs until it is dropped.
pub struct Zoo {
    url: String,
    app: Arc<App>,
    server: JoinHandle<io::Result<()>>,
}

impl Zoo {
    /// Binds a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// The system's, if there is none.
    pub async fn bind() -> io::Result<BoundZoo> {
        Self::bind_to(0).await
    }

    /// Binds a port of the loopback interface.
    ///
    /// # Errors
    ///
    /// The system's, if it is in use.
    pub async fn bind_to(port: u16) -> io::Result<BoundZoo> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        // `localhost`, where the fake is at `127.0.0.1`: two sites.
        let url = format!("http://localhost:{}", listener.local_addr()?.port());
        Ok(BoundZoo { listener, url })
    }

    /// Returns its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Forgets every session, as a restart does.
    pub fn forget_sessions(&self) {
        self.app.sessions.forget();
    }

    /// Waits until the server has ended, which it does not do by itself.
    ///
    /// # Errors
    ///
    /// The system's.
    pub async fn ended(mut self) -> io::Result<()> {
        (&mut self.server).await.unwrap_or(Ok(()))
    }
}

impl BoundZoo {
    /// Returns its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts the application.
    pub fn start(self, options: Options) -> Zoo {
        let app = Arc::new(App::new(options, self.url.clone()));
        let router = routes::router(Arc::clone(&app));
        let server = tokio::spawn(async move { axum::serve(self.listener, router).await });
        Zoo { url: self.url, app, server }
    }
}

impl Drop for Zoo {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for Zoo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zoo")
            .field("url", &self.url)
            .field("options", &self.app.options)
            .finish_non_exhaustive()
    }
}

//! Servers that misbehave, byte by byte.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// A server that answers whatever comes with the same bytes, then perhaps goes on for ever; it ends with its handle.
pub(crate) struct Hostile {
    port: u16,
    serving: AbortHandle,
}

#[derive(Clone)]
enum Then {
    /// Closes the connection.
    Close,
    /// Keeps it open and says no more.
    Hang,
    /// Says this again and again.
    Repeat(&'static str),
}

impl Hostile {
    /// Answers with a page.
    pub(crate) async fn answering(html: &str) -> io::Result<Self> {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n",
            html.len()
        );
        Self::start(format!("{head}{html}"), Then::Close).await
    }

    /// Answers with these bytes, and closes the connection.
    pub(crate) async fn saying(bytes: &str) -> io::Result<Self> {
        Self::start(bytes.to_owned(), Then::Close).await
    }

    /// Answers with these bytes, and keeps the connection open.
    pub(crate) async fn hanging_after(bytes: &str) -> io::Result<Self> {
        Self::start(bytes.to_owned(), Then::Hang).await
    }

    /// Answers with these bytes, and then with others without end.
    pub(crate) async fn repeating(bytes: &str, more: &'static str) -> io::Result<Self> {
        Self::start(bytes.to_owned(), Then::Repeat(more)).await
    }

    async fn start(bytes: String, then: Then) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let serving = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(answer(connection, bytes.clone(), then.clone()));
            }
        });
        Ok(Self { port, serving: serving.abort_handle() })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }
}

async fn answer(mut connection: TcpStream, bytes: String, then: Then) -> io::Result<()> {
    let mut request = [0; 4096];
    let _ = connection.read(&mut request).await?;
    connection.write_all(bytes.as_bytes()).await?;
    match then {
        Then::Close => connection.shutdown().await,
        Then::Hang => connection.read(&mut request).await.map(drop),
        Then::Repeat(more) => loop {
            connection.write_all(more.as_bytes()).await?;
        },
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

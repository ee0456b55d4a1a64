//! Pages of other sites: a server of one empty document, under any name that leads to this machine.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The whole answer; what the page does, a script of the checker adds.
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 39\r\nConnection: close\r\n\r\n<!doctype html><title>elsewhere</title>";

/// The most of a request that is read, in octets: nobody looks at it.
const REQUEST: usize = 8192;

/// The server; it ends with this value.
pub(super) struct Elsewhere {
    port: u16,
    task: JoinHandle<()>,
}

impl Elsewhere {
    pub(super) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
        Ok(Self { port, task })
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream) {
    let mut request = [0; REQUEST];
    if stream.read(&mut request).await.is_ok() {
        let _gone = stream.write_all(ANSWER).await;
    }
}

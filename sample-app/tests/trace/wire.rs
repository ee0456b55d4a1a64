//! The line between the app and Scalekit, and between browsers and Scalekit, which remembers what travels.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// The octets of one direction of each connection.
type Recorded = Arc<Mutex<Vec<Arc<Mutex<Vec<u8>>>>>>;

/// A port that leads to the fake.
pub(crate) struct Wire {
    address: SocketAddr,
    fake: Arc<OnceLock<SocketAddr>>,
    recorded: Recorded,
    accepting: AbortHandle,
}

impl Wire {
    pub(crate) async fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (fake, recorded) = (Arc::default(), Recorded::default());
        let accepting = tokio::spawn(accept(listener, Arc::clone(&fake), Arc::clone(&recorded)));
        Self { address, fake, recorded, accepting: accepting.abort_handle() }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn lead_to(&self, fake: SocketAddr) {
        self.fake.set(fake).expect("a line leads to one fake");
    }

    /// Returns everything that has travelled, one direction of one connection after the other.
    pub(crate) fn text(&self) -> String {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = recorded.iter().map(|octets| {
            let octets = octets.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8_lossy(&octets).into_owned()
        });
        texts.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, fake: Arc<OnceLock<SocketAddr>>, recorded: Recorded) {
    while let Ok((client, _)) = listener.accept().await {
        let Some(fake) = fake.get() else { continue };
        let Ok(server) = TcpStream::connect(fake).await else { continue };
        let ((from_client, to_client), (from_server, to_server)) =
            (client.into_split(), server.into_split());
        // Either end may hang up.
        tokio::spawn(copy(from_client, to_server, another(&recorded)));
        tokio::spawn(copy(from_server, to_client, another(&recorded)));
    }
}

fn another(recorded: &Recorded) -> Arc<Mutex<Vec<u8>>> {
    let octets = Arc::<Mutex<Vec<u8>>>::default();
    recorded.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&octets));
    octets
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    recorded: Arc<Mutex<Vec<u8>>>,
) -> io::Result<()> {
    let mut piece = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        recorded.lock().unwrap_or_else(PoisonError::into_inner).extend(&piece[..length]);
        to.write_all(&piece[..length]).await?;
    }
}

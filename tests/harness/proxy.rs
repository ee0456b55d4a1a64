//! A proxy before the fake, whose line a story can cut.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::{fmt, io};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, JoinSet};

/// More than the head of any request here, in bytes: a head arrives in one piece.
const LONGEST_PIECE: usize = 16 * 1024;

/// A port through which the fake is reached, until the line is cut.
///
/// The fake itself continues, so that a story can continue with the same sessions after the outage. Connections of a
/// cut line are closed.
pub struct CuttableProxy {
    address: SocketAddr,
    exchange: Arc<Exchange>,
    accepting: AbortHandle,
}

/// What all connections of a line share.
#[derive(Default)]
struct Exchange {
    fake: OnceLock<SocketAddr>,
    state: Mutex<State>,
    cut: Notify,
}

#[derive(Default)]
struct State {
    is_cut: bool,
    cut_before: Option<String>,
    calls: Vec<String>,
}

impl CuttableProxy {
    pub(crate) async fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let exchange = Arc::<Exchange>::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&exchange))).abort_handle();
        Self { address, exchange, accepting }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn lead_to(&self, fake: SocketAddr) {
        self.exchange.fake.set(fake).expect("a line leads to one fake");
    }

    /// Closes all connections, present and future ones.
    pub fn cut(&self) {
        self.exchange.cut(&mut self.exchange.state());
    }

    /// Cuts the line at the next such request, like `POST /oauth/token`; the fake does not get it.
    pub fn cut_before(&self, call: &str) {
        self.exchange.state().cut_before = Some(call.to_owned());
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        let mut state = self.exchange.state();
        state.is_cut = false;
        state.cut_before = None;
    }

    /// Returns how often this call got through, like `GET /keys`.
    pub fn calls(&self, call: &str) -> usize {
        self.exchange.state().calls.iter().filter(|made| *made == call).count()
    }
}

impl Drop for CuttableProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl fmt::Debug for CuttableProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CuttableProxy({})", self.address)
    }
}

impl Exchange {
    /// Locks the state. The lock is never held across an await.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cut(&self, state: &mut State) {
        state.is_cut = true;
        self.cut.notify_waiters();
    }

    /// Says whether these bytes may go on to the fake. Those that begin a request are a call.
    fn admits(&self, bytes: &[u8]) -> bool {
        let mut state = self.state();
        let call = call(bytes);
        if call.is_some() && call == state.cut_before {
            self.cut(&mut state);
        }
        if state.is_cut {
            return false;
        }
        state.calls.extend(call);
        true
    }
}

async fn accept(listener: TcpListener, exchange: Arc<Exchange>) {
    // Dropped with this function, and every connection with it.
    let mut connections = JoinSet::new();
    while let Ok((caller, _)) = listener.accept().await {
        // A broken connection is not reported here; its callers notice it.
        connections.spawn(carry(caller, Arc::clone(&exchange)));
    }
}

async fn carry(mut caller: TcpStream, exchange: Arc<Exchange>) -> io::Result<()> {
    let cut = exchange.cut.notified();
    tokio::pin!(cut);
    cut.as_mut().enable(); // A cut from here on is not missed.
    if exchange.state().is_cut {
        return Ok(());
    }
    let fake = exchange.fake.get().expect("a line leads to a fake before anybody calls");
    let mut fake = TcpStream::connect(fake).await?;
    let (mut request, mut response) = (vec![0; LONGEST_PIECE], vec![0; LONGEST_PIECE]);
    loop {
        tokio::select! {
            () = &mut cut => return Ok(()),
            length = caller.read(&mut request) => match &request[..length?] {
                [] => return Ok(()),
                bytes if exchange.admits(bytes) => fake.write_all(bytes).await?,
                _ => return Ok(()),
            },
            length = fake.read(&mut response) => match &response[..length?] {
                [] => return Ok(()),
                bytes => caller.write_all(bytes).await?,
            },
        }
    }
}

/// Returns `GET /keys` and the like, if the bytes are the beginning of a request (RFC 9112 §3).
fn call(bytes: &[u8]) -> Option<String> {
    let line = bytes.split(|byte| *byte == b'\r').next()?;
    let mut words = str::from_utf8(line).ok()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let path = target.split('?').next()?;
    version.starts_with("HTTP/").then(|| format!("{method} {path}"))
}

//! The listeners: one runtime for all fakes of the process, one task for each fake, and one for each connection.

use std::io;
use std::net::TcpListener;
use std::sync::{LazyLock, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::connection::Server;

/// Pause of accepting after the system had no free socket, in which other connections can close theirs.
const PAUSE_WITHOUT_SOCKETS: Duration = Duration::from_millis(50);

/// The threads of all fakes in this process. They are not those of the test's own runtime, so that a blocking client
/// cannot starve the server that it waits for; and they are shared, so that a thousand fakes cost a thousand tasks,
/// and not a thousand threads. There are as many as cores, because their main work is signing.
pub(super) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(thread::available_parallelism().map_or(2, usize::from))
        .thread_name("mock-idp")
        .enable_all()
        .build()
        .expect("the system has a few threads to give")
});

/// Runs a task on the fakes' threads.
pub(super) fn in_background(task: impl Future<Output = ()> + Send + 'static) {
    RUNTIME.spawn(task);
}

/// Returns the handle of those threads, for a caller without a runtime.
pub(super) fn runtime() -> &'static Handle {
    RUNTIME.handle()
}

/// A bound port, which is free again after this value is dropped.
#[derive(Debug)]
pub(super) struct Listening {
    stop: Option<oneshot::Sender<()>>,
    /// In a mutex, because a receiver cannot be shared between threads, and a fake is.
    stopped: Mutex<mpsc::Receiver<()>>,
}

impl Listening {
    /// Serves on a bound listener. Clients can connect at once.
    pub(super) fn start(listener: TcpListener, server: Server) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let _inside = RUNTIME.enter();
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopping) = oneshot::channel();
        let (running, stopped) = mpsc::channel();
        RUNTIME.spawn(async move {
            accept(listener, server, stopping).await;
            drop(running);
        });
        Ok(Self { stop: Some(stop), stopped: Mutex::new(stopped) })
    }
}

impl Listening {
    /// Begins to stop, and does not wait for the end.
    pub(super) fn stop(&mut self) {
        drop(self.stop.take());
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop();
        // Nothing is ever sent. This waits until the task drops the sender, and with it the port.
        let stopped = self.stopped.get_mut();
        let _ = stopped.unwrap_or_else(PoisonError::into_inner).recv();
    }
}

async fn accept(
    listener: tokio::net::TcpListener,
    server: Server,
    mut stop: oneshot::Receiver<()>,
) {
    // Dropped with this function, and every connection with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => drop(connections.spawn(server.clone().serve(stream, from))),
                Err(error) => pause(&error).await,
            },
            Some(_) = connections.join_next() => {}
            _ = &mut stop => break,
        }
    }
}

async fn pause(error: &io::Error) {
    tracing::warn!(%error, "cannot accept a connection");
    #[expect(
        clippy::disallowed_methods,
        reason = "the system is out of sockets, and no event says when it has one"
    )]
    tokio::time::sleep(PAUSE_WITHOUT_SOCKETS).await;
}

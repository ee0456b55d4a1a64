//! A post box on this machine: messages of the fake are taken from it, and carried to the application by hand.
//!
//! So a message for a session that the application still has can be forged, aged and repeated, and what it does is seen.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use url::Url;

use crate::NotTried;

/// The longest letter, in octets: webhooks have some thousand.
const LONGEST: usize = 256 * 1024;

/// Time for a letter to come, and for an application to take one: a webhook is to be taken within ten seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// A message as it was posted.
#[derive(Clone)]
pub(crate) struct Letter {
    /// The headers, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, to the octet.
    pub(crate) body: String,
}

impl Letter {
    /// Returns a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the letter with another value of a header.
    #[must_use]
    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Values may be secrets.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({} octets)", self.body.len())
    }
}

/// A post box that takes every letter. It is gone when it is dropped.
pub(crate) struct PostBox {
    url: Url,
    letters: mpsc::UnboundedReceiver<Letter>,
    task: JoinHandle<()>,
}

impl PostBox {
    /// Opens one at a free port of this machine.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if there is none.
    pub(crate) async fn open() -> Result<Self, NotTried> {
        let none = |why: std::io::Error| NotTried::because(format!("no port is free: {why}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(none)?;
        let address = listener.local_addr().map_err(none)?;
        let url = format!("http://{address}/").parse();
        let url = url.map_err(|why: url::ParseError| NotTried::because(why.to_string()))?;
        let (sender, letters) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Some(letter) = take(stream).await {
                    let _nobody_waits = sender.send(letter);
                }
            }
        });
        Ok(Self { url, letters, task })
    }

    /// Returns its address.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Waits for the next letter.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if none comes within ten seconds.
    pub(crate) async fn next(&mut self) -> Result<Letter, NotTried> {
        let letter = tokio::time::timeout(PATIENCE, self.letters.recv()).await.ok().flatten();
        letter.ok_or_else(|| NotTried::because("the fake sent no message within ten seconds"))
    }
}

impl Drop for PostBox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries a letter to an address, and returns the status of the answer. Redirects are not followed.
///
/// # Errors
///
/// [`NotTried`] if no answer comes within ten seconds.
pub(crate) async fn post(to: &Url, letter: &Letter) -> Result<u16, NotTried> {
    static CARRIER: OnceLock<Client> = OnceLock::new();
    let mut request = CARRIER.get_or_init(carrier).post(to.clone()).body(letter.body.clone());
    let own = ["host", "content-length", "connection", "transfer-encoding"];
    for (name, value) in letter.headers.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        request = request.header(name, value);
    }
    let silent = |why: reqwest::Error| {
        NotTried::because(format!("{} does not answer: {}", to.path(), why.without_url()))
    };
    Ok(request.send().await.map_err(silent)?.status().as_u16())
}

/// Makes the client of all letters. It keeps no connection: one may belong to a runtime that has ended.
fn carrier() -> Client {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .pool_max_idle_per_host(0)
        .tls_danger_accept_invalid_certs(true)
        .build()
        .expect("a client of constant settings can be built")
}

/// Reads a POST of HTTP/1.1 with a `Content-Length`, and answers 200.
async fn take(mut stream: TcpStream) -> Option<Letter> {
    let mut received = Vec::new();
    let (head, begin) = loop {
        let mut part = [0; 4096];
        let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
        received.extend_from_slice(&part[..count]);
        let end = received.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            break (String::from_utf8_lossy(&received[..end]).into_owned(), end + 4);
        }
        if received.len() > LONGEST {
            return None;
        }
    };
    let headers: Vec<_> = head.lines().skip(1).filter_map(header).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse::<usize>().ok())?;
    let mut body = received.split_off(begin);
    let missing = length.min(LONGEST).saturating_sub(body.len());
    let mut rest = vec![0; missing];
    stream.read_exact(&mut rest).await.ok()?;
    body.extend(rest);
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .await
        .ok()?;
    Some(Letter { headers, body: String::from_utf8(body).ok()? })
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

//! An application's server, which takes one request after the other, and answers as a test says.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver as Ear};
use std::thread;

use serde_json::Value;

use crate::http::PATIENCE;

/// A listening server, which stops with the test.
pub(crate) struct Receiver {
    address: SocketAddr,
    ear: Ear<Heard>,
}

/// A request.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) line: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Receiver {
    /// Starts a receiver that accepts every request.
    pub(crate) fn start() -> Self {
        Self::answering(|_| Some(204))
    }

    /// Starts a receiver whose status depends on the number of requests before; with `None` it hangs.
    pub(crate) fn answering(answer: impl Fn(usize) -> Option<u16> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let (sender, ear) = mpsc::channel();
        thread::spawn(move || {
            let mut hanging = Vec::new();
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(mut stream) = stream else { break };
                let Some(heard) = hear(&stream) else { continue };
                let silent = sender.send(heard).is_err();
                match answer(number) {
                    Some(status) => {
                        let rest = "content-length: 0\r\nconnection: close";
                        let _ = write!(stream, "HTTP/1.1 {status} Told\r\n{rest}\r\n\r\n");
                    }
                    None => hanging.push(stream),
                }
                if silent {
                    break;
                }
            }
        });
        Self { address, ear }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// Returns the next request.
    #[track_caller]
    pub(crate) fn hear(&self) -> Heard {
        self.ear.recv_timeout(PATIENCE).expect("it is called")
    }

    /// Returns every request that has come since the last call.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.ear.try_iter().collect()
    }
}

impl Heard {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

fn hear(stream: &TcpStream) -> Option<Heard> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        Some(line.trim_end().to_owned()).filter(|line| !line.is_empty())
    };
    let first = line()?;
    let mut headers = BTreeMap::new();
    while let Some(header) = line() {
        let (name, value) = header.split_once(": ")?;
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Heard { line: first, headers, body: String::from_utf8(body).ok()? })
}

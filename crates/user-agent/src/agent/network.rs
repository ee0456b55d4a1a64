//! The only file that knows reqwest: bytes out, bytes back, and off loopback to named hosts alone.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use http::{HeaderMap, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use crate::clock::Deadline;
use crate::request::{Request, redirect};
use crate::{Error, site};

/// The most header lines of an answer, as room for many cookies; the buffer of the HTTP library bounds their length.
const MOST_HEADERS: usize = 1000;

/// What is said of a server that answers in another protocol.
pub const NOT_HTTP: &str = "what it sends is not HTTP";

/// An answer as it came off the wire.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// The pools of connections.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    here: reqwest::Client,
    /// Names that lead to this machine, besides those that always do.
    names_here: Arc<[String]>,
    beyond: Option<Beyond>,
}

/// Hosts that need not be on this machine.
#[derive(Clone, Debug)]
struct Beyond {
    hosts: Arc<[String]>,
    client: reqwest::Client,
}

impl Network {
    /// Makes one that connects to loopback alone.
    pub(crate) fn new() -> Self {
        let here = client()
            .dns_resolver(Arc::new(LoopbackOnly))
            // Every server on loopback is this machine; its certificate cannot say more.
            .tls_danger_accept_invalid_certs(true);
        Self { here: built(here), names_here: Arc::default(), beyond: None }
    }

    /// Connects to these hosts as well.
    pub(crate) fn with<'h>(self, hosts: impl Iterator<Item = &'h str>) -> Self {
        Self { beyond: Some(Beyond { hosts: lower(hosts), client: built(client()) }), ..self }
    }

    /// Takes hosts of these names for this machine.
    pub(crate) fn with_names_here<'h>(self, hosts: impl Iterator<Item = &'h str>) -> Self {
        Self { names_here: lower(hosts), ..self }
    }

    /// Says whether it would connect to this address.
    pub(crate) fn reaches(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https") && self.client(url).is_some()
    }

    fn client(&self, url: &Url) -> Option<&reqwest::Client> {
        let host = url.host_str()?;
        if site::is_loopback(url) || self.names_here.iter().any(|named| named == host) {
            return Some(&self.here);
        }
        let beyond = self.beyond.as_ref()?;
        beyond.hosts.iter().any(|named| named == host).then_some(&beyond.client)
    }

    /// Sends a request with these headers, and reads the whole answer, of at most so many octets.
    pub(crate) async fn send(
        &self,
        request: &Request,
        headers: HeaderMap,
        deadline: Deadline,
        most: usize,
    ) -> Result<Response, Error> {
        let Some(client) = self.client(&request.url) else {
            return Err(Error::NotLoopback(site::without_query(&request.url)));
        };
        let mut message =
            client.request(request.method.clone(), request.url.clone()).headers(headers);
        message = message.timeout(deadline.left());
        if let Some(body) = &request.body {
            message = message.body(body.text.clone());
        }
        let failed = |error| failed(request, deadline, error);
        let response = message.send().await.map_err(failed)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(response, most).await.map_err(failed)?;
        match body {
            Some(body) => Ok(Response { status, headers, body }),
            // Nobody sees what a redirect says.
            None if redirect::is_redirect(status, &headers) => {
                Ok(Response { status, headers, body: String::new() })
            }
            None => Err(Error::TooLarge { url: site::without_query(&request.url), most }),
        }
    }
}

fn lower<'h>(hosts: impl Iterator<Item = &'h str>) -> Arc<[String]> {
    hosts.map(str::to_ascii_lowercase).collect()
}

fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .http1_max_headers(MOST_HEADERS)
}

fn built(client: reqwest::ClientBuilder) -> reqwest::Client {
    client.build().expect("a client of constant settings can be built")
}

/// Reads a body as text; `None` if it has more octets than that.
async fn read(mut response: reqwest::Response, most: usize) -> reqwest::Result<Option<String>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > most {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(String::from_utf8_lossy(&body).into_owned()))
}

fn failed(request: &Request, deadline: Deadline, error: reqwest::Error) -> Error {
    let url = site::without_query(&request.url);
    if error.is_timeout() {
        return Error::TimedOut { url, limit: deadline.limit };
    }
    Error::Unreachable { url, why: reason(&error.without_url()) }
}

/// Returns the last of the causes of a failed request, such as "connection refused": it alone says what happened. What the
/// HTTP library says of an answer that it cannot read becomes a sentence with [`NOT_HTTP`].
pub fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    match error.source() {
        Some(source) => reason(source),
        None => {
            let words = error.to_string();
            // The words of the library for each part of an answer: version, status code, header.
            if words.starts_with("invalid HTTP ") { NOT_HTTP.to_owned() } else { words }
        }
    }
}

/// Every name is this machine; which names may be requested is decided before. As in a browser, a server may listen at
/// either address.
struct LoopbackOnly;

impl Resolve for LoopbackOnly {
    fn resolve(&self, _: Name) -> Resolving {
        let (four, six) = (Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST);
        let here: Addrs = Box::new([SocketAddr::from((four, 0)), (six, 0).into()].into_iter());
        Box::pin(std::future::ready(Ok(here)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_reached_and_beyond_it_what_is_named() {
        let reaches = |network: &Network, url: &str| network.reaches(&url.parse().expect("a URL"));
        let usual = Network::new();
        let wide = usual.clone().with(["App.example"].into_iter());
        let named = usual.clone().with_names_here(["App.example.test"].into_iter());

        for url in ["http://localhost:3000/", "https://a.localhost/", "http://[::1]:1/"] {
            assert!(reaches(&usual, url) && reaches(&wide, url), "{url}");
        }
        assert!(
            reaches(&wide, "http://app.example:8080/") && !reaches(&usual, "http://app.example/")
        );
        assert!(
            reaches(&named, "https://app.example.test:1/")
                && !reaches(&named, "https://example.test/")
        );
        for url in ["http://other.example/", "http://a.app.example/", "ftp://app.example/"] {
            assert!(!reaches(&wide, url), "{url}");
        }
    }
}

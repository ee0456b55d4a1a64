//! The only file that knows reqwest: bytes out, bytes back, never off loopback.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use http::{HeaderMap, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::clock::Deadline;
use crate::request::{Request, redirect};
use crate::{Error, site};

/// The most header lines of an answer, as room for many cookies; the buffer of the HTTP library bounds their length.
const MOST_HEADERS: usize = 1000;

/// An answer as it came off the wire.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// One pool of connections.
#[derive(Clone, Debug)]
pub(crate) struct Network(reqwest::Client);

impl Network {
    pub(crate) fn new() -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .http1_max_headers(MOST_HEADERS)
            .dns_resolver(Arc::new(LoopbackOnly))
            // Every server on loopback is this machine; its certificate cannot say more.
            .tls_danger_accept_invalid_certs(true)
            .build()
            .expect("a client of constant settings can be built");
        Self(client)
    }

    /// Sends a request with these headers, and reads the whole answer, of at most so many octets.
    pub(crate) async fn send(
        &self,
        request: &Request,
        headers: HeaderMap,
        deadline: Deadline,
        most: usize,
    ) -> Result<Response, Error> {
        if !site::is_loopback(&request.url) {
            return Err(Error::NotLoopback(site::without_query(&request.url)));
        }
        let mut message =
            self.0.request(request.method.clone(), request.url.clone()).headers(headers);
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
    Error::Unreachable { url, why: root_cause(&error.without_url()) }
}

/// Returns the last of the causes, such as "connection refused": it alone says what happened.
fn root_cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), root_cause)
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

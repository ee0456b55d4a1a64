//! The only file that knows reqwest: bytes out, bytes back, never off loopback.

use std::iter;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::request::Request;
use crate::{Error, site};

/// A loopback server that takes longer than this has hung.
const PATIENCE: Duration = Duration::from_secs(20);

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
            .timeout(PATIENCE)
            .dns_resolver(Arc::new(LoopbackOnly))
            // Every server on loopback is this machine; its certificate cannot say more.
            .tls_danger_accept_invalid_certs(true)
            .build()
            .expect("a client of constant settings can be built");
        Self(client)
    }

    /// Sends a request with these headers, and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: &Request,
        headers: HeaderMap,
    ) -> Result<Response, Error> {
        if !site::is_loopback(&request.url) {
            return Err(Error::NotLoopback(site::without_query(&request.url)));
        }
        let mut message =
            self.0.request(request.method.clone(), request.url.clone()).headers(headers);
        if let Some(body) = &request.body {
            message = message.body(body.text.clone());
        }
        let unreachable = |error| unreachable(request, error);
        let response = message.send().await.map_err(unreachable)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(unreachable)?;
        Ok(Response { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

fn unreachable(request: &Request, error: reqwest::Error) -> Error {
    let why = root_cause(&error.without_url());
    Error::Unreachable { url: site::without_query(&request.url), why }
}

/// Returns the last of the causes, such as "connection refused": it alone says what happened.
fn root_cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), root_cause)
}

/// Every name is this machine; which names may be requested is decided before.
struct LoopbackOnly;

impl Resolve for LoopbackOnly {
    fn resolve(&self, _: Name) -> Resolving {
        let here: Addrs = Box::new(iter::once(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
        Box::pin(std::future::ready(Ok(here)))
    }
}

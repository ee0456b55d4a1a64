//! The browser that made a request, as far as the request describes it.

use std::net::{IpAddr, Ipv4Addr};

use arcstr::ArcStr;
use http::header::USER_AGENT;
use http::request::Parts;

use super::cookies::{self, RequestCookie, SESSION_COOKIE};
use super::{ForeignFormError, Initiator};
use crate::secret::Secret;

/// Longest `User-Agent` that is remembered, in bytes: real ones are under 300.
const LONGEST_USER_AGENT: usize = 512;

/// The browser, or other client, behind a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// The values of the session's cookie, in the order in which they were sent. Another application on the same host
    /// may have planted some of them.
    pub(crate) sessions: Vec<Secret>,
    /// The cookies of authorization requests, in the order in which they were sent. Another application on the same
    /// host may have planted some of them, so their values are compared, and never adopted.
    pub(crate) requests: Vec<RequestCookie>,
    /// The `User-Agent`, shortened.
    pub(crate) user_agent: Option<ArcStr>,
    /// The initiator of the request.
    pub(crate) initiator: Initiator,
    /// The error of a form of another origin, if the request is one.
    pub(crate) foreign: Option<ForeignFormError>,
    /// The other end of the connection.
    pub(crate) peer: Peer,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) ip: IpAddr,
    /// Whether the connection is TLS. The connection itself says so, because headers could be forged.
    pub(crate) tls: bool,
    /// The number of the connection, from 1; 0 of a request without one.
    pub(crate) connection: u64,
    /// Whether a test may have sent it: the control API was called over this connection before, or by a program of the same
    /// name. By its name that is known of a logout alone.
    pub(crate) is_of_test: bool,
}

/// That a path began with more than one slash before one was made of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DoubleSlash;

/// This machine, without TLS, for requests that came over no connection.
impl Default for Peer {
    fn default() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), tls: false, connection: 0, is_of_test: false }
    }
}

impl Browser {
    /// Reads the head of a request to the environment at the URL `issuer`.
    pub(crate) fn read(request: &Parts, issuer: &str) -> Self {
        let headers = &request.headers;
        let peer: Peer = request.extensions.get().copied().unwrap_or_default();
        Self {
            sessions: cookies::secrets(headers, SESSION_COOKIE),
            requests: cookies::of_requests(headers),
            user_agent: headers
                .get(USER_AGENT)
                .and_then(|agent| agent.to_str().ok())
                .filter(|agent| agent.len() <= LONGEST_USER_AGENT)
                .map(ArcStr::from),
            initiator: Initiator::of(request, peer.tls, issuer),
            foreign: ForeignFormError::of(request, peer.tls, issuer),
            peer,
        }
    }

    /// Returns whether one of the cookies of the authorization request with the id `request` holds the secret that
    /// the request's browser was given.
    pub(crate) fn began(&self, request: &str, binding: &Secret) -> bool {
        let mut own = self.requests.iter().filter(|cookie| cookie.request == request);
        own.any(|cookie| binding.is(cookie.value.reveal()))
    }

    /// Refuses a form of another origin.
    pub(crate) fn sends_our_form(&self) -> Result<(), ForeignFormError> {
        self.foreign.clone().map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use http::Request;
    use http::header::COOKIE;

    use super::*;

    fn read(cookie: &[u8]) -> Browser {
        let (request, ()) =
            Request::builder().header(COOKIE, cookie).body(()).expect("a request").into_parts();
        Browser::read(&request, "http://idp.test")
    }

    #[test]
    fn the_secret_counts_under_the_name_of_its_request_wherever_it_stands() {
        let secret = Secret::from("own");
        for line in [
            &b"sk_idp_request_ar_1=own"[..],
            b"sk_idp_request_ar_1=planted; sk_idp_request_ar_1=own",
            b"sk_idp_request_ar_1=own; sk_idp_request_ar_1=planted",
        ] {
            assert!(read(line).began("ar_1", &secret), "{}", String::from_utf8_lossy(line));
        }
        for line in [&b""[..], b"sk_idp_request_ar_1=planted", b"sk_idp_request_ar_2=own"] {
            assert!(!read(line).began("ar_1", &secret), "{}", String::from_utf8_lossy(line));
        }
    }
}

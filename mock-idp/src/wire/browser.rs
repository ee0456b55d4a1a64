//! What a request says about the browser that made it.

use std::net::{IpAddr, Ipv4Addr};

use http::header::USER_AGENT;
use http::request::Parts;

use super::cookies::{self, BROWSER_COOKIE, SESSION_COOKIE};
use super::{ForeignForm, Initiator};
use crate::ids::Ids;
use crate::secret::Secret;

/// Longest `User-Agent` that is remembered, in bytes: real ones are under 300.
const LONGEST_USER_AGENT: usize = 512;

/// The browser behind a request, or whatever takes its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// The values of the session's cookie, in the order in which they were sent. A neighbour on the same host
    /// may have planted some of them.
    pub(crate) sessions: Vec<Secret>,
    /// The values of the cookie that binds authorization requests to the browser that began them, as far as
    /// they have the right shape.
    pub(crate) bindings: Vec<Secret>,
    /// `User-Agent`
    pub(crate) user_agent: Option<String>,
    /// How the request came about.
    pub(crate) initiator: Initiator,
    /// That the request is a form of another origin, if it is.
    pub(crate) foreign: Option<ForeignForm>,
    /// The connection that it came over.
    pub(crate) peer: Peer,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) ip: IpAddr,
    /// Whether it speaks TLS: by the connection itself, because headers can say anything.
    pub(crate) tls: bool,
}

/// This machine, without TLS: whoever asks without a connection.
impl Default for Peer {
    fn default() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), tls: false }
    }
}

impl Browser {
    /// Reads the head of a request to the environment at the URL `issuer`.
    pub(crate) fn read(request: &Parts, issuer: &str) -> Self {
        let headers = &request.headers;
        let peer: Peer = request.extensions.get().copied().unwrap_or_default();
        let mut bindings = cookies::secrets(headers, BROWSER_COOKIE);
        bindings.retain(|value| Ids::is_a_binding(value.reveal()));
        Self {
            sessions: cookies::secrets(headers, SESSION_COOKIE),
            bindings,
            user_agent: headers
                .get(USER_AGENT)
                .and_then(|agent| agent.to_str().ok())
                .filter(|agent| agent.len() <= LONGEST_USER_AGENT)
                .map(str::to_owned),
            initiator: Initiator::of(request, peer.tls, issuer),
            foreign: ForeignForm::of(request, peer.tls, issuer),
            peer,
        }
    }

    /// Returns what binds an authorization request to this browser: the value that it brought, so that all of
    /// its tabs share one, or a new one.
    pub(crate) fn binding(&self, ids: &mut Ids) -> Secret {
        self.bindings.first().cloned().unwrap_or_else(|| ids.binding())
    }

    /// Whether a request with this `binding` was begun by this browser.
    pub(crate) fn began(&self, binding: &Secret) -> bool {
        self.bindings.iter().any(|own| binding.is(own.reveal()))
    }

    /// Refuses a form of another origin.
    pub(crate) fn sends_our_form(&self) -> Result<(), ForeignForm> {
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
    fn a_binding_that_the_environment_cannot_have_made_is_none() {
        let ours = Ids::seeded(1).binding();
        let line =
            format!("sk_idp_browser=planted; sk_idp_browser={}; sk_idp_browser=\"", ours.reveal());

        assert_eq!(read(line.as_bytes()).bindings, [ours]);
    }

    #[test]
    fn a_browser_keeps_its_binding_and_gets_one_if_it_has_none() {
        let mut ids = Ids::seeded(1);
        let new = read(b"").binding(&mut ids);

        let back = read(format!("sk_idp_browser={}", new.reveal()).as_bytes());

        assert_eq!(back.binding(&mut ids), new);
        assert!(back.began(&new));
        assert_ne!(read(b"").binding(&mut ids), new, "another browser gets another one");
        assert!(!read(b"").began(&new));
    }
}

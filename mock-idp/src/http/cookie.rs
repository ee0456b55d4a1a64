//! The environment's cookies, of a session and of an authorization request: `HttpOnly` and `SameSite=Lax`, so that
//! no script and no other site's form can use them, and `Secure` over TLS (`docs/sessions.md#the-cookie`).

use std::iter;

use axum::extract::Request;
use axum::http::header::{Entry, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::environment::{AUTH_REQUEST_LIFETIME, AuthRequestId, Environment, Id as _};
use crate::rules::authorization::hosted;
use crate::secret::Secret;
use crate::wire::{Browser, Peer, RequestCookie, SESSION_COOKIE};

/// Gives the browser a session for `lifetime` seconds.
pub(super) fn set(session: &Secret, lifetime: u32) -> (HeaderName, HeaderValue) {
    cookie(SESSION_COOKIE, session.reveal(), &format!(" Max-Age={lifetime};"))
}

/// Takes the session's cookie away, with the attributes that it was set with.
pub(super) fn clear() -> (HeaderName, HeaderValue) {
    cookie(SESSION_COOKIE, "", " Max-Age=0;")
}

/// Most cookies of requests that one browser keeps. Browsers send them to every port of the host, and 20 of them are
/// 1.7 kB of the 8 kB of header fields that some servers accept; nobody has more sign-ins open at once.
const MOST_REQUESTS: usize = 20;

/// Binds a request that waits at its page to the browser, and takes away the cookies of surplus requests.
pub(super) fn bind(
    environment: &Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Vec<(HeaderName, HeaderValue)> {
    let request = environment.auth_request(id);
    let Some(binding) = request.and_then(|request| request.binding.as_ref()) else {
        return Vec::new();
    };
    let name = RequestCookie::name_for(id.as_str());
    let lifetime = format!(" Max-Age={};", AUTH_REQUEST_LIFETIME.as_secs());
    let given = cookie(&name, binding.reveal(), &lifetime);
    let too_many = surplus(environment, browser).into_iter().map(clear_request);
    iter::once(given).chain(too_many).collect()
}

/// Takes away the cookie of a request that is over.
pub(super) fn unbind(id: &AuthRequestId) -> (HeaderName, HeaderValue) {
    clear_request(id.as_str())
}

fn clear_request(id: &str) -> (HeaderName, HeaderValue) {
    cookie(&RequestCookie::name_for(id), "", " Max-Age=0;")
}

/// Returns the requests whose cookies make room for a new one: those that do not wait here, then the oldest, which
/// browsers send first (RFC 6265 §5.4). At most [`MOST_REQUESTS`] are returned, to keep the answer's head small.
fn surplus<'a>(environment: &Environment, browser: &'a Browser) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for cookie in &browser.requests {
        if !ids.contains(&cookie.request.as_str()) {
            ids.push(&cookie.request);
        }
    }
    let too_many = (ids.len() + 1).saturating_sub(MOST_REQUESTS).min(MOST_REQUESTS);
    ids.sort_by_key(|id| hosted::open_request(environment, &AuthRequestId::named(id)).is_ok());
    ids.truncate(too_many);
    ids
}

/// The connection of a request, which makes cookies set over TLS `Secure`. The connection decides, and not the
/// environment URL: with `--tls` both schemes are answered at one port, and a browser that came by `http:` would not
/// send a `Secure` cookie back. This choice is ours; behind a proxy that ends TLS the cookie lacks the attribute.
#[derive(Clone, Copy)]
pub(super) struct Connection {
    is_tls: bool,
}

impl Connection {
    pub(super) fn of(request: &Request) -> Self {
        Self { is_tls: request.extensions().get().is_some_and(|peer: &Peer| peer.tls) }
    }

    pub(super) fn secure(self, headers: &mut HeaderMap) {
        if self.is_tls
            && let Entry::Occupied(mut given) = headers.entry(SET_COOKIE)
        {
            given.iter_mut().for_each(secure);
        }
    }
}

fn secure(cookie: &mut HeaderValue) {
    let secured = [cookie.as_bytes(), b"; Secure"].concat();
    *cookie =
        HeaderValue::try_from(secured).expect("what was a header value is one with more text");
}

fn cookie(name: &str, value: &str, max_age: &str) -> (HeaderName, HeaderValue) {
    let text = format!("{name}={value}; Path=/;{max_age} HttpOnly; SameSite=Lax");
    (SET_COOKIE, HeaderValue::try_from(text).expect("our own cookie is a header value"))
}

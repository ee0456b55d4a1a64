//! The environment's two cookies, of a session and of a browser: `HttpOnly` and `SameSite=Lax`, so that no script and no other site's
//! form can use it, and `Secure` over TLS (`docs/sessions.md#the-cookie`).

use axum::extract::Request;
use axum::http::header::{Entry, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::environment::Environment;
use crate::secret::Secret;
use crate::wire::{BROWSER_COOKIE, Peer, SESSION_COOKIE};

/// Gives the browser a session.
pub(super) fn set(session: &Secret, environment: &Environment) -> (HeaderName, HeaderValue) {
    let lifetime = environment.policies().session_absolute_seconds;
    cookie(SESSION_COOKIE, session.reveal(), &format!(" Max-Age={lifetime};"))
}

/// Takes it away, with the attributes that it was given with.
pub(super) fn clear() -> (HeaderName, HeaderValue) {
    cookie(SESSION_COOKIE, "", " Max-Age=0;")
}

/// Binds authorization requests to the browser, for as long as it runs. All of its tabs share the one.
pub(super) fn bind(binding: &Secret) -> (HeaderName, HeaderValue) {
    cookie(BROWSER_COOKIE, binding.reveal(), "")
}

/// Makes `Secure` what is given over TLS. It is the connection that decides, and not the environment
/// URL: with `--tls` both schemes are answered at one port, and a browser that came by `http:` would
/// not send a `Secure` cookie back. This choice is ours; behind a proxy that ends TLS the cookie does
/// without the attribute.
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

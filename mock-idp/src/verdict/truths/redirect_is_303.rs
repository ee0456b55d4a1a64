//! Row 80: a browser comes to `/oidc/logout` by a `GET`, as a 302 or 303 makes it, and not by the `POST` of another origin,
//! for which it withholds the session's cookie.
//!
//! Innocent: a form of the environment's own pages; a page that is none of the application's. A program that posts with
//! the cookie has perhaps followed a 307 as no browser would, or it is a test that posts by itself: a doubt.

use super::{Record, Sight, page};
use crate::exchange::{CredentialKind, Destination, Exchange, Method};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.sender.destination() == Some(Destination::CrossOriginPost) {
        let what = "a browser came to /oidc/logout by the POST of another origin, by a form or a 307: it withholds the \
            session's cookie, and nobody was signed out at Scalekit";
        return Some(if page::is_of_application(exchange, past) {
            Sight::fault(what)
        } else {
            Sight::doubt(format!("{what}; if the page is not the application's, all is well"))
        });
    }
    let is_program = !exchange.sender.is_browser();
    let is_in_session = exchange.shows(CredentialKind::SessionCookie).is_some();
    (is_program && is_in_session && exchange.method == Method::Post).then(|| {
        Sight::doubt(
            "a program posted to /oidc/logout: if the application redirected it there by a 307, a browser would have \
             withheld the session's cookie; if it is a test that posts by itself, all is well",
        )
        .of_unknown_sender()
    })
}

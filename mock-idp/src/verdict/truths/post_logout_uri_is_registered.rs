//! Row 87: a logout names a registered `post_logout_redirect_uri`.
//!
//! It is a doubt: the seed may lack an address that is right, as with the `redirect_uri`.
//!
//! Innocent: the address of an organization (`{{org_slug}}`) after the session in it ended, which the application cannot
//! know; a logout that ended nothing; a bare address that a person typed. Without any address the person stays on Scalekit's
//! page, as some applications want it: a doubt.

use super::{Record, Sight};
use crate::exchange::{Cause, Exchange};

pub(super) fn look(exchange: &Exchange, _past: &Record) -> Option<Sight> {
    match exchange.answer.cause {
        Some(Cause::PostLogoutUnregistered) => Some(
            Sight::doubt(
                "post_logout_redirect_uri is relative or not registered: the logout was refused, and the person is on an \
                 error page, still signed in; if it is right, register it in the seed",
            )
            .of_application(),
        ),
        Some(Cause::PostLogoutOfOrganization) => Some(
            Sight::doubt(
                "post_logout_redirect_uri is that of an organization in which the browser has no session: the logout was \
                 refused; if the session had ended meanwhile, the application could not know",
            )
            .of_application(),
        ),
        _ => missing(exchange),
    }
}

fn missing(exchange: &Exchange) -> Option<Sight> {
    if exchange.has("post_logout_redirect_uri") || !exchange.caused("user.logout") {
        return None;
    }
    let what = "a logout came without post_logout_redirect_uri: the person stays on Scalekit's page, with no way back to \
        the application; if that is wanted, all is well";
    let is_bare = exchange.parameters.is_empty();
    Some(match (is_bare, exchange.is_typed()) {
        (true, true) => Sight::advice(what),
        (true, false) => Sight::doubt(what),
        (false, _) => Sight::doubt(what).of_application(),
    })
}

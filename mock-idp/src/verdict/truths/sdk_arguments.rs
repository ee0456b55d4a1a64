//! Row 5: the SDK's functions get the arguments that they have.
//!
//! `getLogoutUrl(idToken, uri)` of the Node SDK, which takes one object, gives a URL without any parameter; a code that is
//! exchanged without `redirect_uri` lacks the second argument.
//!
//! Innocent: an address that a person typed (`Sec-Fetch-Site: none`); a session that has no ID token; a link that somebody
//! wrote by hand, so it is a doubt unless the client is known to use the Node SDK.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Destination, Exchange, Sender};
use crate::wire::Endpoint;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.is_at(Endpoint::Logout) {
        return bare_logout(exchange, past);
    }
    let is_missing = exchange.answer.cause == Some(Cause::RedirectMissing);
    is_missing.then(|| {
        Sight::fault("the code came without the redirect_uri of its authorization request")
    })
}

fn bare_logout(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let is_bare = exchange.parameters.is_empty() && exchange.unknown.is_empty();
    let is_sent_by_application = match exchange.sender {
        Sender::Browser { destination, site, .. } => {
            destination == Destination::Document && site != Some("none")
        }
        Sender::Client { .. } | Sender::Unknown { .. } => true,
    };
    if !is_bare || !is_sent_by_application || !exchange.caused("user.logout") {
        return None;
    }
    let mut of_session = past.of_session(exchange.session.as_ref()?);
    let signed_in = of_session.find(|other| other.gives(CredentialKind::IdToken))?;
    let client = signed_in.client.as_ref()?;
    let what = "the browser came to /oidc/logout without any parameter, though the sign-in gave an ID token";
    let sight = if past.uses(client, "node") {
        Sight::fault(format!(
            "{what}: getLogoutUrl of the Node SDK takes one object, and drops two arguments"
        ))
    } else {
        Sight::doubt(format!(
            "{what}: `getLogoutUrl(idToken, uri)` of the Node SDK gives such a URL, and so does a link without a query"
        ))
    };
    Some(sight.with(signed_in.number))
}

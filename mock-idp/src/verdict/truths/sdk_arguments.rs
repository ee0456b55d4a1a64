//! Row 5: the SDK's functions get the arguments that they have.
//!
//! `getLogoutUrl(idToken, uri)` of the Node SDK, which takes one object, gives a URL without any parameter; a code that is
//! exchanged without `redirect_uri` lacks the second argument.
//!
//! Innocent: an address that a person typed (`Sec-Fetch-Site: none`); a session that has no ID token. A link that somebody
//! wrote by hand, and an application that had lost its session, are a doubt, also where the client uses the Node SDK; and so
//! is a code without `redirect_uri` of a client that signs people in without an official SDK, whose library may follow
//! OAuth 2.1, also where it calls the management API by one.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Destination, Exchange, Sender, SiteRelation};
use crate::wire::Endpoint;

/// The languages of the official SDKs.
const LANGUAGES: [&str; 4] = ["node", "python", "go", "java"];

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if exchange.is_at(Endpoint::Logout) {
        return bare_logout(exchange, past);
    }
    let is_missing = exchange.answer.cause == Some(Cause::RedirectMissing);
    (is_missing && exchange.has_code_of_exchange()).then(|| {
        let what = "the code came without the redirect_uri of its authorization request";
        if exchange.sdk.is_some() || uses_sdk(exchange, past) {
            Sight::fault(what)
        } else {
            Sight::doubt(format!(
                "{what}; Scalekit wants it, also of a library that follows OAuth 2.1 and leaves it out"
            ))
        }
    })
}

/// Whether the client of a token request exchanged a code or renewed tokens by an official SDK before. One that only calls
/// the management API by it may sign people in by another library.
fn uses_sdk(exchange: &Exchange, past: &Record) -> bool {
    let by_sdk = |other: &Exchange| {
        let of_person = [CredentialKind::Code, CredentialKind::RefreshToken];
        other.is_at(Endpoint::Token)
            && of_person.iter().any(|kind| other.shows(*kind).is_some())
            && other.sdk.as_ref().is_some_and(|sdk| LANGUAGES.contains(&sdk.language))
    };
    exchange.client.as_ref().is_some_and(|client| past.of_client(client).any(by_sdk))
}

fn bare_logout(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let is_bare = exchange.parameters.is_empty() && exchange.unknown.is_empty();
    let is_sent_by_application = match exchange.sender {
        Sender::Browser { destination, site, .. } => {
            destination == Destination::Document && site != Some(SiteRelation::None)
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
    let by_sdk = if past.uses(client, "node") {
        "getLogoutUrl of the Node SDK takes one object, and drops two arguments; if somebody wrote the link without a query, \
         or the application had no session any more, it was not the SDK"
    } else {
        "`getLogoutUrl(idToken, uri)` of the Node SDK gives such a URL, and so does a link without a query"
    };
    Some(Sight::doubt(format!("{what}: {by_sdk}")).with(signed_in.number))
}

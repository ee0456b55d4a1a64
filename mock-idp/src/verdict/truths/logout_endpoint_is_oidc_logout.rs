//! Sessions end at `/oidc/logout`, and not at `/end_session` or whatever else it is called elsewhere.
//!
//! Innocent: a program that looks for addresses, which brings neither a cookie nor the parameters of a logout. An address
//! without an ID token of a session may have been typed, or be a test's that cleans up: a doubt. So is one that somebody typed
//! with the token, or that a page of another site has.

use super::{Record, Sight, page};
use crate::exchange::{CredentialKind, Exchange, Sdk};

/// The releases of the Python SDK that build such a URL.
const WRONG_PYTHON: [&str; 2] = ["2.0.0", "2.0.1"];

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let path = exchange.mistaken_for_logout?.as_str();
    let mut what = format!(
        "{path} was requested, where the environment has nothing: nobody was signed out at Scalekit"
    );
    if let Some(sdk) = sdk(exchange, past).filter(|sdk| builds_it(sdk)) {
        what = format!("{what}; Python SDK {} builds this URL", sdk.version);
    }
    if exchange.hinted.is_some() {
        let sight = match page::other_writer(exchange, past) {
            Some(story) => Sight::doubt(format!("{what}; {story}")),
            None => Sight::fault(what),
        };
        return Some(sight.of_application());
    }
    let is_of_somebody = exchange.sender.is_browser()
        || exchange.has("id_token_hint")
        || exchange.has("post_logout_redirect_uri")
        || exchange.shows(CredentialKind::SessionCookie).is_some()
        || past.server_request(exchange).is_some();
    is_of_somebody
        .then(|| Sight::doubt(format!("{what}; if somebody typed the address, all is well")))
}

/// Returns the SDK of the exchange, or else the one with which the client was seen last.
fn sdk<'a>(exchange: &'a Exchange, past: &'a Record) -> Option<&'a Sdk> {
    exchange.sdk.as_deref().or_else(|| {
        let client = past.client_of(exchange)?;
        past.of_client(&client).find_map(|other| other.sdk.as_deref())
    })
}

fn builds_it(sdk: &Sdk) -> bool {
    sdk.language == "python" && WRONG_PYTHON.contains(&&*sdk.version)
}

//! Addresses that are not registered: a matter of the seed, and no fault of the application.

use url::Url;
use user_agent::Hop;

use super::{Explorer, parameter};
use crate::{CheckError, Exchange, Registration};

/// Checks that the fake took an authorization request.
///
/// # Errors
///
/// [`CheckError::Refused`] with the line to add to the seed.
pub(super) async fn check_authorization(
    explorer: &Explorer<'_>,
    request: &Hop,
    exchange: &Exchange,
) -> Result<(), CheckError> {
    if exchange.error().is_none() {
        return Ok(());
    }
    let entries = explorer.fake.entries(0).await?;
    let refused = entries.iter().rev().find(|entry| entry.event == "authorize.refused");
    let reason = refused.and_then(|entry| entry.reason.clone());
    let reason = reason.unwrap_or_else(|| "it gives no reason".to_owned());
    let client = parameter(request, "client_id").and_then(|id| explorer.registration(&id));
    let uri = parameter(request, "redirect_uri");
    let remedy = match (client, uri) {
        (Some(client), Some(uri)) if !client.redirect_uris.contains(&uri) => {
            remedy("redirect_uris", &client, &client.redirect_uris, &uri)
        }
        _ => String::new(),
    };
    Err(CheckError::Refused { reason, remedy })
}

/// Returns the error for a post-logout address that is registered in another spelling: with a slash, under another name
/// of this machine. `None` for one that is registered, and for one that nobody registered in any spelling: that is
/// row 87.
pub(super) fn near_miss(client: &Registration, uri: &str) -> Option<CheckError> {
    let registered = &client.post_logout_redirect_uris;
    if registered.iter().any(|known| known == uri) {
        return None;
    }
    let near = registered.iter().find(|known| is_near(known, uri))?;
    let reason = format!("post_logout_redirect_uri {uri} is not registered, and {near} is");
    Some(CheckError::Refused {
        reason,
        remedy: remedy("post_logout_redirect_uris", client, registered, uri),
    })
}

fn is_near(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (one.parse::<Url>(), other.parse::<Url>()) else { return false };
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let port = Url::port_or_known_default;
    path(&one) == path(&other) && port(&one) == port(&other) && one.scheme() == other.scheme()
}

/// Returns the line to write into the seed.
fn remedy(field: &str, client: &Registration, known: &[String], uri: &str) -> String {
    let quoted = known.iter().map(String::as_str).chain([uri]).map(|uri| format!("{uri:?}"));
    let list = quoted.collect::<Vec<_>>().join(", ");
    format!(
        "\n  Register it: in the seed, below [[clients]] with name = {:?}, and in Scalekit’s dashboard:\n    {field} = [{list}]",
        client.name
    )
}

//! The origin of the page that sent a browser here, as far as it is shown.

use arcstr::ArcStr;
use http::header::{ORIGIN, REFERER};
use http::{HeaderMap, HeaderName};
use url::Url;

use crate::environment::{Client, Environment};
use crate::wire::{is_loopback_origin, origin_by_length};

/// Longest origin that is kept, in octets: a host name has 253 at most, and scheme and port come along.
const LONGEST: usize = 270;

/// Returns the origin that sent the browser here: `Origin`, or else that of `Referer`.
pub(super) fn origin(headers: &HeaderMap) -> Option<ArcStr> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let named = text(ORIGIN).filter(|origin| *origin != "null").or_else(|| text(REFERER))?;
    let origin = Url::parse(named).ok()?.origin();
    let text = origin.ascii_serialization();
    (origin.is_tuple() && text.len() <= LONGEST).then(|| text.into())
}

/// Returns an origin if it is a loopback address, the environment's own, or one at which a client registered an address;
/// of any other its length alone, for a host can have anything as its name. No truth needs the sameness of those.
pub(crate) fn shown_origin(origin: &str, environment: &Environment) -> ArcStr {
    let is_named = is_own(origin, environment) || is_registered(origin, environment);
    if is_named || is_loopback_origin(origin) {
        return origin.into();
    }
    origin_by_length(origin).into()
}

fn is_own(origin: &str, environment: &Environment) -> bool {
    Url::parse(environment.issuer()).is_ok_and(|own| own.origin().ascii_serialization() == origin)
}

fn is_registered(origin: &str, environment: &Environment) -> bool {
    let mut uris = environment.clients().flat_map(Client::registered_uris);
    uris.any(|uri| uri.admits_origin(origin, environment.organizations()))
}

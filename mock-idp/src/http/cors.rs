//! Which scripts of other origins may read the endpoints that public clients use.

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};
use url::Url;

use crate::idp::Idp;

/// Lets in the origins of registered redirect URIs, without cookies. Scalekit documents callback URLs
/// as CORS origins for MCP only (`behaviours.md` 5); for the other endpoints this is our choice.
pub(super) fn layer(idp: &Idp) -> CorsLayer {
    let idp = idp.clone();
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| is_registered(&idp, origin)))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
}

fn is_registered(idp: &Idp, origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    idp.read(|environment| {
        environment
            .clients()
            .flat_map(|client| &client.redirect_uris)
            .filter_map(|uri| Url::parse(uri.as_str()).ok())
            .map(|uri| uri.origin())
            // The origin of a scheme of one's own is `null`, and so is that of every sandboxed frame.
            .any(|registered| registered.is_tuple() && registered.ascii_serialization() == origin)
    })
}

//! Refuses changes by pages of other origins, whose forms browsers send without a preflight.

use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use url::{Origin, Url};

use super::forms;
use super::refusal::ApiError;
use crate::http::here::Here;
use crate::idp::Idp;
use crate::wire::{Authority, Peer};

/// Refuses requests that a page of another origin sends, apart from those that only read: they are answered, and the
/// browser does not let the page read the answer (CORS). Clients other than browsers name no origin.
pub(super) async fn check(Here(idp): Here, request: Request, next: Next) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    if looks || !is_foreign(&idp, &request) {
        return next.run(request).await;
    }
    ApiError::Foreign.noted_for(forms::sender(&request), &idp)
}

/// Returns whether a page of another origin sent a request: by Fetch Metadata, and in browsers without it by `Origin`,
/// which every browser sends with a form.
fn is_foreign(idp: &Idp, request: &Request) -> bool {
    if let Some(site) = request.headers().get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origins) = origins(request.headers()) else {
        return false;
    };
    // Behind a proxy that ends TLS, only the environment URL has the origin that browsers see.
    let issuer = idp.read(|environment| environment.issuer().to_owned());
    let own = [own(request), Url::parse(&issuer).ok().map(|url| url.origin())];
    !matches!(origins.as_slice(), [Some(origin)] if own.iter().flatten().any(|own| own == origin))
}

/// Returns the origins that a request names, if it has the header; `None` for an origin that is `null` or no URL.
fn origins(headers: &HeaderMap) -> Option<Vec<Option<Origin>>> {
    let named = headers.get_all(ORIGIN).iter();
    let read = named.map(|value| {
        let url = Url::parse(value.to_str().ok()?).ok()?;
        Some(url.origin()).filter(Origin::is_tuple)
    });
    Some(read.collect()).filter(|read: &Vec<_>| !read.is_empty())
}

/// Returns the origin of the request's own target: scheme, host and port.
fn own(request: &Request) -> Option<Origin> {
    let peer: Peer = request.extensions().get().copied().unwrap_or_default();
    let (scheme, usual) = if peer.tls { ("https", 443) } else { ("http", 80) };
    let authority = request.extensions().get::<Authority>()?;
    let port = authority.port().unwrap_or(usual);
    Some(Origin::Tuple(scheme.to_owned(), authority.host().clone(), port))
}

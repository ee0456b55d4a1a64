//! The browser behind a request, by its headers and its connection.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::wire::Browser;

impl<S: Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get().copied();
        Ok(Self::read(&parts.headers, peer.unwrap_or_default()))
    }
}

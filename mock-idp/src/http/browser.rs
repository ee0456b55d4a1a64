//! The browser behind a request, by its head and its connection.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::http::here::Here;
use crate::wire::Browser;

impl<S: Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Here(idp) = Here::of(&parts.extensions);
        Ok(Self::read(parts, idp.issuer()))
    }
}

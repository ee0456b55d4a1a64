//! The browser behind a request, by its head and its connection.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::idp::Idp;
use crate::wire::Browser;

impl FromRequestParts<Idp> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, idp: &Idp) -> Result<Self, Infallible> {
        Ok(Self::read(parts, idp.issuer()))
    }
}

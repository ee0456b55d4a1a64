//! `/_mock/api/v1/…`: the management API without its token, for the tests' own hands.

use axum::extract::{Request, State};
use axum::response::Response;

use crate::http::management::{OfATest, rest};
use crate::idp::Idp;

pub(super) async fn respond(idp: State<Idp>, mut request: Request) -> Response {
    request.extensions_mut().insert(OfATest);
    rest::respond(idp, request).await
}

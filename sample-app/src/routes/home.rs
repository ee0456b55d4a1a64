//! `GET /`: public, and glad to see you either way.

use axum::{
    http::{StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Response},
};

use crate::{
    guard::SignedIn,
    pages::{Home, Page, Visitor},
    refusal::{Refusal, Why},
};

/// Nobody is turned away here, not even when Scalekit cannot be asked about them.
pub(super) async fn page(who: Result<SignedIn, Refusal>) -> Response {
    match who {
        Ok(signed_in) => home(Some(Visitor::of(&signed_in.session))),
        Err(Refusal {
            why: Why::Unreachable(session),
            ..
        }) => home(Some(Visitor::of(&session))),
        Err(Refusal { cleared, .. }) => {
            let cleared = cleared.map(|cookie| (SET_COOKIE, cookie));
            (AppendHeaders(cleared), home(None)).into_response()
        }
    }
}

fn home(visitor: Option<Visitor>) -> Response {
    Page(StatusCode::OK, Home { visitor }).into_response()
}

//! `GET` and `POST /oidc/logout`

use axum::http::StatusCode;
use axum::response::Response;

use super::body::FromBrowser;
use super::console::Visitor;
use super::cookie;
use super::pages::{self, SignedOutPage};
use super::redirect::{self, Via};
use crate::environment::NothingEnded;
use crate::http::here::Here;
use crate::rules::control::redirects::Purpose;
use crate::rules::logout::{self, LoggedOut, LogoutError};
use crate::wire::{Browser, LogoutRequest};

/// Answers GET, and POST, which OpenID Connect RP-Initiated Logout §2 requires as well. Browsers send no
/// `SameSite=Lax` cookie with another site's form, so such a logout ends nothing; the journal says so.
pub(super) async fn either(
    Here(idp): Here,
    visitor: Visitor,
    browser: Browser,
    FromBrowser { params, via }: FromBrowser,
) -> Response {
    let request = LogoutRequest::read(&params);
    let refusal = match idp.transact(|desk| logout::decide(desk.env, &request, &browser)) {
        Ok(logged_out) => return leave(via, &logged_out),
        Err(refusal) => refusal,
    };
    let client = match &refusal {
        LogoutError::Unregistered { client, .. } => client.as_ref(),
        _ => None,
    };
    let requested = request.as_ref().ok().and_then(|it| it.post_logout_redirect_uri.as_deref());
    let uri = client.zip(requested).map(|(client, uri)| (Purpose::Logout, client.as_str(), uri));
    let buttons = uri.map(|uri| visitor.offer(&idp, uri)).unwrap_or_default();
    refusal.page(buttons)
}

/// Redirects the browser, or shows it a page.
///
/// A browser that prefetches this address shows the prefetched answer when the person goes there, without another
/// request: the person would read that they are signed out, and nothing would have ended. With 503 the browser drops
/// the answer and sends the request anew. At a real environment, another site whose cookie it has, a browser never
/// prefetches.
fn leave(via: Via, logged_out: &LoggedOut) -> Response {
    if let Some(why @ NothingEnded::Prefetch) = logged_out.nothing_ended {
        let page = SignedOutPage { nothing_ended: Some(why.to_string()) };
        return pages::page(StatusCode::SERVICE_UNAVAILABLE, &page);
    }
    let mut response = match &logged_out.to {
        Some(to) => {
            let state: Vec<(&str, &str)> =
                logged_out.state.iter().map(|state| ("state", state.as_str())).collect();
            redirect::to_client(via, to, &state)
        }
        None => {
            let nothing_ended = logged_out.nothing_ended.map(|why| why.to_string());
            pages::page(StatusCode::OK, &SignedOutPage { nothing_ended })
        }
    };
    if logged_out.cookie_is_dead {
        response.headers_mut().extend([cookie::clear()]);
    }
    response
}

//! `/logout` and `/logged-out`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use crate::auth::Auth;
use crate::authenticate::local_session;
use crate::fetch_metadata::{is_our_navigation, is_script};
use crate::guard::Visitor;
use crate::page::Page;
use crate::rejection::{AuthRejection, Failure};
use crate::sign_out::{SignOutCheck, SignedOut, sign_out};
use crate::store::StoreError;

/// Signs out at once if a page of this site or the person navigated here; other requests (an image, a prefetch,
/// another site's link, an old browser) get the page of confirmation.
pub(super) async fn get(State(auth): State<Auth>, parts: Parts) -> Result<Response, AuthRejection> {
    let refused = |error: StoreError| AuthRejection::new(&auth, &parts, error.into());
    if is_our_navigation(&parts.method, &parts.headers) {
        let signed_out = sign_out(&auth, &parts.headers).await.map_err(refused)?;
        return Ok(signed_out.redirect(StatusCode::FOUND));
    }
    let visitor = visitor(&auth, &parts).await.map_err(refused)?;
    Ok(Page::confirm_sign_out(&auth, visitor).answer(&auth))
}

/// Signs out if the request proves that the person wants it. The button's form is redirected to Scalekit by 303; a
/// script gets the address to navigate to, or 401 if it brings no cookie of a session.
pub(super) async fn post(
    State(auth): State<Auth>,
    parts: Parts,
    body: Bytes,
) -> Result<Response, AuthRejection> {
    let refused = |why: Failure| AuthRejection::new(&auth, &parts, why);
    let check = SignOutCheck::of(&auth, &parts.headers, &body).await;
    let signed_out = match check.map_err(|error| refused(error.into()))? {
        SignOutCheck::Proven => sign_out(&auth, &parts.headers).await,
        SignOutCheck::Nobody => Ok(SignedOut::on_this_site(&auth, &parts.headers)),
        SignOutCheck::Unproven(session) => return Err(refused(Failure::Unproven(session))),
        SignOutCheck::Foreign => return Err(refused(Failure::Foreign)),
        SignOutCheck::WithoutCookies => return Err(refused(Failure::Anonymous)),
    };
    let signed_out = signed_out.map_err(|error| refused(error.into()))?;
    Ok(if is_script(&parts.headers) {
        signed_out.json()
    } else {
        signed_out.redirect(StatusCode::SEE_OTHER)
    })
}

/// Serves the page after a sign-out. It never begins a sign-in, which could succeed silently and undo the sign-out.
pub(super) async fn landing(
    State(auth): State<Auth>,
    parts: Parts,
) -> Result<Response, AuthRejection> {
    let visitor = visitor(&auth, &parts).await;
    let visitor = visitor.map_err(|error| AuthRejection::new(&auth, &parts, error.into()))?;
    Ok(Page::logged_out(&auth, visitor).answer(&auth))
}

async fn visitor(auth: &Auth, parts: &Parts) -> Result<Option<Visitor>, StoreError> {
    let found = local_session(auth, &parts.headers).await?;
    Ok(found.map(|(_, session)| Visitor::of(&session)))
}

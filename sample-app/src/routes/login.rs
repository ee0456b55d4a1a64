//! `GET /login`: sends the browser to Scalekit, with an attempt that only this browser can finish.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::LOCATION, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use scalekit::{Attempt, SignIn};

use crate::{
    app::App, attempt::BegunSignIn, cookies::Kind, guard::local_session, next::Next,
    refusal::Refusal, secrets, session::CookieHash, store::StoreError,
};

/// Somebody with a session goes straight in: the guard of that page judges the session, and if it
/// is over, comes back here without one.
///
/// Of the query only `next` counts. Whether the person is asked for a password, and by which
/// organization, is no link's to choose.
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let next = Next::from_query(query.as_deref());
    if local_session(&app, &headers).await?.is_some() {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    let begun = BegunSignIn::new(attempt(&app), next, app.now());
    Ok(send_to_scalekit(&app, &headers, &begun).await?)
}

/// Fresh state, nonce and PKCE pair.
pub(super) fn attempt(app: &App) -> Attempt {
    app.client.begin(SignIn::to(app.redirect_uri.as_str()))
}

/// Remembers the attempt for this browser and sends it off.
pub(super) async fn send_to_scalekit(
    app: &App,
    headers: &HeaderMap,
    begun: &BegunSignIn,
) -> Result<Response, StoreError> {
    app.store.sweep(app.now()).await?;
    let browser = browser_id(app, headers).await?;
    app.store
        .begin_sign_in(CookieHash::of(&browser), begun)
        .await?;

    let away = HeaderValue::try_from(begun.attempt.url().as_str()).expect("a URL is ASCII");
    let cookie = app.cookies.sign_in(&browser);
    Ok((StatusCode::FOUND, [(LOCATION, away), (SET_COOKIE, cookie)]).into_response())
}

/// The browser's own id if it has a sign-in under way, so that several tabs get along; a new one
/// otherwise: an id that we do not know, somebody else may.
async fn browser_id(app: &App, headers: &HeaderMap) -> Result<String, StoreError> {
    if let Some(brought) = app.cookies.read(Kind::SignIn, headers)
        && app.store.sign_ins(CookieHash::of(&brought)).await? > 0
    {
        return Ok(brought);
    }
    Ok(secrets::fresh())
}

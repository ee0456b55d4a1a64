//! `GET /auth/callback`: the browser is back from Scalekit.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, header::REFERRER_POLICY, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use scalekit::{Callback, IdpInitiatedLogin, SignedIn};

use super::login;
use crate::{
    app::App,
    attempt::BegunSignIn,
    audit,
    cookies::Kind,
    explanation,
    next::Next,
    refusal::Refusal,
    secrets,
    session::{CookieHash, SESSION_MAX_AGE, Session},
    store::StoreError,
};

/// Nothing is asked of Scalekit before the state has led to an attempt that this browser began.
pub(super) async fn finish(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = query.unwrap_or_default();
    let callback = Callback::from_query(&query);
    let answer = match IdpInitiatedLogin::from_query(&query) {
        // Without an initiate-login URL, Scalekit sends here what a provider began.
        Some(login) if login.has_token() && callback.state().is_none() => {
            login::begun_at_a_provider(&app, &headers, login).await?
        }
        _ => answer(&app, &headers, callback).await?,
    };
    // Code and state are in this page's address: it names itself to nobody.
    let no_referrer = [(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))];
    Ok((no_referrer, answer).into_response())
}

async fn answer(
    app: &App,
    headers: &HeaderMap,
    callback: Callback,
) -> Result<Response, StoreError> {
    let Some(begun) = take_attempt(app, headers, &callback).await? else {
        audit::sign_in_failed(&"the callback answers no sign-in that this browser has under way");
        return Ok(explanation::not_begun_here());
    };
    let BegunSignIn { attempt, next, is_retry, .. } = begun;
    match app.client.finish(attempt, callback).await {
        Ok(signed_in) => enter(app, headers, signed_in, &next).await,
        Err(error) if error.code() == Some("login_required") && !is_retry => {
            let again = BegunSignIn::retry(login::attempt(app), next, app.now());
            login::send_to_scalekit(app, headers, &again).await
        }
        Err(error) => {
            audit::sign_in_failed(&error);
            let cookie = spent_cookie(app, headers).await?.map(|cookie| (SET_COOKIE, cookie));
            Ok((AppendHeaders(cookie), explanation::of(&error)).into_response())
        }
    }
}

/// Good for one callback, of the browser that began it, within its ten minutes.
async fn take_attempt(
    app: &App,
    headers: &HeaderMap,
    callback: &Callback,
) -> Result<Option<BegunSignIn>, StoreError> {
    let browser = app.cookies.read(Kind::SignIn, headers);
    let (Some(browser), Some(state)) = (browser, callback.state()) else {
        return Ok(None);
    };
    let begun = app.store.take_sign_in(CookieHash::of(&browser), state).await?;
    Ok(begun.filter(|begun| app.now() < begun.ends_at))
}

/// A new session under a new id, and never beside an old one.
async fn enter(
    app: &App,
    headers: &HeaderMap,
    signed_in: SignedIn,
    next: &Next,
) -> Result<Response, StoreError> {
    let (session, id) = (Session::begin(signed_in, app.now()), secrets::fresh());
    if let Some(old) = app.cookies.read(Kind::Session, headers)
        && let Some(old) = app.store.end(CookieHash::of(&old)).await?
    {
        audit::lapsed(&old, &"a new sign-in of this browser took its place");
    }
    app.store.begin(CookieHash::of(&id), &session).await?;
    app.renewals.sweep(app.now());
    audit::signed_in(&session);

    let cookie = app.cookies.session(&id, SESSION_MAX_AGE);
    let cookies = [Some(cookie), spent_cookie(app, headers).await?];
    let cookies = cookies.into_iter().flatten().map(|cookie| (SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), Redirect::to(next.as_str())).into_response())
}

/// Takes the sign-in cookie back, unless another tab still needs it.
async fn spent_cookie(app: &App, headers: &HeaderMap) -> Result<Option<HeaderValue>, StoreError> {
    let Some(browser) = app.cookies.read(Kind::SignIn, headers) else {
        return Ok(None);
    };
    let under_way = app.store.sign_ins(CookieHash::of(&browser)).await?;
    Ok((under_way == 0).then(|| app.cookies.cleared(Kind::SignIn)))
}

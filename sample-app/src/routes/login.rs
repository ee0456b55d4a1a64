//! `GET /login` and `GET /switch-organization`: sends the browser to Scalekit, with an attempt that only
//! this browser can finish.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use scalekit::{Attempt, Error, IdpInitiatedLogin, Prompt, SignIn};

use crate::app::App;
use crate::attempt::BegunSignIn;
use crate::cookies::Kind;
use crate::error::ErrorResponse;
use crate::guard::local_session;
use crate::next::Next;
use crate::sealed::CookieSecret;
use crate::store::StoreError;
use crate::{audit, explanation};

/// Begins a sign-in. With a `next`, this app sent the person here, and a browser with a session goes straight to that
/// page: the page's guard checks the session, and if it is over, sends the browser back here without its cookie.
///
/// Without a `next` this is the initiate-login URL, to which Scalekit sends people from mails and invitations. They
/// may be signed in there as somebody else, so a sign-in begins in any case: the same person comes back without a
/// page, and another one replaces the session.
///
/// Other parameters are ignored, unless Scalekit has signed them, so that no link chooses whether, and by which
/// organization, the person is authenticated.
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorResponse> {
    let query = query.unwrap_or_default();
    if let Some(login) = IdpInitiatedLogin::from_query(&query) {
        return Ok(begun_at_a_provider(&app, &headers, login).await?);
    }
    let next = Next::from_query(&query);
    if let Some(next) = &next
        && local_session(&app, &headers).await?.is_some()
    {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    let next = next.unwrap_or_else(Next::dashboard);
    let begun = BegunSignIn::new(attempt(&app), next, app.now());
    Ok(send_to_scalekit(&app, &headers, &begun).await?)
}

/// Begins the sign-in of a person who has clicked the app's tile at their identity provider. The token says which
/// sign-in to begin, and signs nobody in. If it does not verify, an ordinary sign-in begins. An error comes without a
/// token, so anybody can write a link with one.
pub(super) async fn begun_at_a_provider(
    app: &App,
    headers: &HeaderMap,
    login: IdpInitiatedLogin,
) -> Result<Response, StoreError> {
    let (attempt, next) = match app.client.verify_idp_initiated(login).await {
        Ok(claims) => (
            app.client.begin(claims.sign_in(app.redirect_uri.as_str())),
            claims.relay_state.as_deref().and_then(Next::parse),
        ),
        Err(error @ Error::Untrusted(_)) => {
            audit::sign_in_failed(&error);
            (attempt(app), None)
        }
        Err(error) if error.code().is_some() => {
            audit::turned_away_by_a_link(&error);
            return Ok(explanation::of_a_link(&error));
        }
        Err(error) => {
            audit::sign_in_failed(&error);
            return Ok(explanation::of(&error));
        }
    };
    let next = next.unwrap_or_else(Next::dashboard);
    let begun = BegunSignIn::new(attempt, next, app.now());
    send_to_scalekit(app, headers, &begun).await
}

/// Serves `GET /switch-organization`: Scalekit lets the person choose an organization, and authenticates them anew if
/// that organization requires it. The callback begins a new session, with the roles in that organization.
pub(super) async fn choose_organization(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ErrorResponse> {
    let sign_in = SignIn::to(app.redirect_uri.as_str()).prompt(Prompt::SelectAccount);
    let attempt = app.client.begin(sign_in);
    let begun = BegunSignIn::new(attempt, Next::dashboard(), app.now());
    Ok(send_to_scalekit(&app, &headers, &begun).await?)
}

/// Makes a fresh state, nonce and PKCE pair.
pub(super) fn attempt(app: &App) -> Attempt {
    app.client.begin(SignIn::to(app.redirect_uri.as_str()))
}

/// Stores the attempt for this browser, and redirects it to Scalekit.
pub(super) async fn send_to_scalekit(
    app: &App,
    headers: &HeaderMap,
    begun: &BegunSignIn,
) -> Result<Response, StoreError> {
    app.store.sweep(app.now()).await?;
    let browser = browser_id(app, headers).await?;
    app.store.begin_sign_in(&browser, begun).await?;

    let away = HeaderValue::try_from(begun.attempt.url().as_str()).expect("a URL is ASCII");
    let cookie = app.cookies.sign_in(&browser);
    Ok((StatusCode::FOUND, [(LOCATION, away), (SET_COOKIE, cookie)]).into_response())
}

/// Returns the browser's id if it has a sign-in under way, so that several tabs work, and a new one otherwise:
/// somebody else may know an id that we do not.
async fn browser_id(app: &App, headers: &HeaderMap) -> Result<CookieSecret, StoreError> {
    for brought in app.cookies.brought(Kind::SignIn, headers) {
        if app.store.sign_ins(&brought).await? > 0 {
            return Ok(brought);
        }
    }
    Ok(CookieSecret::fresh())
}

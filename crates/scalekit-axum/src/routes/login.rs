//! `GET /login` and `GET /switch-organization`: sends the browser to Scalekit, with an attempt that only
//! this browser can finish.

use axum::extract::{RawQuery, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use scalekit::{Attempt, Error, IdpInitiatedLogin, Prompt, SignIn};

use super::front_end;
use crate::attempt::BegunSignIn;
use crate::auth::Auth;
use crate::authenticate::local_session;
use crate::cookies::CookieKind;
use crate::own_tokens::{Issuer, NativeRequest};
use crate::rejection::AuthRejection;
use crate::return_path::ReturnPath;
use crate::sealed::CookieSecret;
use crate::store::StoreError;
use crate::{audit, explanation};

/// Begins a sign-in. With a `next`, a path of this site or the address of a front end's page, this application sent the person here, and a browser with a session goes straight to that
/// page: the page's guard checks the session, and if it is over, sends the browser back here without its cookie.
///
/// Without a `next` this is the initiate-login URL, to which Scalekit sends people from mails and invitations. They
/// may be signed in there as somebody else, so a sign-in begins in any case: the same person comes back without a
/// page, and another one replaces the session.
///
/// Other parameters are ignored, unless Scalekit has signed them, so that no link chooses whether, and by which
/// organization, the person is authenticated.
pub(super) async fn begin(
    State(auth): State<Auth>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, AuthRejection> {
    let begun = begin_or_go_on(&auth, &headers, &query.unwrap_or_default()).await;
    begun.map_err(|error| AuthRejection::of_navigation(&auth, error))
}

async fn begin_or_go_on(
    auth: &Auth,
    headers: &HeaderMap,
    query: &str,
) -> Result<Response, StoreError> {
    if let Some(login) = IdpInitiatedLogin::from_query(query) {
        return begun_at_a_provider(auth, headers, login).await;
    }
    let next = front_end::wanted(auth, query);
    let next = next.or_else(|| ReturnPath::from_query(query, &auth.0.home));
    if let Some(next) = &next
        && local_session(auth, headers).await?.is_some()
    {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    let next = next.unwrap_or_else(|| auth.0.home.clone());
    let begun = BegunSignIn::new(attempt(auth), next, auth.now());
    send_to_scalekit(auth, headers, &begun).await
}

/// Begins the sign-in of a person who has clicked the application's tile at their identity provider. The token says which
/// sign-in to begin, and signs nobody in. If it does not verify, an ordinary sign-in begins. An error comes without a
/// token, so anybody can write a link with one.
pub(super) async fn begun_at_a_provider(
    auth: &Auth,
    headers: &HeaderMap,
    login: IdpInitiatedLogin,
) -> Result<Response, StoreError> {
    let (attempt, next) = match auth.0.client.verify_idp_initiated(login).await {
        Ok(claims) => (
            auth.0.client.begin(claims.sign_in(auth.0.redirect_uri.as_str())),
            claims.relay_state.as_deref().and_then(ReturnPath::parse),
        ),
        Err(error @ Error::Untrusted(_)) => {
            audit::sign_in_failed(&error);
            (attempt(auth), None)
        }
        Err(error) if error.code().is_some() => {
            audit::turned_away_by_a_link(&error);
            return Ok(explanation::of_a_link(auth, &error));
        }
        Err(error) => {
            audit::sign_in_failed(&error);
            return Ok(explanation::of(auth, &error));
        }
    };
    let next = next.unwrap_or_else(|| auth.0.home.clone());
    let begun = BegunSignIn::new(attempt, next, auth.now());
    send_to_scalekit(auth, headers, &begun).await
}

/// Serves `GET /switch-organization`: Scalekit lets the person choose an organization, and authenticates them anew if
/// that organization requires it. The callback begins a new session, with the roles in that organization.
pub(super) async fn choose_organization(
    State(auth): State<Auth>,
    headers: HeaderMap,
) -> Result<Response, AuthRejection> {
    let sign_in = SignIn::to(auth.0.redirect_uri.as_str()).prompt(Prompt::SelectAccount);
    let attempt = auth.0.client.begin(sign_in);
    let begun = BegunSignIn::new(attempt, auth.0.home.clone(), auth.now());
    let sent = send_to_scalekit(&auth, &headers, &begun).await;
    sent.map_err(|error| AuthRejection::of_navigation(&auth, error))
}

/// Serves `GET /auth/authorize`: begins the sign-in of a native app, of which the callback leads to the app with a code.
///
/// The person authenticates anew: a program on their machine could send this request, too, and would get a code without
/// a word if a session at Scalekit were enough (RFC 8252 §8.6).
pub(super) async fn begin_for_app(
    State(auth): State<Auth>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, AuthRejection> {
    let settings = auth.0.own_tokens.as_ref().map(Issuer::settings);
    let query = query.unwrap_or_default();
    let Some(app) = settings.and_then(|settings| NativeRequest::read(settings, &query)) else {
        audit::sign_in_failed(&"the request of an app is not for a code that can be given to it");
        return Ok(explanation::not_begun(&auth));
    };
    let sign_in = SignIn::to(auth.0.redirect_uri.as_str()).prompt(Prompt::Login);
    let attempt = auth.0.client.begin(sign_in);
    let begun = BegunSignIn::new(attempt, auth.0.home.clone(), auth.now());
    let begun = BegunSignIn { app: Some(app), ..begun };
    let sent = send_to_scalekit(&auth, &headers, &begun).await;
    sent.map_err(|error| AuthRejection::of_navigation(&auth, error))
}

/// Makes a fresh state, nonce and PKCE pair.
pub(super) fn attempt(auth: &Auth) -> Attempt {
    auth.0.client.begin(SignIn::to(auth.0.redirect_uri.as_str()))
}

/// Stores the attempt for this browser, and redirects it to Scalekit.
pub(super) async fn send_to_scalekit(
    auth: &Auth,
    headers: &HeaderMap,
    begun: &BegunSignIn,
) -> Result<Response, StoreError> {
    auth.0.store.sweep(auth.now()).await?;
    let browser = browser_id(auth, headers).await?;
    auth.0.store.begin_sign_in(&browser, begun).await?;

    let away = HeaderValue::try_from(begun.attempt.url().as_str()).expect("a URL is ASCII");
    let cookie = auth.0.cookies.sign_in(&browser);
    Ok((StatusCode::FOUND, [(LOCATION, away), (SET_COOKIE, cookie)]).into_response())
}

/// Returns the browser's id if it has a sign-in under way, so that several tabs work, and a new one otherwise:
/// somebody else may know an id that we do not.
async fn browser_id(auth: &Auth, headers: &HeaderMap) -> Result<CookieSecret, StoreError> {
    for brought in auth.0.cookies.brought(CookieKind::SignIn, headers) {
        if auth.0.store.sign_ins(&brought).await? > 0 {
            return Ok(brought);
        }
    }
    Ok(CookieSecret::fresh())
}

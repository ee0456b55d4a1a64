//! `GET /auth/callback`: the browser is back from Scalekit.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::REFERRER_POLICY, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use scalekit::{Callback, Error, SignedIn};

use super::login;
use crate::{
    app::App,
    attempt::BegunSignIn,
    audit,
    cookies::Kind,
    next::Next,
    pages::notice,
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
    let callback = Callback::from_query(query.as_deref().unwrap_or_default());
    let answer = answer(&app, &headers, callback).await?;
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
        return Ok(page(&NOT_BEGUN_HERE));
    };
    let BegunSignIn {
        attempt,
        next,
        is_retry,
        ..
    } = begun;
    match app.client.finish(attempt, callback).await {
        Ok(signed_in) => enter(app, headers, signed_in, &next).await,
        Err(error) if error.code() == Some("login_required") && !is_retry => {
            let again = BegunSignIn::retry(login::attempt(app), next, app.now());
            login::send_to_scalekit(app, headers, &again).await
        }
        Err(error) => {
            audit::sign_in_failed(&error);
            let cookie = spent_cookie(app, headers)
                .await?
                .map(|cookie| (SET_COOKIE, cookie));
            Ok((AppendHeaders(cookie), page(explain(&error))).into_response())
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
    let begun = app
        .store
        .take_sign_in(CookieHash::of(&browser), state)
        .await?;
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
    if let Some(old) = app.cookies.read(Kind::Session, headers) {
        app.store.end(CookieHash::of(&old)).await?;
    }
    app.store.begin(CookieHash::of(&id), &session).await?;
    app.renewals.sweep(app.now());
    audit::signed_in(&session);

    let cookie = app.cookies.session(&id, SESSION_MAX_AGE);
    let cookies = [Some(cookie), spent_cookie(app, headers).await?];
    let cookies = cookies
        .into_iter()
        .flatten()
        .map(|cookie| (SET_COOKIE, cookie));
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

/// Status, heading and text of a sign-in that did not succeed.
type Explanation = (StatusCode, &'static str, &'static str);

const NOT_BEGUN_HERE: Explanation = (
    StatusCode::BAD_REQUEST,
    "This sign-in cannot be finished",
    "It was begun in another browser, has been used already, or took longer than ten minutes. \
     Please begin again.",
);

/// What people are told. Scalekit's own words stay out of the page: anybody can put words into
/// the query of a callback.
fn explain(error: &Error) -> &'static Explanation {
    match error {
        Error::Declined(_) => &(
            StatusCode::FORBIDDEN,
            "You have not signed in",
            "The sign-in was cancelled. You can begin again whenever you like.",
        ),
        Error::TurnedAway(_) => &(
            StatusCode::FORBIDDEN,
            "Your account is not active",
            "You proved who you are, but this account may not sign in. \
             Someone who manages your organization can change that.",
        ),
        Error::SignInAgain(_) => &(
            StatusCode::BAD_REQUEST,
            "This sign-in has expired",
            "It was used already or took too long. Please begin again.",
        ),
        Error::TryLater(_) => &(
            StatusCode::SERVICE_UNAVAILABLE,
            "We cannot reach the sign-in service",
            "You are not signed in yet. Please try again in a moment.",
        ),
        Error::Untrusted(_) => &(
            StatusCode::BAD_REQUEST,
            "This sign-in could not be verified",
            "For your safety it was not accepted. Please begin again.",
        ),
        Error::Refused(_) => &(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Signing in does not work at the moment",
            "The fault is not yours, and it has been written down. \
             If it lasts, please tell whoever runs this app.",
        ),
    }
}

fn page(&(status, title, text): &Explanation) -> Response {
    notice(status, None, (title, text), ("Sign in", "/login"))
}

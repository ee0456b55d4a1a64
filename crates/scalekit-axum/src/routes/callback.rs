//! `GET /auth/callback`, to which the browser comes back from Scalekit.

use axum::extract::{RawQuery, State};
use axum::http::header::{REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use scalekit::{Callback, IdpInitiatedLogin};
use tracing::Instrument as _;

use super::login;
use crate::attempt::BegunSignIn;
use crate::auth::Auth;
use crate::authenticate::local_sessions;
use crate::callbacks::FinishedCallback;
use crate::cookies::CookieKind;
use crate::own_tokens::{IssuedTokens, Issuer, NativeRequest};
use crate::rejection::AuthRejection;
use crate::sealed::CookieSecret;
use crate::session::Session;
use crate::session_cookies::BroughtSession;
use crate::store::StoreError;
use crate::{audit, explanation, secrets};

/// Finishes a sign-in. Nothing is sent to Scalekit before the state has led to an attempt that this
/// browser began.
pub(super) async fn finish(
    State(auth): State<Auth>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, AuthRejection> {
    let query = query.unwrap_or_default();
    let callback = Callback::from_query(&query);
    let answer = match IdpInitiatedLogin::from_query(&query) {
        // Without an initiate-login URL, Scalekit sends sign-ins that a provider began here.
        Some(login) if login.has_token() && callback.state().is_none() => {
            login::begun_at_a_provider(&auth, &headers, login).await
        }
        _ => {
            let request =
                CallbackRequest { auth: auth.clone(), headers, hash: secrets::hash(&query) };
            // A task of its own, because a reload closes the connection when the code may be spent already.
            let work =
                tokio::spawn(async move { request.answer(callback).await }.in_current_span());
            work.await.expect("nothing but a panic ends it early, and a panic goes on here")
        }
    };
    let answer = answer.map_err(|error| AuthRejection::of_navigation(&auth, error))?;
    // This page's address has code and state, so it sends no referrer.
    let no_referrer = [(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))];
    Ok((no_referrer, answer).into_response())
}

/// A callback, and the browser that brought it.
struct CallbackRequest {
    auth: Auth,
    headers: HeaderMap,
    /// The hash of the whole query; any difference makes another callback.
    hash: [u8; 32],
}

impl CallbackRequest {
    async fn answer(&self, callback: Callback) -> Result<Response, StoreError> {
        let (auth, headers) = (&self.auth, &self.headers);
        auth.0.callbacks.sweep(auth.now());
        let mut queue = auth.0.callbacks.turn(self.hash).await;
        if let Some(finished) = self.repeated(queue.as_ref()).await? {
            return self.redirect_with_session(finished).await;
        }
        let Some((browser, begun)) = self.take_attempt(&callback).await? else {
            return self.unknown_attempt().await;
        };
        let BegunSignIn { attempt, next, is_retry, app, .. } = begun;
        match auth.0.client.finish(attempt, callback).await {
            Ok(signed_in) => {
                let now = auth.now();
                let session = Session::begin(signed_in, self.hash, now);
                if let Some(app) = app {
                    return match &auth.0.own_tokens {
                        Some(issuer) => self.lead_to(issuer, &app, &session).await,
                        None => self.not_signed_in(explanation::not_begun(auth)).await,
                    };
                }
                let id = CookieSecret::fresh();
                let cookies = match auth.0.session_cookies.set(&id, &session, now) {
                    Ok(cookies) => cookies,
                    Err(error) => {
                        audit::sign_in_failed(&error);
                        return self.not_signed_in(explanation::too_large(auth, &error)).await;
                    }
                };
                let own_tokens = self.begin_session(&id, &session).await?;
                let cookies = own_tokens.map_or(cookies, |tokens| tokens.cookies(auth));
                let browser = browser.hash();
                let finished = FinishedCallback { browser, session: id, cookies, next, at: now };
                self.redirect_with_session(queue.insert(finished)).await
            }
            Err(error) if error.code() == Some("login_required") && !is_retry => {
                let again = BegunSignIn::retry(login::attempt(auth), next, auth.now());
                let again = BegunSignIn { app, ..again };
                login::send_to_scalekit(auth, headers, &again).await
            }
            Err(error) => {
                audit::sign_in_failed(&error);
                self.not_signed_in(explanation::of(auth, &error)).await
            }
        }
    }

    /// Answers with an explanation, and takes the sign-in cookie back.
    async fn not_signed_in(&self, explanation: Response) -> Result<Response, StoreError> {
        let cookie = self.spent_cookie().await?.map(|cookie| (SET_COOKIE, cookie));
        Ok((AppendHeaders(cookie), explanation).into_response())
    }

    /// Returns the outcome of the same callback a moment ago, if the same browser sends it and the session that it
    /// began still exists.
    async fn repeated<'e>(
        &self,
        finished: Option<&'e FinishedCallback>,
    ) -> Result<Option<&'e FinishedCallback>, StoreError> {
        let Some(finished) = finished.filter(|finished| finished.is_fresh(self.auth.now())) else {
            return Ok(None);
        };
        let mut browsers = self.brought(CookieKind::SignIn).into_iter();
        let is_the_same = browsers.any(|browser| browser.hash() == finished.browser);
        let lives = is_the_same && self.auth.0.store.lives(&finished.session).await?;
        Ok(lives.then_some(finished))
    }

    /// Takes the attempt out of the store: it is valid for one callback, of the browser that began it, within its ten
    /// minutes.
    async fn take_attempt(
        &self,
        callback: &Callback,
    ) -> Result<Option<(CookieSecret, BegunSignIn)>, StoreError> {
        let Some(state) = callback.state() else {
            return Ok(None);
        };
        for browser in self.brought(CookieKind::SignIn) {
            if let Some(begun) = self.auth.0.store.take_sign_in(&browser, state).await? {
                let is_in_time = self.auth.now() < begun.ends_at;
                return Ok(is_in_time.then_some((browser, begun)));
            }
        }
        Ok(None)
    }

    /// Answers a callback without an attempt. A reload of the callback that began this browser's session leads
    /// home, because the person is signed in. Any other is refused.
    async fn unknown_attempt(&self) -> Result<Response, StoreError> {
        let sessions = local_sessions(&self.auth, &self.headers).await?;
        if sessions.iter().any(|session| session.callback == self.hash) {
            return Ok(Redirect::to(self.auth.0.home.as_str()).into_response());
        }
        audit::sign_in_failed(&"the callback answers no sign-in that this browser has under way");
        Ok(explanation::not_begun_here(&self.auth))
    }

    /// Begins a session under a new id, and ends the browser's old ones. Returns its first tokens, if the application
    /// issues some of its own.
    async fn begin_session(
        &self,
        id: &CookieSecret,
        session: &Session,
    ) -> Result<Option<IssuedTokens>, StoreError> {
        let auth = &self.auth;
        let cookies = &auth.0.session_cookies;
        let old = cookies.brought(&self.headers).into_iter();
        for old in old.chain(cookies.left_behind(&self.headers)) {
            if let Some(old) = auth.end_session(&old).await? {
                audit::lapsed(&old, &"a new sign-in of this browser took its place");
            }
        }
        if cookies.carry_sessions() {
            auth.0.store.begin_carried(id, session).await?;
        } else {
            auth.0.store.begin(id, session).await?;
        }
        let own_tokens = match &auth.0.own_tokens {
            Some(issuer) => Some(issuer.begin(auth, id, session).await?),
            None => None,
        };
        auth.0.renewals.sweep(auth.now());
        audit::signed_in(session);
        self.end_if_over(id, session).await?;
        Ok(own_tokens)
    }

    /// Leads to the native app with a code, for which the app gets the tokens of the session. The browser gets none, and
    /// keeps the session that it may have.
    async fn lead_to(
        &self,
        issuer: &Issuer,
        app: &NativeRequest,
        session: &Session,
    ) -> Result<Response, StoreError> {
        let there = issuer.begin_for_app(&self.auth, app, session).await?;
        let cookie = self.spent_cookie().await?.map(|cookie| (SET_COOKIE, cookie));
        Ok((AppendHeaders(cookie), Redirect::to(there.as_str())).into_response())
    }

    /// Ends a session that had ended at Scalekit before it began here, because the message came before the callback was
    /// finished. Its cookie opens nothing, and the page's guard sends the person to sign in again.
    async fn end_if_over(&self, id: &CookieSecret, session: &Session) -> Result<(), StoreError> {
        let carried = Some(session.clone());
        let begun = BroughtSession { carried, ..id.clone().into() };
        if self.auth.has_ended(session).await? && self.auth.end_session(&begun).await?.is_some() {
            audit::lapsed(session, &"it had ended at Scalekit before it began here");
        }
        Ok(())
    }

    async fn redirect_with_session(
        &self,
        finished: &FinishedCallback,
    ) -> Result<Response, StoreError> {
        let others = self.auth.0.session_cookies.others_taken_back(&self.headers);
        let cookies =
            finished.cookies.iter().cloned().chain(others).chain(self.spent_cookie().await?);
        let cookies = cookies.map(|cookie| (SET_COOKIE, cookie));
        Ok((AppendHeaders(cookies), Redirect::to(finished.next.as_str())).into_response())
    }

    /// Takes the sign-in cookie back, unless another tab still needs it.
    async fn spent_cookie(&self) -> Result<Option<HeaderValue>, StoreError> {
        let browsers = self.brought(CookieKind::SignIn);
        for browser in &browsers {
            if self.auth.0.store.sign_ins(browser).await? > 0 {
                return Ok(None);
            }
        }
        let is_brought = !browsers.is_empty();
        Ok(is_brought.then(|| self.auth.0.cookies.cleared(CookieKind::SignIn)))
    }

    fn brought(&self, kind: CookieKind) -> Vec<CookieSecret> {
        self.auth.0.cookies.brought(kind, &self.headers)
    }
}

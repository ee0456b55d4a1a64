//! Signing out: one rule for forms, scripts and links.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Json;
use axum::http::header::{LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use scalekit::Logout;
use scalekit::management::ManagementError;
use serde_json::json;
use tokio::time::timeout;
use url::Url;

use crate::audit;
use crate::auth::Auth;
use crate::authenticate::local_sessions;
use crate::cookies::CookieKind;
use crate::fetch_metadata::{Initiator, is_script};
use crate::session::Session;
use crate::store::StoreError;

/// Longest time that a sign-out waits for Scalekit to end sessions that the browser's visit there does not end; the
/// person waits for the page meanwhile.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The decision on a `POST /logout`.
pub(crate) enum SignOutCheck {
    /// Sign out: the request proves that the person wants it. Of several sessions, a page of one is enough.
    Proven,
    /// Refuse: a person is signed in, and the request does not prove that it is theirs.
    Unproven(Box<Session>),
    /// Refuse: another site sent it. A cross-site form brings no `Lax` cookie, and so seems to be nobody's, but the
    /// answer could still clear cookies and end the session at Scalekit.
    Foreign,
    /// Refuse: a script sent it without a session's cookie, dead or alive. It may have left the credentials out, and a
    /// success would make its page forget a person who is still signed in.
    WithoutCookies,
    /// Nobody is signed in here, so nobody is sent to Scalekit.
    Nobody,
}

impl SignOutCheck {
    pub(crate) async fn of(
        auth: &Auth,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, StoreError> {
        let sessions = local_sessions(auth, headers).await?;
        let is_proven =
            |session: &Session| session.csrf.is_proven_by(headers, body, &auth.0.origins);
        if sessions.iter().any(is_proven) {
            return Ok(Self::Proven);
        }
        Ok(match (sessions.into_iter().next(), Initiator::of(headers, &auth.0.origins)) {
            (Some(session), _) => Self::Unproven(Box::new(session)),
            (None, Initiator::Foreign) => Self::Foreign,
            (None, _) if is_script(headers) && brings_no_cookie(auth, headers) => {
                Self::WithoutCookies
            }
            (None, Initiator::Ours | Initiator::FrontEnd) => Self::Proven,
            (None, Initiator::Unknown) => Self::Nobody,
        })
    }
}

fn brings_no_cookie(auth: &Auth, headers: &HeaderMap) -> bool {
    auth.0.session_cookies.taken_back(headers).is_empty()
}

/// A finished sign-out: the browser's next address, and the cookies to clear.
pub(crate) struct SignedOut {
    go_to: Url,
    cleared: Vec<HeaderValue>,
}

/// Signs out every session that the request's cookies open.
///
/// In this order: every session that a cookie opens ends on the server; then the cookies are cleared; then the
/// browser visits Scalekit, whose session cookie it alone has. If Scalekit is down, the person is signed out here all
/// the same, and the old cookies open nothing.
pub(crate) async fn sign_out(auth: &Auth, headers: &HeaderMap) -> Result<SignedOut, StoreError> {
    let mut ended = end_sessions(auth, headers).await?;
    forget_sign_ins(auth, headers).await?;
    if ended.is_empty() {
        audit::signed_out(None);
    }
    for session in &ended {
        audit::signed_out(Some(session));
    }

    // The last sign-in began the session that the browser has at Scalekit now.
    ended.sort_by_key(|session| session.ends_at);
    let latest = ended.pop();
    end_at_scalekit(auth, latest.as_ref(), &ended).await;

    let logout = Logout::to(auth.0.post_logout_redirect_uri.as_str());
    let logout = match latest.and_then(|session| session.tokens.id_token) {
        Some(id_token) => logout.id_token_hint(&id_token),
        None => logout,
    };
    let cleared = auth.0.session_cookies.all_cleared(headers);
    Ok(SignedOut { go_to: auth.0.client.logout_url(logout), cleared })
}

async fn end_sessions(auth: &Auth, headers: &HeaderMap) -> Result<Vec<Session>, StoreError> {
    let mut ended = Vec::new();
    let cookies = &auth.0.session_cookies;
    for cookie in cookies.brought(headers).into_iter().chain(cookies.left_behind(headers)) {
        ended.extend(auth.end_session(&cookie).await?);
        auth.0.renewals.forget(cookie.hash());
    }
    if let Some(issuer) = &auth.0.own_tokens {
        // A browser may have lost its refresh token.
        for token in auth.0.cookies.texts(CookieKind::AccessToken, headers) {
            ended.extend(issuer.end_session_of(auth, token).await?);
        }
    }
    Ok(ended)
}

/// Ends the sessions at Scalekit that the browser's visit does not end: a visit ends one session. If that fails, the
/// sign-out continues all the same, because nothing of this app opens those sessions any more.
pub(crate) async fn end_at_scalekit(auth: &Auth, latest: Option<&Session>, others: &[Session]) {
    let latest = latest.and_then(|session| session.identity.sid.as_deref());
    let sids = others.iter().filter_map(|session| session.identity.sid.as_deref());
    let sids: BTreeSet<&str> = sids.filter(|sid| Some(*sid) != latest).collect();
    let ends = async {
        for sid in sids {
            match auth.0.management.revoke_session(sid).await {
                Ok(()) | Err(ManagementError::NotFound(_)) => {}
                Err(error) => audit::still_at_scalekit(&error),
            }
        }
    };
    if timeout(LONGEST_WAIT, ends).await.is_err() {
        audit::still_at_scalekit(&"it takes too long");
    }
}

async fn forget_sign_ins(auth: &Auth, headers: &HeaderMap) -> Result<(), StoreError> {
    for browser in auth.0.cookies.brought(CookieKind::SignIn, headers) {
        auth.0.store.forget_sign_ins(&browser).await?;
    }
    Ok(())
}

impl SignedOut {
    /// Clears the cookies, and stays on this site, if nobody was signed in.
    pub(crate) fn on_this_site(auth: &Auth, headers: &HeaderMap) -> Self {
        let cleared = auth.0.session_cookies.all_cleared(headers);
        Self { go_to: auth.0.post_logout_redirect_uri.clone(), cleared }
    }

    /// Redirects the browser by a status that makes it a `GET`: 302 or 303. A 307 would post the form to Scalekit,
    /// and the browser would withhold Scalekit's cookie.
    pub(crate) fn redirect(self, status: StatusCode) -> Response {
        let go_to = HeaderValue::try_from(String::from(self.go_to)).expect("a URL is ASCII");
        // The URL has the ID token, so it must not be sent as a referrer.
        let headers =
            [(LOCATION, go_to), (REFERRER_POLICY, HeaderValue::from_static("no-referrer"))];
        (status, cookies(self.cleared), headers).into_response()
    }

    /// Returns the browser's next address to a script, whose own request would not bring Scalekit's cookie.
    pub(crate) fn json(self) -> Response {
        let body = Json(json!({ "logoutUrl": self.go_to }));
        (cookies(self.cleared), body).into_response()
    }
}

fn cookies(
    cleared: Vec<HeaderValue>,
) -> AppendHeaders<impl Iterator<Item = (HeaderName, HeaderValue)>> {
    AppendHeaders(cleared.into_iter().map(|cookie| (SET_COOKIE, cookie)))
}

//! Signing out: one rule, whoever asks for it.

use axum::{
    Json,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{LOCATION, REFERRER_POLICY, SET_COOKIE},
    },
    response::{AppendHeaders, IntoResponse, Response},
};
use scalekit::Logout;
use serde_json::json;
use url::Url;

use crate::{
    app::App,
    audit,
    cookies::Kind,
    fetch_metadata::Initiator,
    guard::local_session,
    session::{CookieHash, Session},
    store::StoreError,
};

/// What a `POST /logout` may do.
pub(crate) enum Standing {
    /// Sign out: the person asked for it.
    Proven,
    /// Nothing: somebody is signed in, and the request does not prove that it is they who ask.
    Unproven(Box<Session>),
    /// Nothing: another site asks. A cross-site form brings no `Lax` cookie and so looks like
    /// nobody's, but the answer could still clear cookies and end the session at Scalekit.
    Foreign,
    /// Nothing to sign out here, and nobody known to send to Scalekit.
    Nobody,
}

impl Standing {
    pub(crate) async fn of(
        app: &App,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, StoreError> {
        let session = local_session(app, headers).await?;
        Ok(match (session, Initiator::of(headers, &app.origin)) {
            (Some((_, session)), _) if session.csrf.is_proven_by(headers, body, &app.origin) => {
                Self::Proven
            }
            (Some((_, session)), _) => Self::Unproven(Box::new(session)),
            (None, Initiator::Ours) => Self::Proven,
            (None, Initiator::Foreign) => Self::Foreign,
            (None, Initiator::Unknown) => Self::Nobody,
        })
    }
}

/// A finished sign-out: where the browser has to go now, and the cookies it loses on the way.
pub(crate) struct SignedOut {
    go_to: Url,
    cleared: Vec<HeaderValue>,
}

/// Signs out, whoever the request's cookies belong to, if anyone.
///
/// In this order: the session ends on the server and hands over its ID token; then the cookies
/// are cleared; then the browser, and only the browser, visits Scalekit, whose session cookie it
/// alone has. Scalekit being down changes nothing here, and the old cookie opens nothing any more.
pub(crate) async fn sign_out(app: &App, headers: &HeaderMap) -> Result<SignedOut, StoreError> {
    let ended = end_session(app, headers).await?;
    forget_sign_ins(app, headers).await?;
    audit::signed_out(ended.as_ref());

    let logout = Logout::to(app.post_logout_redirect_uri.as_str());
    let logout = match ended.and_then(|session| session.tokens.id_token) {
        Some(id_token) => logout.id_token_hint(&id_token),
        None => logout,
    };
    Ok(SignedOut { go_to: app.client.logout_url(logout), cleared: app.cookies.all_cleared() })
}

async fn end_session(app: &App, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
    let Some(cookie) = app.cookies.read(Kind::Session, headers) else {
        return Ok(None);
    };
    let key = CookieHash::of(&cookie);
    let ended = app.store.end(key).await?;
    app.renewals.forget(key);
    Ok(ended)
}

async fn forget_sign_ins(app: &App, headers: &HeaderMap) -> Result<(), StoreError> {
    match app.cookies.read(Kind::SignIn, headers) {
        Some(browser) => app.store.forget_sign_ins(CookieHash::of(&browser)).await,
        None => Ok(()),
    }
}

impl SignedOut {
    /// Nobody was signed in here: clear what is left and rest on this site.
    pub(crate) fn on_this_site(app: &App) -> Self {
        Self { go_to: app.post_logout_redirect_uri.clone(), cleared: app.cookies.all_cleared() }
    }

    /// Sends the browser there, by a status that always makes it a `GET`: 302 or 303. A 307 would
    /// post the form across to Scalekit, and the browser would hold back Scalekit's cookie.
    pub(crate) fn redirect(self, status: StatusCode) -> Response {
        let go_to = HeaderValue::try_from(String::from(self.go_to)).expect("a URL is ASCII");
        // The URL carries the ID token: it must not travel on as a referrer.
        let headers =
            [(LOCATION, go_to), (REFERRER_POLICY, HeaderValue::from_static("no-referrer"))];
        (status, cookies(self.cleared), headers).into_response()
    }

    /// Tells a script where to send the browser: a script's own request would not bring
    /// Scalekit's cookie.
    pub(crate) fn json(self) -> Response {
        let told = Json(json!({ "logoutUrl": self.go_to }));
        (cookies(self.cleared), told).into_response()
    }
}

fn cookies(
    cleared: Vec<HeaderValue>,
) -> AppendHeaders<impl Iterator<Item = (HeaderName, HeaderValue)>> {
    AppendHeaders(cleared.into_iter().map(|cookie| (SET_COOKIE, cookie)))
}

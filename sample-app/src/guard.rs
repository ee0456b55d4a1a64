//! "Must be signed in" and "must be an admin" as types: a handler with such a parameter never runs otherwise.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use scalekit::{AccessClaims, Error, VerificationError};

use crate::app::App;
use crate::cookies::Kind;
use crate::error::{AppError, ErrorResponse};
use crate::renewal::{SessionError, end, renew};
use crate::sealed::CookieSecret;
use crate::session::Session;
use crate::store::StoreError;

/// The role that opens the admin's page and API.
const ADMIN: &str = "admin";

/// A signed-in person, whose access token was verified for this request.
pub(crate) struct Authenticated {
    pub(crate) session: Session,
    /// The claims of the access token.
    pub(crate) claims: AccessClaims,
}

impl Authenticated {
    /// Requires proof that a page of this session sent the request.
    pub(crate) fn prove(&self, app: &App, parts: &Parts, body: &[u8]) -> Result<(), ErrorResponse> {
        let session = &self.session;
        if session.csrf.is_proven_by(&parts.headers, body, &app.origin) {
            return Ok(());
        }
        let why = AppError::NotFromHere(Box::new(session.clone()));
        Err(ErrorResponse::new(app, parts, why))
    }
}

/// A signed-in person whose access token has the role `admin`.
pub(crate) struct Admin(pub(crate) Authenticated);

impl FromRequestParts<Arc<App>> for Authenticated {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ErrorResponse> {
        let signed_in = authenticate(app, &parts.headers).await;
        signed_in.map_err(|lapse| ErrorResponse::new(app, parts, lapse.into()))
    }
}

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ErrorResponse> {
        let signed_in = Authenticated::from_request_parts(parts, app).await?;
        if signed_in.claims.has_role(ADMIN) {
            Ok(Self(signed_in))
        } else {
            Err(ErrorResponse::new(app, parts, AppError::Forbidden(Box::new(signed_in.session))))
        }
    }
}

/// Returns the stored session of the request's cookie, without checking it at Scalekit: enough to greet the person
/// and to end the session, not to show personal data. Of several cookies, the first that opens a session counts.
pub(crate) async fn local_session(
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<(CookieSecret, Session)>, StoreError> {
    for cookie in app.cookies.brought(Kind::Session, headers) {
        if let Some(session) = opened_by(app, &cookie).await? {
            return Ok(Some((cookie, session)));
        }
    }
    Ok(None)
}

/// Returns every session that one of the request's cookies opens.
pub(crate) async fn local_sessions(
    app: &App,
    headers: &HeaderMap,
) -> Result<Vec<Session>, StoreError> {
    let mut sessions = Vec::new();
    for cookie in app.cookies.brought(Kind::Session, headers) {
        sessions.extend(opened_by(app, &cookie).await?);
    }
    Ok(sessions)
}

async fn opened_by(app: &App, cookie: &CookieSecret) -> Result<Option<Session>, StoreError> {
    let session = app.store.load(cookie).await?;
    Ok(session.filter(|session| app.now() < session.ends_at))
}

/// Authenticates by the first cookie that opens a live session. Other cookies may be of another application, or of a
/// session that has ended.
async fn authenticate(app: &Arc<App>, headers: &HeaderMap) -> Result<Authenticated, SessionError> {
    for cookie in app.cookies.brought(Kind::Session, headers) {
        let Some(session) = opened_by(app, &cookie).await? else { continue };
        match signed_in(app, &cookie, session).await {
            Err(SessionError::Anonymous) => {}
            settled => return settled,
        }
    }
    Err(SessionError::Anonymous)
}

async fn signed_in(
    app: &Arc<App>,
    cookie: &CookieSecret,
    session: Session,
) -> Result<Authenticated, SessionError> {
    let has_failed_lately = || app.renewals.failed_lately(cookie.hash(), app.now());
    if session.token_is_over(app.now()) && has_failed_lately() {
        // Scalekit gets no request before the pause is over, not even for the keys.
        return Err(SessionError::Unreachable(Box::new(session)));
    }
    let session = match verify(app, &session).await? {
        Ok(claims) if app.now() < session.renew_from() => {
            return Ok(Authenticated { session, claims });
        }
        Ok(_) => renew_in_time(app, cookie, session).await?,
        // The token has expired, or its key has been withdrawn: renew it once, and verify the new one.
        Err(_) => renew(app, cookie, &session).await?,
    };
    match verify(app, &session).await? {
        Ok(claims) => Ok(Authenticated { session, claims }),
        // The keys have just changed, after the renewal; the next request renews again.
        Err(Error::Untrusted(VerificationError::UnknownKey)) => {
            Err(SessionError::Unreachable(Box::new(session)))
        }
        Err(why) => end(app, cookie, &why).await,
    }
}

/// Renews the token shortly before it expires. Before that, an outage is no reason to refuse the request.
async fn renew_in_time(
    app: &Arc<App>,
    cookie: &CookieSecret,
    session: Session,
) -> Result<Session, SessionError> {
    let is_over = session.token_is_over(app.now());
    match renew(app, cookie, &session).await {
        Err(SessionError::Unreachable(session)) if !is_over => Ok(*session),
        settled => settled,
    }
}

/// Returns the verified claims of the access token, or the reason why it is refused.
async fn verify(app: &App, session: &Session) -> Result<Result<AccessClaims, Error>, SessionError> {
    let token = &session.tokens.access_token;
    match app.client.verify_access_token(token).await {
        Ok(claims) if claims.sub == session.identity.sub => Ok(Ok(claims)),
        Ok(_) => Ok(Err(VerificationError::SubjectMismatch.into())),
        Err(Error::TryLater(_)) => Err(SessionError::Unreachable(Box::new(session.clone()))),
        Err(error) => Ok(Err(error)),
    }
}

//! From the cookies of a request to the person: which session they open, and whether Scalekit still agrees.

use axum::http::{HeaderMap, HeaderValue};
use scalekit::{AccessClaims, Error, VerificationError};

use crate::auth::Auth;
use crate::renewal::{Patience, SessionError, end, renew};
use crate::session::Session;
use crate::session_cookies::BroughtSession;
use crate::store::StoreError;

/// A session as it was brought and as it is now, and the verified claims of its access token.
pub(crate) type Authenticated = (BroughtSession, Session, AccessClaims);

/// Returns the session of the request's cookie, without checking it at Scalekit: enough to greet the person
/// and to end the session, not to show personal data. Of several cookies, the first that opens a session counts.
pub(crate) async fn local_session(
    auth: &Auth,
    headers: &HeaderMap,
) -> Result<Option<(BroughtSession, Session)>, StoreError> {
    for cookie in auth.0.session_cookies.brought(headers) {
        if let Some(session) = opened_by(auth, &cookie).await? {
            return Ok(Some((cookie, session)));
        }
    }
    Ok(None)
}

/// Returns every session that one of the request's cookies opens.
pub(crate) async fn local_sessions(
    auth: &Auth,
    headers: &HeaderMap,
) -> Result<Vec<Session>, StoreError> {
    let mut sessions = Vec::new();
    for cookie in auth.0.session_cookies.brought(headers) {
        sessions.extend(opened_by(auth, &cookie).await?);
    }
    Ok(sessions)
}

async fn opened_by(auth: &Auth, cookie: &BroughtSession) -> Result<Option<Session>, StoreError> {
    if let (Some(issuer), Some(token)) = (&auth.0.own_tokens, &cookie.refresh_token)
        && !issuer.accepts(auth, token).await?
    {
        return Ok(None);
    }
    alive(auth, cookie).await
}

/// Returns the session of a secret, until its end.
pub(crate) async fn alive(
    auth: &Auth,
    cookie: &BroughtSession,
) -> Result<Option<Session>, StoreError> {
    let session = auth.0.store.find(cookie).await?;
    Ok(session.filter(|session| auth.now() < session.ends_at))
}

/// Returns what takes back the session cookies of a request for which there is no session.
///
/// Older cookies of a session that lives are left alone: the browser may have got newer ones since it sent them.
pub(crate) async fn taken_back(
    auth: &Auth,
    headers: &HeaderMap,
) -> Result<Vec<HeaderValue>, StoreError> {
    let cookies = &auth.0.session_cookies;
    if cookies.change() {
        for brought in cookies.brought(headers) {
            let lives = match brought.refresh_token {
                Some(_) => alive(auth, &brought).await?.is_some(),
                None => auth.0.store.lives(&brought.secret).await?,
            };
            if lives {
                return Ok(Vec::new());
            }
        }
    }
    Ok(cookies.taken_back(headers))
}

/// Authenticates by the first cookie that opens a live session. Other cookies may be of another application, or of a
/// session that has ended.
pub(crate) async fn authenticate(
    auth: &Auth,
    headers: &HeaderMap,
) -> Result<Authenticated, SessionError> {
    for cookie in auth.0.session_cookies.brought(headers) {
        let Some(session) = opened_by(auth, &cookie).await? else { continue };
        match signed_in(auth, &cookie, session).await {
            Err(SessionError::Anonymous) => {}
            Err(lapse) => return Err(lapse),
            Ok((session, claims)) => return Ok((cookie, session, claims)),
        }
    }
    Err(SessionError::Anonymous)
}

pub(crate) async fn signed_in(
    auth: &Auth,
    cookie: &BroughtSession,
    session: Session,
) -> Result<(Session, AccessClaims), SessionError> {
    let has_failed_lately = || auth.0.renewals.failed_lately(cookie.hash(), auth.now());
    if session.token_is_over(auth.now()) && has_failed_lately() {
        // Scalekit gets no request before the pause is over, not even for the keys.
        return Err(SessionError::Unreachable(Box::new(session)));
    }
    let session = match verify(auth, &session).await? {
        Ok(claims) if auth.now() < session.renew_from() => {
            return Ok((session, claims));
        }
        Ok(_) => renew_in_time(auth, cookie, session).await?,
        // The token has expired, or its key has been withdrawn: renew it once, and verify the new one.
        Err(_) => renew(auth, cookie, &session, Patience::Waits).await?,
    };
    match verify(auth, &session).await? {
        Ok(claims) => Ok((session, claims)),
        // The keys have just changed, after the renewal; the next request renews again.
        Err(Error::Untrusted(VerificationError::UnknownKey)) => {
            Err(SessionError::Unreachable(Box::new(session)))
        }
        Err(why) => end(auth, cookie, &why).await,
    }
}

/// Renews the token shortly before it expires. Before that, an outage is no reason to refuse the request.
async fn renew_in_time(
    auth: &Auth,
    cookie: &BroughtSession,
    session: Session,
) -> Result<Session, SessionError> {
    let is_over = session.token_is_over(auth.now());
    let patience = if is_over { Patience::Waits } else { Patience::UsesTheOld };
    match renew(auth, cookie, &session, patience).await {
        Err(SessionError::Unreachable(session)) if !is_over => Ok(*session),
        settled => settled,
    }
}

/// Returns the verified claims of the access token, or the reason why it is refused.
async fn verify(
    auth: &Auth,
    session: &Session,
) -> Result<Result<AccessClaims, Error>, SessionError> {
    let token = &session.tokens.access_token;
    match auth.0.client.verify_access_token(token).await {
        Ok(claims) if claims.sub == session.identity.sub => Ok(Ok(claims)),
        Ok(_) => Ok(Err(VerificationError::SubjectMismatch.into())),
        Err(Error::TryLater(_)) => Err(SessionError::Unreachable(Box::new(session.clone()))),
        Err(error) => Ok(Err(error)),
    }
}

//! From the tokens of a request to the person.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use scalekit::AccessClaims;

use super::issuer::{IssuedTokens, Issuer, Need};
use super::refresh::OwnRefreshToken;
use crate::auth::Auth;
use crate::cookies::{CookieKind, Cookies};
use crate::layer::AnswerCookies;
use crate::renewal::SessionError;
use crate::session::Session;
use crate::session_cookies::BroughtSession;

/// Authenticates by the access token in `Authorization` (RFC 6750 §2.1), if there is one, and by that alone; otherwise
/// by the cookies, and renews them if it is time.
///
/// Nobody else's page can make a browser send that header, so its requests need no CSRF token.
pub(crate) async fn authenticate(
    auth: &Auth,
    issuer: &Issuer,
    parts: &Parts,
) -> Result<(Session, AccessClaims), SessionError> {
    if let Some(token) = bearer(&parts.headers) {
        let claims = issuer.verified(auth, token).await?.ok_or(SessionError::Anonymous)?;
        return Ok(claims.shown(token));
    }
    let mut valid = None;
    for token in auth.0.cookies.texts(CookieKind::AccessToken, &parts.headers) {
        if let Some(claims) = issuer.verified(auth, token).await? {
            let shown = claims.shown(token);
            if auth.now() < shown.0.renew_from() {
                return Ok(shown);
            }
            valid = Some(shown);
            break;
        }
    }
    let need = if valid.is_some() { Need::FresherTokens } else { Need::Tokens };
    for token in refresh_tokens(&auth.0.cookies, &parts.headers) {
        match issuer.renew(auth, &token, need).await {
            Ok(renewed) => {
                set(auth, parts, &renewed);
                return Ok(renewed.claims.shown(&renewed.access_token));
            }
            Err(SessionError::Anonymous) => {}
            Err(failure) => return valid.ok_or(failure),
        }
    }
    valid.ok_or(SessionError::Anonymous)
}

/// Replaces the refresh token of a browser whose session was just renewed, if it has one of ours.
pub(crate) async fn hand_over(
    auth: &Auth,
    parts: &Parts,
    brought: &BroughtSession,
    renewed: Session,
) -> Result<Session, SessionError> {
    if let (Some(issuer), Some(token)) = (&auth.0.own_tokens, &brought.refresh_token) {
        let access = &renewed.tokens.access_claims;
        set(auth, parts, &issuer.rotate(auth, token, &renewed, access).await?);
    }
    Ok(renewed)
}

/// Sets the two cookies on the answer.
fn set(auth: &Auth, parts: &Parts, issued: &IssuedTokens) {
    for cookie in issued.cookies(auth) {
        AnswerCookies::set(parts, cookie);
    }
}

/// Returns the refresh tokens of ours that the request's cookies bring, each once.
pub(crate) fn refresh_tokens(cookies: &Cookies, headers: &HeaderMap) -> Vec<OwnRefreshToken> {
    let mut tokens = Vec::new();
    let texts = cookies.texts(CookieKind::RefreshToken, headers);
    for token in texts.filter_map(OwnRefreshToken::of) {
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}

/// Returns the token of `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

//! The application as the issuer of its own tokens.

use std::sync::Arc;
use std::time::SystemTime;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scalekit::AccessClaims;
use serde_json::{Value, json};

use super::access::{Issue, OwnClaims};
use super::refresh::OwnRefreshToken;
use super::{ACCESS_TOKEN_LIFETIME, OwnTokens, REFRESH_TOKEN_GRACE};
use crate::auth::Auth;
use crate::authenticate::{alive, signed_in};
use crate::cookies::CookieKind;
use crate::renewal::SessionError;
use crate::sealed::{CookieHash, CookieSecret};
use crate::sealed_cookies::LONGEST_COOKIE;
use crate::session::Session;
use crate::store::{RefreshRecord, Rotation, StoreError, TokenTable};
use crate::{audit, secrets};

/// What issues and verifies the application's own tokens.
pub(crate) struct Issuer {
    settings: OwnTokens,
    pub(crate) table: Arc<dyn TokenTable>,
    origin: String,
}

/// Two tokens that belong together.
#[derive(Clone)]
pub(crate) struct IssuedTokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: OwnRefreshToken,
    pub(crate) claims: OwnClaims,
    /// When the session ends at the latest, and with it the refresh token.
    ends_at: SystemTime,
}

/// What a renewal does if Scalekit's tokens are no fresher after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It issues tokens that are valid as long as Scalekit's.
    Tokens,
    /// It leaves things as they are, because the request has an access token that is valid for a while.
    FresherTokens,
}

impl Issuer {
    pub(crate) fn new(settings: OwnTokens, table: Arc<dyn TokenTable>, origin: String) -> Self {
        Self { settings, table, origin }
    }

    pub(crate) fn settings(&self) -> &OwnTokens {
        &self.settings
    }

    /// Issues the first tokens of a session that is in the store.
    pub(crate) async fn begin(
        &self,
        auth: &Auth,
        secret: &CookieSecret,
        session: &Session,
    ) -> Result<IssuedTokens, StoreError> {
        let refresh_token = OwnRefreshToken::first(secret);
        let record = record_of(auth, &refresh_token, session);
        let auth_version = self.table.issue(&record).await?;
        let access = &session.tokens.access_claims;
        Ok(self.issued(auth, refresh_token, session, access, auth_version))
    }

    /// Renews Scalekit's tokens if they are due, and then replaces the application's own, in this order: as long as
    /// Scalekit is away, the refresh token stays valid.
    pub(crate) async fn renew(
        &self,
        auth: &Auth,
        token: &OwnRefreshToken,
        need: Need,
    ) -> Result<IssuedTokens, SessionError> {
        let brought = token.clone().into();
        let Some(session) = alive(auth, &brought).await? else {
            return Err(SessionError::Anonymous);
        };
        let (session, access) = signed_in(auth, &brought, session).await?;
        if need == Need::FresherTokens && session.renew_from() <= auth.now() {
            return Err(SessionError::Unreachable(Box::new(session)));
        }
        self.rotate(auth, token, &session, &access).await
    }

    /// Replaces a refresh token by its successor.
    pub(crate) async fn rotate(
        &self,
        auth: &Auth,
        token: &OwnRefreshToken,
        session: &Session,
        access: &AccessClaims,
    ) -> Result<IssuedTokens, SessionError> {
        let successor = token.successor(&self.settings.keys);
        let record = record_of(auth, &successor, session);
        let rotation = self.table.rotate(token.hash(), &record, REFRESH_TOKEN_GRACE).await?;
        match rotation {
            Rotation::Rotated { auth_version } => {
                Ok(self.issued(auth, successor, session, access, auth_version))
            }
            Rotation::Repeated { current, auth_version } => {
                match token.descendant(&current, &self.settings.keys) {
                    Some(current) => Ok(self.issued(auth, current, session, access, auth_version)),
                    // Made with a key that this instance has not.
                    None => Err(SessionError::Unreachable(Box::new(session.clone()))),
                }
            }
            Rotation::Reused | Rotation::Over => {
                if rotation == Rotation::Reused {
                    audit::refresh_token_reused(session);
                }
                auth.end_session(&token.clone().into()).await?;
                auth.0.renewals.forget(token.secret().hash());
                Err(SessionError::Anonymous)
            }
        }
    }

    /// Says whether a refresh token would be accepted now.
    pub(crate) async fn accepts(
        &self,
        auth: &Auth,
        token: &OwnRefreshToken,
    ) -> Result<bool, StoreError> {
        self.table.accepts(token.hash(), auth.now(), REFRESH_TOKEN_GRACE).await
    }

    /// Returns the claims of an access token that nothing has ended.
    pub(crate) async fn verified(
        &self,
        auth: &Auth,
        token: &str,
    ) -> Result<Option<OwnClaims>, StoreError> {
        let keys = &self.settings.keys;
        let Some(claims) = OwnClaims::verified(token, keys, &self.origin, auth.now()) else {
            return Ok(None);
        };
        let Some(session) = key_of(&claims) else { return Ok(None) };
        let standing = self.table.standing(session, &claims.sub).await?;
        let is_live = standing.is_live || !self.settings.has_denylist;
        Ok((is_live && claims.auth_version >= standing.auth_version).then_some(claims))
    }

    /// Ends the session of an access token of ours, whether or not it has ended before, and returns what the token says
    /// of it.
    pub(crate) async fn end_session_of(
        &self,
        auth: &Auth,
        access_token: &str,
    ) -> Result<Option<Session>, StoreError> {
        let keys = &self.settings.keys;
        let claims = OwnClaims::verified(access_token, keys, &self.origin, auth.now());
        let Some(claims) = claims else { return Ok(None) };
        let Some(key) = key_of(&claims) else { return Ok(None) };
        let ended = auth.end_session_of_key(key).await?;
        Ok(ended.then(|| claims.shown(access_token).0))
    }

    fn issued(
        &self,
        auth: &Auth,
        refresh_token: OwnRefreshToken,
        session: &Session,
        access: &AccessClaims,
        auth_version: u64,
    ) -> IssuedTokens {
        let issue = Issue {
            jti: secrets::fresh(),
            session: URL_SAFE_NO_PAD.encode(refresh_token.secret().hash().as_bytes()),
            auth_version,
            now: auth.now(),
            lifetime: ACCESS_TOKEN_LIFETIME,
        };
        let claims = OwnClaims::of(&self.origin, session, access, issue);
        let access_token = claims.signed(&self.settings.keys);
        IssuedTokens { access_token, refresh_token, claims, ends_at: session.ends_at }
    }
}

/// Returns the session of an access token.
pub(super) fn key_of(claims: &OwnClaims) -> Option<CookieHash> {
    let octets = URL_SAFE_NO_PAD.decode(&claims.session).ok()?;
    octets.try_into().ok().map(CookieHash::from_bytes)
}

impl IssuedTokens {
    /// Returns the answer of the token endpoint (RFC 6749 §5.1).
    pub(crate) fn to_json(&self, auth: &Auth) -> Value {
        let left = self.claims.expires_at().duration_since(auth.now()).unwrap_or_default();
        json!({
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": left.as_secs(),
            "refresh_token": self.refresh_token.text(),
        })
    }

    /// Returns the two cookies of a browser; the refresh token alone if the access token is longer than a cookie can be.
    /// The guard renews at each request then.
    pub(crate) fn cookies(&self, auth: &Auth) -> Vec<HeaderValue> {
        let left = |end: SystemTime| end.duration_since(auth.now()).unwrap_or_default();
        let cookies = &auth.0.cookies;
        let refresh = left(self.ends_at);
        let refresh = cookies.header(CookieKind::RefreshToken, self.refresh_token.text(), refresh);
        let access = left(self.claims.expires_at());
        let access = cookies.header(CookieKind::AccessToken, &self.access_token, access);
        let octets = access.len();
        if octets > LONGEST_COOKIE {
            let claim = self.claims.largest();
            tracing::error!(octets, claim, "an access token is too large for a cookie");
            return vec![refresh];
        }
        vec![access, refresh]
    }
}

/// Returns what the table keeps of a refresh token of this session.
fn record_of(auth: &Auth, token: &OwnRefreshToken, session: &Session) -> RefreshRecord {
    RefreshRecord {
        jti: secrets::fresh(),
        session: token.secret().hash(),
        user_id: session.identity.sub.clone(),
        sid: session.identity.sid.clone(),
        token_hash: token.hash(),
        issued_at: auth.now(),
        expires_at: session.ends_at,
    }
}

//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4). Scalekit documents that it calls an application, but
//! not the body; this one is our choice.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::jwt::sign_typed;
use crate::environment::{ClientId, SessionId, SigningKey, TokenId, UserId};

/// The `typ` of a logout token (§2.4), so that no other token passes for one.
const TYP: &str = "logout+jwt";

/// The member of `events` that makes a token a logout token (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The lifetime of a logout token: §4 recommends two minutes at most.
const LIFETIME: SignedDuration = SignedDuration::from_mins(2);

/// The claims of a logout token.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LogoutClaims {
    pub(crate) iss: String,
    pub(crate) sub: UserId,
    pub(crate) aud: [ClientId; 1],
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) jti: TokenId,
    pub(crate) sid: SessionId,
    events: Value,
}

impl LogoutClaims {
    pub(crate) fn new(
        issuer: &str,
        user: UserId,
        session: SessionId,
        client: ClientId,
        jti: TokenId,
        now: Timestamp,
    ) -> Self {
        Self {
            iss: issuer.to_owned(),
            sub: user,
            aud: [client],
            iat: now.as_second(),
            exp: (now + LIFETIME).as_second(),
            jti,
            sid: session,
            events: json!({ EVENT: {} }),
        }
    }

    /// Returns the claims with times so much earlier.
    pub(crate) fn earlier(&self, by: SignedDuration) -> Value {
        let earlier = |seconds: i64| seconds - by.as_secs();
        let claims = Self { iat: earlier(self.iat), exp: earlier(self.exp), ..self.clone() };
        serde_json::to_value(claims).expect("claims are plain data")
    }
}

/// Signs a logout token under this `kid`.
pub(crate) fn sign_logout_token(key: &SigningKey, kid: &str, claims: &Value) -> String {
    sign_typed(key, kid, TYP, claims)
}

//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4). Scalekit says that it calls, and not with
//! what; that it is this is our choice.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::jwt::sign_typed;
use crate::environment::{ClientId, SessionId, SigningKey, TokenId, UserId};

/// How a logout token is typed (§2.4), so that nobody takes another token for one.
const TYP: &str = "logout+jwt";

/// The member of `events` that makes a token a logout token (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout token's life: §4 asks for a short one, preferably of two minutes at most.
const LIFETIME: SignedDuration = SignedDuration::from_mins(2);

/// What a logout token says.
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
}

/// How what an application is told lies, so that a test sees it refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lie {
    /// The signature is by a key, or a secret, that is not the environment's.
    WrongSignature,
    /// A logout token is for another client.
    WrongAudience,
    /// A logout token has a `nonce`, as only ID tokens have (§2.4).
    WithNonce,
    /// A logout token has no `events`, and so is none.
    WithoutEvents,
    /// A `user.logout` says that its session is `ACTIVE` still, as the sample in Scalekit's documents does
    /// (`behaviours.md` 9, number 19). The signature is good.
    DocsSample,
}

/// Signs it, as it would have been signed so much earlier.
pub(crate) fn sign_logout_token(
    key: &SigningKey,
    claims: &LogoutClaims,
    lie: Option<Lie>,
    earlier: SignedDuration,
) -> String {
    let mut claims = serde_json::to_value(claims).expect("claims are plain data");
    for time in ["iat", "exp"] {
        let then = claims[time].as_i64().unwrap_or_default() - earlier.as_secs();
        claims[time] = then.into();
    }
    match lie {
        Some(Lie::WrongAudience) => claims["aud"] = json!(["skc_999999999999999999"]),
        Some(Lie::WithNonce) => claims["nonce"] = "n-0S6".into(),
        Some(Lie::WithoutEvents) => {
            claims.as_object_mut().map(|claims| claims.shift_remove("events"));
        }
        Some(Lie::WrongSignature) => {
            return sign_typed(&SigningKey::unpublished(), key.kid(), TYP, &claims);
        }
        Some(Lie::DocsSample) | None => {}
    }
    sign_typed(key, key.kid(), TYP, &claims)
}

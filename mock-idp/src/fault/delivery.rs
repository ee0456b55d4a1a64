//! Webhooks and logout tokens that a receiver must refuse.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::environment::{SigningKey, WebhookSecret};
use crate::mint::{self, LogoutClaims, SignedPayload, Stamp};

/// A forgery of a delivery, which a receiver must refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeliveryForgery {
    /// The signature is by a key or a secret that is not the environment's.
    WrongSignature,
    /// A logout token is for another client.
    WrongAudience,
    /// A logout token has a `nonce`, as only ID tokens have (OpenID Connect Back-Channel Logout §2.4).
    WithNonce,
    /// A logout token has no `events`, and so is not a logout token.
    WithoutEvents,
    /// A `user.logout` says that its session is still `ACTIVE`, as the sample in Scalekit's documents does
    /// (`docs/webhooks.md#types`). The signature is valid.
    #[schemars(
        description = "A `user.logout` says that its session is active still, as Scalekit's published sample does. The signature is good."
    )]
    DocsSample,
}

impl DeliveryForgery {
    /// Signs a webhook, forged or not.
    pub(crate) fn webhook(forgery: Option<Self>, stamp: Stamp, body: String) -> SignedPayload {
        match forgery {
            Some(Self::WrongSignature) => {
                mint::sign_payload(&Stamp { secret: WebhookSecret::unregistered(), ..stamp }, body)
            }
            Some(Self::DocsSample) => mint::sign_payload(&stamp, with_active_session(&body)),
            _ => mint::sign_payload(&stamp, body),
        }
    }

    /// Signs a logout token, forged or not, with times that are so much earlier.
    pub(crate) fn logout_token(
        forgery: Option<Self>,
        key: &SigningKey,
        claims: &LogoutClaims,
        earlier: SignedDuration,
    ) -> String {
        let mut claims = claims.earlier(earlier);
        match forgery {
            Some(Self::WrongAudience) => claims["aud"] = json!(["skc_999999999999999999"]),
            Some(Self::WithNonce) => claims["nonce"] = "n-0S6".into(),
            Some(Self::WithoutEvents) => {
                claims.as_object_mut().map(|claims| claims.shift_remove("events"));
            }
            Some(Self::WrongSignature) => {
                let unpublished = SigningKey::unpublished();
                return mint::sign_logout_token(&unpublished, key.kid(), &claims);
            }
            Some(Self::DocsSample) | None => {}
        }
        mint::sign_logout_token(key, key.kid(), &claims)
    }
}

/// Returns the body of a `user.logout` whose session has not ended.
fn with_active_session(body: &str) -> String {
    let mut event: Value = serde_json::from_str(body).expect("a webhook's body is JSON");
    let session = &mut event["data"]["user_session"];
    session["status"] = "ACTIVE".into();
    if let Value::Object(fields) = session {
        fields.shift_remove("logout_at");
    }
    event.to_string()
}

//! The authorization code that a native app redeems for its tokens, once (RFC 6749 §4.1.2).

use std::fmt;
use std::time::Duration;

use url::Url;

use super::issuer::{IssuedTokens, Issuer};
use super::native::NativeRequest;
use crate::auth::Auth;
use crate::keys::Keys;
use crate::sealed::CookieSecret;
use crate::session::{Session, is_within};
use crate::store::{StoreError, TokensOf};
use crate::{audit, secrets};

/// How long a code is good for: an app redeems it at once, and RFC 6749 §4.1.2 warns of more than ten minutes.
pub const CODE_LIFETIME: Duration = Duration::from_mins(1);

/// The purpose of the key from which the secrets of sessions are derived.
const SESSION_OF_A_CODE: &str = "scalekit-axum session of a code";

/// The version of a session whose code was not redeemed yet: redeeming is the first replacement of its record.
const UNREDEEMED: u64 = 0;

/// An authorization code, of 256 random bits.
///
/// The secret of its session is derived from the code and the [proof](NativeRequest::proof) of the app, with the
/// application's key. Whoever shows both finds the session, also after the code was redeemed; whoever has the code alone
/// finds nothing, and the store does not know the code.
pub(crate) struct AuthorizationCode(String);

impl AuthorizationCode {
    fn fresh() -> Self {
        Self(secrets::fresh())
    }

    /// Reads a code; `None` if it has not the shape of ours.
    pub(crate) fn of(text: &str) -> Option<Self> {
        secrets::has_shape(text).then(|| Self(text.to_owned()))
    }

    /// Returns the secret of the session that the code is for.
    fn secret(&self, proof: &str, keys: &Keys) -> CookieSecret {
        self.secret_by(proof, keys.sealing())
    }

    /// Returns the secrets that the session may have, by each of the keys.
    fn secrets(&self, proof: &str, keys: &Keys) -> impl Iterator<Item = CookieSecret> {
        keys.opening().map(|key| self.secret_by(proof, key))
    }

    fn secret_by(&self, proof: &str, key: &[u8]) -> CookieSecret {
        CookieSecret::derived(key, SESSION_OF_A_CODE, &format!("{} {proof}", self.0))
    }
}

impl Issuer {
    /// Begins the session of a native app, and returns the app's address with the code by which the app gets its tokens.
    pub(crate) async fn begin_for_app(
        &self,
        auth: &Auth,
        app: &NativeRequest,
        session: &Session,
    ) -> Result<Url, StoreError> {
        let code = AuthorizationCode::fresh();
        let secret = code.secret(&app.proof(), &self.settings().keys);
        auth.0.store.begin(&secret, session).await?;
        Ok(app.answered(&code.0, auth.origin()))
    }

    /// Redeems a code, for whoever shows its proof; `None` if there is no such code, or no longer.
    ///
    /// A second redemption revokes the tokens of the first and ends the session, because two parties have the code and
    /// the verifier (RFC 6749 §4.1.2). It is noticed as long as the session lasts. A request without the right verifier
    /// and redirect URI ends nothing: otherwise whoever sees a code could sign its person out (OAuth 2.1, “Reuse of
    /// Authorization Codes”).
    pub(crate) async fn redeem(
        &self,
        auth: &Auth,
        code: &AuthorizationCode,
        proof: &str,
    ) -> Result<Option<IssuedTokens>, StoreError> {
        for secret in code.secrets(proof, &self.settings().keys) {
            if let Some(session) = auth.0.store.load(&secret).await? {
                return self.redeem_for(auth, &secret, &session).await;
            }
        }
        Ok(None)
    }

    /// Issues the tokens first and marks the code as redeemed after that: whoever finds it redeemed finds all tokens, and
    /// a store that goes away in between spends no code. The tokens of such an attempt are revoked by the next.
    async fn redeem_for(
        &self,
        auth: &Auth,
        secret: &CookieSecret,
        session: &Session,
    ) -> Result<Option<IssuedTokens>, StoreError> {
        if session.version == UNREDEEMED {
            if !is_within(CODE_LIFETIME, session.began_at(), auth.now()) {
                return Ok(None);
            }
            self.table.revoke(TokensOf::Session(secret.hash()), auth.now()).await?;
            let issued = self.begin(auth, secret, session).await?;
            if auth.0.store.replace(secret, session).await? {
                audit::signed_in(session);
                // A message of Scalekit's may have come before the session began, or just before its tokens were issued.
                if !auth.has_ended(session).await? {
                    return Ok(Some(issued));
                }
                auth.end_session(&secret.clone().into()).await?;
                return Ok(None);
            }
        }
        if auth.end_session(&secret.clone().into()).await?.is_some() {
            audit::code_reused(session);
        }
        auth.0.renewals.forget(secret.hash());
        Ok(None)
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationCode([redacted])")
    }
}

#[cfg(test)]
mod tests;

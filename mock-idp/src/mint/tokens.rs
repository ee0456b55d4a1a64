//! The signing of tokens, outside the lock.

use std::sync::Arc;

use super::jwt::sign;
use super::{AccessClaims, ClientClaims, IdClaims, half_hash};
use crate::environment::{ClientId, SigningKey};
use crate::secret::Secret;
use crate::wire::{Scope, TokenResponse};

/// The seconds by which `expires_in` is less than the token's lifetime: Scalekit computes it a moment after issue,
/// and its documents show 299 and 86399 (`docs/tokens.md#token-answers`).
const A_MOMENT: u32 = 1;

/// The tokens that a rule decided to issue, not yet signed.
#[derive(Debug)]
pub(crate) struct Issuance {
    key: Arc<SigningKey>,
    access: Access,
    id_token: Option<(IdClaims, Option<Secret>)>,
    refresh_token: Option<Secret>,
    scope: Scope,
    lifetime: u32,
}

#[derive(Debug)]
enum Access {
    User(Box<AccessClaims>),
    Client(Box<ClientClaims>),
}

impl Issuance {
    pub(crate) fn to_user(
        key: Arc<SigningKey>,
        claims: AccessClaims,
        scope: Scope,
        lifetime: u32,
    ) -> Self {
        Self::new(key, Access::User(Box::new(claims)), scope, lifetime)
    }

    pub(crate) fn to_client(
        key: Arc<SigningKey>,
        claims: ClientClaims,
        scope: Scope,
        lifetime: u32,
    ) -> Self {
        Self::new(key, Access::Client(Box::new(claims)), scope, lifetime)
    }

    fn new(key: Arc<SigningKey>, access: Access, scope: Scope, lifetime: u32) -> Self {
        Self { key, access, id_token: None, refresh_token: None, scope, lifetime }
    }

    /// Adds an ID token, with `c_hash` where it answers a code.
    pub(crate) fn with_id_token(self, claims: IdClaims, code: Option<Secret>) -> Self {
        Self { id_token: Some((claims, code)), ..self }
    }

    pub(crate) fn with_refresh_token(self, refresh_token: Option<Secret>) -> Self {
        Self { refresh_token, ..self }
    }

    pub(crate) fn has_id_token(&self) -> bool {
        self.id_token.is_some()
    }

    /// Returns the client that the tokens are for.
    pub(crate) fn client(&self) -> &ClientId {
        match &self.access {
            Access::User(claims) => &claims.client_id,
            Access::Client(claims) => &claims.client_id,
        }
    }

    /// Returns whether the access token is about a user, and not a client's own.
    pub(crate) fn is_to_user(&self) -> bool {
        matches!(self.access, Access::User(_))
    }

    /// Signs all tokens; those of a user by `sign_access` and `sign_id`.
    pub(crate) fn sign_with(
        self,
        sign_access: impl FnOnce(&SigningKey, &AccessClaims) -> String,
        sign_id: impl FnOnce(&SigningKey, &IdClaims) -> String,
    ) -> TokenResponse {
        let key = &self.key;
        let access_token = match &self.access {
            Access::User(claims) => sign_access(key, claims),
            Access::Client(claims) => sign(key, claims),
        };
        let id_token = self.id_token.map(|(claims, code)| {
            let claims = IdClaims {
                at_hash: Some(half_hash(&access_token)),
                c_hash: code.as_ref().map(|code| half_hash(code.reveal())),
                ..claims
            };
            sign_id(key, &claims)
        });
        TokenResponse {
            access_token,
            id_token,
            refresh_token: self.refresh_token.map(|token| token.reveal().to_owned()),
            token_type: "Bearer",
            expires_in: self.lifetime.saturating_sub(A_MOMENT),
            scope: self.scope.to_string(),
        }
    }
}

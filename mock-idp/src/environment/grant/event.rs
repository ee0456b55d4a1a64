//! What happens to grants, and to their codes and tokens.

use jiff::Timestamp;
use serde::Serialize;

use super::{Code, Grant, RefreshStage, RefreshToken, RevocationReason, Revoked, Rotation};
use crate::environment::event::{Happened, names};
use crate::environment::{
    AuthRequestId, Environment, GrantId, Id as _, Names, Session, SessionId, Stage, TokenId,
};
use crate::secret::Secret;
use crate::wire::Scope;

/// An event of a grant, its code or its tokens.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum GrantEvent {
    /// A code was issued.
    CodeIssued {
        /// The new grant.
        grant: Box<Grant>,
        /// The code.
        code: Box<Code>,
        /// The waiting request that it answers; `None` where a session answered at once.
        request: Option<AuthRequestId>,
    },
    /// A code was exchanged for tokens.
    CodeRedeemed {
        /// The code.
        code: Secret,
        /// The grant.
        grant: GrantId,
    },
    /// Tokens were issued for a grant.
    TokensIssued {
        /// The grant.
        grant: GrantId,
        /// The access token's `jti`.
        token: TokenId,
        /// When the access token expires.
        expires_at: Timestamp,
        /// Whether an ID token came with it.
        id_token: bool,
        /// The grant's first refresh token, where `offline_access` was granted.
        #[serde(skip_serializing_if = "Option::is_none")]
        refresh_token: Option<Secret>,
    },
    /// A refresh token was used and replaced.
    RefreshTokenRotated {
        /// The grant.
        grant: GrantId,
        /// The used refresh token.
        used: Secret,
        /// The scope requested.
        scope: Scope,
        /// The new refresh token.
        successor: Secret,
    },
    /// A used refresh token came back within its grace and was answered with its successor.
    RefreshTokenRetried {
        /// The grant.
        grant: GrantId,
        /// The used refresh token.
        used: Secret,
    },
    /// A grant was revoked.
    Revoked {
        /// The grant.
        grant: GrantId,
        /// The reason.
        why: RevocationReason,
    },
    /// A client revoked one access token.
    AccessTokenRevoked {
        /// The token's `jti`.
        token: TokenId,
        /// When the access token would have expired.
        expires_at: Timestamp,
    },
    /// An access token was presented whose session has ended.
    AccessTokenOutlived {
        /// The token's `jti`.
        token: TokenId,
        /// The session.
        session: SessionId,
        /// The endpoint that received it.
        endpoint: &'static str,
        /// Whether it was accepted, by policy.
        accepted: bool,
        /// How the session ended, in words.
        how: &'static str,
    },
}

names! { GrantEvent:
    CodeIssued => "authorization_code.issued",
    CodeRedeemed => "authorization_code.redeemed",
    TokensIssued => "tokens.issued",
    RefreshTokenRotated => "refresh_token.rotated",
    RefreshTokenRetried => "refresh_token.retried",
    Revoked => "grant.revoked",
    AccessTokenRevoked => "access_token.revoked",
    AccessTokenOutlived => "access_token.outlived",
}

impl Happened for GrantEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::CodeIssued { grant, code, request } => {
                environment.keep_grant(grant, code, request.as_ref());
                environment.log_success(grant, request.as_ref());
            }
            Self::CodeRedeemed { code, .. } => environment.redeem_code(code),
            Self::TokensIssued { grant, token, expires_at, refresh_token, .. } => {
                environment.keep_access_token(grant, token, *expires_at);
                if let Some(secret) = refresh_token {
                    environment.keep_refresh_token(grant, secret);
                }
            }
            Self::RefreshTokenRotated { grant, used, scope, successor } => {
                environment.rotate(grant, used, scope, successor);
            }
            Self::Revoked { grant, why } => environment.revoke_grant(grant, *why),
            Self::AccessTokenRevoked { token, expires_at } => {
                environment.revoked_tokens.insert((*expires_at, token.clone()));
            }
            Self::RefreshTokenRetried { .. } | Self::AccessTokenOutlived { .. } => {}
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::CodeIssued { grant, .. } => {
                let (client, user) = (names.client(&grant.client), names.user(&grant.user));
                format!("{client} for {user}: {}", grant.scope)
            }
            Self::CodeRedeemed { grant, .. }
            | Self::RefreshTokenRotated { grant, .. }
            | Self::RefreshTokenRetried { grant, .. } => names.grant(grant),
            Self::TokensIssued { grant, id_token, refresh_token, .. } => {
                let id_token = if *id_token { ", id" } else { "" };
                let refresh_token = if refresh_token.is_some() { ", refresh" } else { "" };
                format!("{}: access{id_token}{refresh_token}", names.grant(grant))
            }
            Self::Revoked { grant, why } => format!("{}: {}", names.grant(grant), why.describe()),
            Self::AccessTokenRevoked { token, .. } => token.to_string(),
            Self::AccessTokenOutlived { session, endpoint, accepted, how, .. } => {
                let outcome = if *accepted { "accepted" } else { "refused" };
                let session = names.session(session);
                format!("{session}: {outcome} at {endpoint}, its session has ended: {how}")
            }
        }
    }

    fn remove_client_values(&mut self) {
        if let Self::CodeIssued { grant, .. } = self {
            grant.nonce = None;
        }
    }
}

impl RevocationReason {
    fn describe(self) -> &'static str {
        match self {
            Self::CodeReplayed => "its code was presented twice",
            Self::RefreshTokenReused => "a used refresh token came back",
            Self::ClientRequest => "the client asked for it",
        }
    }
}

impl Environment {
    fn keep_grant(&mut self, grant: &Grant, code: &Code, request: Option<&AuthRequestId>) {
        if let Some(request) = request {
            self.advance(request, Stage::Answered, Some(&grant.session));
        }
        self.with_session(&grant.session, |session, now| {
            session.touch(now);
            session.enter(&grant.organization);
            if !session.authenticated_clients.contains(&grant.client) {
                session.authenticated_clients.push(grant.client.clone());
            }
        });
        self.grants.keep(grant.clone());
        self.codes.keep(code.clone());
        self.drop_expired_codes();
    }

    /// Drops codes that have expired, and revocations of access tokens that have. Until then a code is remembered, so
    /// that its replay is recognised. All codes have the same lifetime, so the oldest expires first.
    fn drop_expired_codes(&mut self) {
        let now = self.now;
        self.codes.drop_oldest_while(|_, oldest| oldest.expires_at <= now);
        if self.revoked_tokens.first().is_some_and(|(expires_at, _)| *expires_at < now) {
            let first_unexpired = (now, TokenId::named(""));
            self.revoked_tokens = self.revoked_tokens.split_off(&first_unexpired);
        }
    }

    fn redeem_code(&mut self, code: &Secret) {
        let now = self.now;
        if let Some(code) = self.codes.get_mut(code) {
            code.redeemed_at = Some(now);
            // A replay is refused before anybody looks at its verifier.
            code.challenge = None;
        }
    }

    fn keep_access_token(&mut self, grant: &GrantId, token: &TokenId, expires_at: Timestamp) {
        self.note_issued(token);
        let now = self.now;
        if let Some(grant) = self.grants.get_mut(grant) {
            grant.access_tokens.retain(|(_, expiry)| *expiry > now);
            if grant.access_tokens.is_empty() {
                // Most grants have one token at a time.
                grant.access_tokens.reserve_exact(1);
            }
            grant.access_tokens.push((token.clone(), expires_at));
        }
    }

    fn keep_refresh_token(&mut self, grant: &GrantId, secret: &Secret) {
        let live = RefreshToken { grant: grant.clone(), stage: RefreshStage::Live };
        self.refresh_tokens.insert(secret.clone(), live);
    }

    fn rotate(&mut self, grant: &GrantId, used: &Secret, scope: &Scope, successor: &Secret) {
        if let Some(token) = self.refresh_tokens.get_mut(used) {
            token.stage = RefreshStage::Rotated(Rotation {
                at: self.now,
                scope: scope.clone(),
                successor: successor.clone(),
            });
        }
        self.keep_refresh_token(grant, successor);
        let session = self.grants.get(grant).map(|grant| grant.session.clone());
        if let Some(session) = session {
            self.with_session(&session, Session::touch);
        }
    }

    fn revoke_grant(&mut self, grant: &GrantId, why: RevocationReason) {
        if let Some(grant) = self.grants.get_mut(grant) {
            grant.revoked = Some(Revoked { at: self.now, why });
            let tokens = std::mem::take(&mut grant.access_tokens);
            let revoked = tokens.into_iter().map(|(token, expires_at)| (expires_at, token));
            self.revoked_tokens.extend(revoked);
        }
    }
}

//! What events do to grants, and to the codes and tokens that came of them.

use jiff::Timestamp;

use super::{
    AuthRequestId, Code, Environment, Grant, GrantId, Id as _, RefreshStage, RefreshToken, Revoked,
    RevokedBecause, Rotation, Session, Stage, TokenId,
};
use crate::secret::Secret;
use crate::wire::Scope;

impl Environment {
    pub(super) fn keep_grant(
        &mut self,
        grant: &Grant,
        code: &Code,
        request: Option<&AuthRequestId>,
    ) {
        if let Some(request) = request {
            self.lead_on(request, Stage::Answered, Some(&grant.session));
        }
        self.with_session(&grant.session, |session, now| {
            session.touch(now);
            session.enter(&grant.organization);
            if !session.authenticated_clients.contains(&grant.client) {
                session.authenticated_clients.push(grant.client.clone());
            }
        });
        self.grants.insert(grant.id.clone(), grant.clone());
        self.codes.insert(code.secret.clone(), code.clone());
        self.codes_by_age.push_back(code.secret.clone());
        self.forget_old_codes();
    }

    /// A code is remembered for as long as it would have been good, so that its replay is recognised;
    /// all have the same lifetime, so the oldest expires first.
    fn forget_old_codes(&mut self) {
        while let Some(oldest) = self.codes_by_age.front() {
            if self.codes.get(oldest).is_some_and(|code| self.now < code.expires_at) {
                break;
            }
            self.codes.remove(oldest);
            self.codes_by_age.pop_front();
        }
        let first_that_matters = (self.now, TokenId::named(""));
        self.revoked_tokens = self.revoked_tokens.split_off(&first_that_matters);
    }

    pub(super) fn spend_code(&mut self, code: &Secret) {
        let now = self.now;
        if let Some(code) = self.codes.get_mut(code) {
            code.redeemed_at = Some(now);
        }
    }

    pub(super) fn keep_refresh_token(&mut self, grant: &GrantId, secret: &Secret) {
        let live = RefreshToken { grant: grant.clone(), stage: RefreshStage::Live };
        self.refresh_tokens.insert(secret.clone(), live);
    }

    pub(super) fn rotate(
        &mut self,
        grant: &GrantId,
        used: &Secret,
        scope: &Scope,
        successor: &Secret,
    ) {
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

    pub(super) fn revoke_grant(&mut self, grant: &GrantId, why: RevokedBecause) {
        let mut tokens = Vec::new();
        self.with_grant(grant, |grant, at| {
            grant.revoked = Some(Revoked { at, why });
            tokens = std::mem::take(&mut grant.access_tokens);
        });
        self.revoked_tokens
            .extend(tokens.into_iter().map(|(token, expires_at)| (expires_at, token)));
    }

    pub(super) fn with_grant(
        &mut self,
        grant: &GrantId,
        change: impl FnOnce(&mut Grant, Timestamp),
    ) {
        if let Some(grant) = self.grants.get_mut(grant) {
            change(grant, self.now);
        }
    }
}

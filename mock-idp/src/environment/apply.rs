//! How each event changes the environment. There is no other way.

use jiff::Timestamp;

use super::{
    Assertion, AuthRequest, AuthRequestId, ClientId, ClientKind, ClientSecret, ClientSecretId,
    Code, ConnectionId, EmailCode, Ended, EndedBy, Environment, Event, Grant, GrantId, Hint,
    Id as _, Mail, Membership, RefreshStage, RefreshToken, Revoked, RevokedBecause, Rotation,
    Session, SessionId, Stage, Told,
};
use crate::Secret;
use crate::environment::sign_in::MOST_WAITING;
use crate::wire::Scope;

/// Mails that the mailbox keeps: the newest is what anybody wants, and a page of this many is long enough.
const MOST_MAILS: usize = 200;

/// ID tokens that are known again after a logout. An expired one is as good as a new one, so only their
/// number can bound them: more logouts than any test waits for before it replays one.
const MOST_USED_HINTS: usize = 1_000;

impl Environment {
    /// Makes `event` true.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each event")]
    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::AuthorizationRequested { request } => self.keep_request(request),
            Event::EmailCodeSent {
                request,
                code,
                mail,
            } => self.keep_code(request, code, mail.as_ref()),
            Event::EmailCodeRejected { request } => self.count_attempt(request),
            Event::AuthorizationRestarted { request } => self.restart(request),
            Event::OrganizationAsked {
                request,
                user,
                session,
            } => {
                self.reach(
                    request,
                    Stage::Organization {
                        user: user.clone(),
                        session: session.clone(),
                    },
                );
            }
            Event::AuthorizationEnded { request, .. } => self.reach(request, Stage::Answered),
            Event::UserSignedUp { user } | Event::UserCreated { user } => self.keep_user(user),
            Event::UserDeactivated { user } => self.with_user(user, |user, _| user.active = false),
            Event::OrganizationCreated { organization } => self.keep_organization(organization),
            Event::MembershipChanged {
                user,
                organization,
                roles,
            } => self.change_membership(user, organization, roles),
            Event::UserSignedIn { session } => self.keep_session(session),
            Event::UserReauthenticated {
                session,
                connection,
            } => self.reauthenticate(session, connection),
            Event::SessionEnded {
                session,
                by,
                hinted,
            } => self.end_session(session, *by, hinted.as_ref()),
            Event::CodeIssued {
                grant,
                code,
                request,
            } => self.keep_grant(grant, code, request.as_ref()),
            Event::CodeRedeemed { code, .. } => self.spend_code(code),
            Event::TokensIssued {
                grant,
                token,
                expires_at,
                refresh_token,
                ..
            } => {
                self.with_grant(grant, |grant, now| {
                    grant.access_tokens.retain(|(_, expiry)| *expiry > now);
                    grant.access_tokens.push((token.clone(), *expires_at));
                });
                if let Some(secret) = refresh_token {
                    self.keep_refresh_token(grant, secret);
                }
            }
            Event::RefreshTokenRotated {
                grant,
                used,
                scope,
                successor,
            } => self.rotate(grant, used, scope, successor),
            Event::GrantRevoked { grant, why } => self.revoke_grant(grant, *why),
            Event::AccessTokenRevoked { token, expires_at } => {
                self.revoked_tokens.insert((*expires_at, token.clone()));
            }
            Event::SignInPrepared { user } => self.prepared_sign_in = Some(user.clone()),
            Event::ClientCreated { client } | Event::ClientUpdated { client } => {
                self.clients.insert(client.id.clone(), (**client).clone());
            }
            Event::SigningKeyRotated { key, .. } => self.keys.publish(key),
            Event::IdentityProviderAsked { request, upstream } => {
                self.reach(request, Stage::Upstream(upstream.clone()));
            }
            Event::IdentityAsserted { request, assertion } => self.assert(request, assertion),
            Event::LoginUserDetailsTold { request, told } => self.tell(request, told),
            Event::IdentityLinked { identity } => self.keep_identity(identity),
            Event::ConnectionCreated { connection }
            | Event::EnvironmentConnectionCreated { connection }
            | Event::ConnectionUpdated { connection } => self.keep_connection(connection),
            Event::ConnectionEnabled { connection } => self.switch_connection(connection, true),
            Event::ConnectionDisabled { connection } => self.switch_connection(connection, false),
            Event::ConnectionDeleted { connection } => self.forget_connection(connection),
            Event::DomainCreated { domain } => self.keep_domain(domain),
            Event::DomainDeleted { domain, .. } => self.forget_domain(domain),
            Event::DirectoryCreated { directory } => self.keep_directory(directory),
            Event::DirectoryEnabled { directory } => self.switch_directory(directory, true),
            Event::DirectoryDisabled { directory } => self.switch_directory(directory, false),
            Event::DirectoryDeleted { directory } => self.forget_directory(directory),
            Event::RefreshTokenRetried { .. }
            | Event::IdpInitiatedLoginSent { .. }
            | Event::ParameterIgnored { .. }
            | Event::LogoutEndedNothing { .. } => {}

            Event::UserUpdated { user } => self.keep_user(user),
            Event::UserDeleted { user, email } => self.forget_user(user, email),
            Event::MembershipCreated { user, membership } => {
                self.with_user(user, |user, _| user.put((**membership).clone()));
            }
            Event::MembershipMetadataChanged {
                user,
                organization,
                metadata,
            } => self.with_user(user, |user, _| {
                if let Some(known) = user.place(organization).cloned() {
                    let metadata = metadata.clone();
                    user.put(Membership { metadata, ..known });
                }
            }),
            Event::MembershipDeleted { user, organization } => self.with_user(user, |user, _| {
                let memberships = &mut user.memberships;
                memberships.retain(|membership| &membership.organization != organization);
            }),
            Event::UserInvited {
                user,
                membership,
                mail,
            } => {
                self.with_user(user, |user, _| user.put((**membership).clone()));
                self.keep_mail(mail);
            }
            Event::InvitationAccepted {
                user,
                organization,
                session,
            } => self.accept_invitation(user, organization, session),

            Event::OrganizationUpdated { organization } => self.keep_organization(organization),
            Event::OrganizationDeleted { organization } => {
                self.forget_organization(&organization.id);
            }
            Event::PortalLinkGenerated { link } => self.keep_portal_link(link),
            Event::PortalLinkOpened { link, .. } => self.open_portal_link(link),
            Event::RoleCreated { role } | Event::RoleUpdated { role } => {
                self.access.keep_role(role);
            }
            Event::RoleDeleted { role } => self.access.forget_role(&role.id),
            Event::PermissionCreated { permission } | Event::PermissionUpdated { permission } => {
                self.access.keep_permission(permission);
            }
            Event::PermissionDeleted { permission } => {
                self.access.forget_permission(&permission.id);
            }

            Event::ClientTokenIssued { client, secret, .. } => self.note_use(client, secret),
            Event::ClientDeleted { client, .. } => {
                self.clients.remove(client);
                self.machine_clients.forget(client);
            }
            Event::MachineClientCreated { client } | Event::MachineClientUpdated { client } => {
                self.machine_clients.keep(client);
            }
            Event::ClientSecretCreated { client, secret } => {
                self.with_secrets(client, |secrets, _| secrets.push(secret.clone()));
            }
            Event::ClientSecretDeleted { client, secret } => {
                self.with_secrets(client, |secrets, _| secrets.retain(|one| one.id != *secret));
            }
            Event::ApiTokenCreated { token } | Event::ApiTokenUpdated { token } => {
                self.api_tokens.keep(token);
            }
            Event::ApiTokenInvalidated { token } => self.api_tokens.invalidate(token, self.now),
            Event::PasswordlessSent { request, mail } => {
                self.passwordless.keep(request);
                if let Some(mail) = mail {
                    self.keep_mail(mail);
                }
            }
            Event::PasswordlessRejected { request, .. } => {
                self.passwordless.count_attempt(request, self.now);
            }
            Event::PasswordlessVerified { request, .. } => self.passwordless.forget(request),
            Event::PasskeyRegistered { passkey } => self.passkeys.keep(passkey),
            Event::PasskeyRenamed {
                passkey,
                display_name,
            } => self.passkeys.rename(passkey, display_name, self.now),
            Event::PasskeyDeleted { passkey } => self.passkeys.forget(passkey),
        }
        self.keep_in_log(event);
    }

    fn note_use(&mut self, client: &ClientId, secret: &ClientSecretId) {
        self.with_secrets(client, |secrets, now| {
            for secret in secrets.iter_mut().filter(|one| one.id == *secret) {
                secret.last_used_at = Some(now);
            }
        });
    }

    fn with_secrets(
        &mut self,
        client: &ClientId,
        change: impl FnOnce(&mut Vec<ClientSecret>, Timestamp),
    ) {
        let kind = self.clients.get_mut(client).map(|client| &mut client.kind);
        let secrets = match kind {
            Some(ClientKind::Web(secrets)) => Some(secrets),
            Some(ClientKind::Spa | ClientKind::Native) => None,
            None => self.machine_clients.secrets_of(client),
        };
        if let Some(secrets) = secrets {
            change(secrets, self.now);
        }
    }

    fn keep_request(&mut self, request: &AuthRequest) {
        self.requests_by_age.push_back(request.id.clone());
        self.requests.insert(request.id.clone(), request.clone());
        // Every request has the same lifetime, so the oldest is the first to go stale.
        while let Some(oldest) = self.requests_by_age.front() {
            let stale = self
                .requests
                .get(oldest)
                .is_none_or(|request| request.expires_at <= self.now);
            if !stale && self.requests.len() <= MOST_WAITING {
                break;
            }
            self.requests.remove(oldest);
            self.requests_by_age.pop_front();
        }
    }

    fn keep_code(&mut self, request: &AuthRequestId, code: &EmailCode, mail: Option<&Mail>) {
        self.reach(request, Stage::Code(code.clone()));
        if let Some(mail) = mail {
            self.keep_mail(mail);
        }
    }

    fn keep_mail(&mut self, mail: &Mail) {
        self.mails.push_back(mail.clone());
        if self.mails.len() > MOST_MAILS {
            self.mails.pop_front();
        }
    }

    fn count_attempt(&mut self, request: &AuthRequestId) {
        if let Some(AuthRequest {
            stage: Stage::Code(code),
            ..
        }) = self.requests.get_mut(request)
        {
            code.attempts += 1;
        }
    }

    fn reach(&mut self, request: &AuthRequestId, stage: Stage) {
        if let Some(request) = self.requests.get_mut(request) {
            request.stage = stage;
        }
    }

    fn restart(&mut self, request: &AuthRequestId) {
        if let Some(request) = self.requests.get_mut(request) {
            request.stage = Stage::Email;
            request.asserted = None;
        }
    }

    fn assert(&mut self, request: &AuthRequestId, assertion: &Assertion) {
        if let Some(request) = self.requests.get_mut(request) {
            request.asserted = Some(Box::new(assertion.clone()));
        }
    }

    fn tell(&mut self, request: &AuthRequestId, told: &Told) {
        if let Some(AuthRequest {
            stage: Stage::Upstream(upstream),
            ..
        }) = self.requests.get_mut(request)
        {
            upstream.told = Some(told.clone());
        }
    }

    fn keep_session(&mut self, session: &Session) {
        self.prepared_sign_in = None;
        self.sessions_by_cookie
            .insert(session.cookie.clone(), session.id.clone());
        self.sessions.insert(session.id.clone(), session.clone());
        self.note_login(&session.user, &session.connection);
        self.with_user(&session.user, |user, now| user.last_login_at = Some(now));
    }

    fn reauthenticate(&mut self, session: &SessionId, connection: &ConnectionId) {
        self.prepared_sign_in = None;
        let now = self.now;
        if let Some(session) = self.sessions.get_mut(session) {
            session.authenticated_at = now;
            session.connection = connection.clone();
            let user = session.user.clone();
            self.note_login(&user, connection);
            self.with_user(&user, |user, now| user.last_login_at = Some(now));
        }
    }

    fn end_session(&mut self, session: &SessionId, by: EndedBy, hint: Option<&Hint>) {
        if let Some(hint) = hint {
            self.used_hints.push_back(hint.clone());
            if self.used_hints.len() > MOST_USED_HINTS {
                self.used_hints.pop_front();
            }
        }
        let at = self.now;
        if let Some(session) = self.sessions.get_mut(session) {
            session.ended = Some(Ended { at, by });
        }
    }

    fn keep_grant(&mut self, grant: &Grant, code: &Code, request: Option<&AuthRequestId>) {
        if let Some(request) = request {
            self.reach(request, Stage::Answered);
        }
        if let Some(session) = self.sessions.get_mut(&grant.session) {
            session.touch(self.now);
            session.enter(&grant.organization);
            if !session.authenticated_clients.contains(&grant.client) {
                session.authenticated_clients.push(grant.client.clone());
            }
        }
        self.grants.insert(grant.id.clone(), grant.clone());
        self.codes.insert(code.secret.clone(), code.clone());
        self.codes_by_age.push_back(code.secret.clone());
        self.forget_old_codes();
    }

    /// A code is remembered for as long as it would have been good, so that its replay is recognised;
    /// all have the same lifetime, so the oldest expires first.
    fn forget_old_codes(&mut self) {
        while let Some(oldest) = self.codes_by_age.front() {
            if self
                .codes
                .get(oldest)
                .is_some_and(|code| self.now < code.expires_at)
            {
                break;
            }
            self.codes.remove(oldest);
            self.codes_by_age.pop_front();
        }
        let first_that_matters = (self.now, super::TokenId::named(""));
        self.revoked_tokens = self.revoked_tokens.split_off(&first_that_matters);
    }

    fn spend_code(&mut self, code: &Secret) {
        let now = self.now;
        if let Some(code) = self.codes.get_mut(code) {
            code.redeemed_at = Some(now);
        }
    }

    fn keep_refresh_token(&mut self, grant: &GrantId, secret: &Secret) {
        let live = RefreshToken {
            grant: grant.clone(),
            stage: RefreshStage::Live,
        };
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
        if let Some(session) = session.and_then(|id| self.sessions.get_mut(&id)) {
            session.touch(self.now);
        }
    }

    fn revoke_grant(&mut self, grant: &GrantId, why: RevokedBecause) {
        let mut tokens = Vec::new();
        self.with_grant(grant, |grant, at| {
            grant.revoked = Some(Revoked { at, why });
            tokens = std::mem::take(&mut grant.access_tokens);
        });
        self.revoked_tokens.extend(
            tokens
                .into_iter()
                .map(|(token, expires_at)| (expires_at, token)),
        );
    }

    fn with_grant(&mut self, grant: &GrantId, change: impl FnOnce(&mut Grant, Timestamp)) {
        if let Some(grant) = self.grants.get_mut(grant) {
            change(grant, self.now);
        }
    }
}

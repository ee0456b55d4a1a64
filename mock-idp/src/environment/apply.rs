//! How each event changes the environment. There is no other way.

use super::{Environment, Event, Membership, Stage};

impl Environment {
    /// Makes `event` true.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each event")]
    pub(crate) fn apply(&mut self, event: &Event) {
        let removed = self.removed_subject(event);
        match event {
            Event::AuthorizationRequested { request } => self.keep_request(request),
            Event::EmailCodeSent { request, code, mail } => {
                self.keep_code(request, code, mail.as_ref());
            }
            Event::EmailCodeRejected { request } => self.count_attempt(request),
            Event::AuthorizationRestarted { request } => self.restart(request),
            Event::OrganizationAsked { request, user, session } => {
                let stage = Stage::Organization { user: user.clone(), session: session.clone() };
                self.lead_on(request, stage, None);
            }
            Event::AuthorizationEnded { request, .. } => self.reach(request, Stage::Answered),
            Event::UserSignedUp { user } | Event::UserCreated { user } => self.keep_user(user),
            Event::UserDeactivated { user } => self.with_user(user, |user, _| user.active = false),
            Event::OrganizationCreated { organization } => self.keep_organization(organization),
            Event::MembershipChanged { user, organization, roles } => {
                self.change_membership(user, organization, roles);
            }
            Event::UserSignedIn { session } => self.keep_session(session),
            Event::UserReauthenticated { session, connection } => {
                self.reauthenticate(session, connection);
            }
            Event::SessionExpired { session } => self.expire_session(session),
            Event::SessionEnded { session, by, hinted } => {
                self.end_session(session, *by, hinted.as_ref());
            }
            Event::CodeIssued { grant, code, request } => {
                self.keep_grant(grant, code, request.as_ref());
            }
            Event::CodeRedeemed { code, .. } => self.spend_code(code),
            Event::TokensIssued { grant, token, expires_at, refresh_token, .. } => {
                self.note_issued(token);
                self.with_grant(grant, |grant, now| {
                    grant.access_tokens.retain(|(_, expiry)| *expiry > now);
                    grant.access_tokens.push((token.clone(), *expires_at));
                });
                if let Some(secret) = refresh_token {
                    self.keep_refresh_token(grant, secret);
                }
            }
            Event::RefreshTokenRotated { grant, used, scope, successor } => {
                self.rotate(grant, used, scope, successor);
            }
            Event::GrantRevoked { grant, why } => self.revoke_grant(grant, *why),
            Event::AccessTokenRevoked { token, expires_at } => {
                self.revoked_tokens.insert((*expires_at, token.clone()));
            }
            Event::SignInPrepared { user, .. } => self.prepared_sign_ins.push_back(user.clone()),
            Event::SignInTaken { user, .. } => self.take_sign_in(user),
            Event::PoliciesChanged { policies, sign_in, .. } => {
                self.settings.policies = (**policies).clone();
                self.settings.sign_in = sign_in.clone();
            }
            Event::ClientCreated { client } | Event::ClientUpdated { client } => {
                self.clients.insert(client.id.clone(), (**client).clone());
            }
            Event::EnvironmentAged { seconds } => self.age(*seconds),
            Event::SigningKeyAnnounced { key, .. } => self.keys.announce(key),
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
            | Event::SessionOutlived { .. }
            | Event::ClockAhead { .. }
            | Event::IdpInitiatedLoginSent { .. }
            | Event::ParameterIgnored { .. }
            | Event::DeliverySucceeded { .. }
            | Event::DeliveryFailed { .. }
            | Event::LogoutEndedNothing { .. } => {}

            Event::UserUpdated { user } => self.keep_user(user),
            Event::UserDeleted { user, email } => self.forget_user(user, email),
            Event::MembershipCreated { user, membership } => {
                self.with_user(user, |user, _| user.put((**membership).clone()));
            }
            Event::MembershipMetadataChanged { user, organization, metadata } => {
                self.with_user(user, |user, _| {
                    if let Some(known) = user.place(organization).cloned() {
                        let metadata = metadata.clone();
                        user.put(Membership { metadata, ..known });
                    }
                });
            }
            Event::MembershipDeleted { user, organization } => self.with_user(user, |user, _| {
                let memberships = &mut user.memberships;
                memberships.retain(|membership| &membership.organization != organization);
            }),
            Event::UserInvited { user, membership, mail } => {
                self.with_user(user, |user, _| user.put((**membership).clone()));
                self.keep_mail(mail);
            }
            Event::InvitationAccepted { user, organization, session } => {
                self.accept_invitation(user, organization, session);
            }

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

            Event::ClientTokenIssued { client, secret, token } => {
                self.note_issued(token);
                self.note_use(client, secret);
            }
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
            Event::PasskeyRenamed { passkey, display_name } => {
                self.passkeys.rename(passkey, display_name, self.now);
            }
            Event::PasskeyDeleted { passkey } => self.passkeys.forget(passkey),

            Event::WebhookEndpointCreated { endpoint }
            | Event::WebhookEndpointUpdated { endpoint } => self.keep_webhook_endpoint(endpoint),
            Event::WebhookEndpointDeleted { endpoint, .. } => {
                self.forget_webhook_endpoint(endpoint);
            }
        }
        self.keep_in_log(event, removed);
    }
}

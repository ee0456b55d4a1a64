//! The names of events, as the journal tells them.

use super::Event;

/// One table for both: what an event is called, and which names there are.
macro_rules! names {
    ($($(Self::$variant:ident { .. })|+ => $name:literal,)*) => {
        impl Event {
            /// Every name there is. Some are the names of several kinds of event.
            pub(crate) const NAMES: &[&str] = &[$($name,)*];

            /// The event's name, as the journal's JSON has it.
            pub fn name(&self) -> &'static str {
                match self {
                    $($(Self::$variant { .. })|+ => $name,)*
                }
            }
        }
    };
}

names! {
            Self::AuthorizationRequested { .. } => "authorization.requested",
            Self::ParameterIgnored { .. } => "authorization.ignored",
            Self::FieldsIgnored { .. } => "management.ignored",
            Self::AuthorizationEnded { .. } => "authorization.ended",
            Self::EmailCodeSent { .. } => "email_code.sent",
            Self::EmailCodeRejected { .. } => "email_code.rejected",
            Self::AuthorizationRestarted { .. } => "authorization.restarted",
            Self::OrganizationAsked { .. } => "organization.asked",
            Self::UserSignedUp { .. } => "user.signup",
            Self::OrganizationCreated { .. } => "organization.created",
            Self::MembershipChanged { .. } | Self::MembershipMetadataChanged { .. } => "user.organization_membership_updated",
            Self::UserSignedIn { .. } => "user.login",
            Self::UserReauthenticated { .. } => "user.reauthenticated",
            Self::SessionEnded { .. } => "user.logout",
            Self::SessionExpired { .. } => "session.expired",
            Self::LogoutEndedNothing { .. } => "logout.ended_nothing",
            Self::CodeIssued { .. } => "authorization_code.issued",
            Self::CodeRedeemed { .. } => "authorization_code.redeemed",
            Self::TokensIssued { .. } => "tokens.issued",
            Self::RefreshTokenRotated { .. } => "refresh_token.rotated",
            Self::RefreshTokenRetried { .. } => "refresh_token.retried",
            Self::GrantRevoked { .. } => "grant.revoked",
            Self::AccessTokenRevoked { .. } => "access_token.revoked",
            Self::SessionOutlived { .. } => "access_token.outlived",
            Self::ClientTokenIssued { .. } => "client_token.issued",
            Self::SignInPrepared { .. } => "sign_in.prepared",
            Self::SignInTaken { .. } => "sign_in.taken",
            Self::PoliciesChanged { .. } => "policies.changed",
            Self::ClientCreated { .. } => "client.created",
            Self::UserCreated { .. } => "user.created",
            Self::UserDeactivated { .. } => "user.deactivated",
            Self::EnvironmentAged { .. } => "environment.aged",
            Self::ClockAhead { .. } => "clock.ahead",
            Self::SigningKeyAnnounced { .. } => "signing_key.announced",
            Self::SigningKeyRotated { .. } => "signing_key.rotated",

            Self::UserUpdated { .. } => "user.updated",
            Self::UserDeleted { .. } => "user.deleted",
            Self::MembershipCreated { .. } | Self::InvitationAccepted { .. } => "user.organization_membership_created",
            Self::MembershipDeleted { .. } => "user.organization_membership_deleted",
            Self::UserInvited { .. } => "user.organization_invitation",

            Self::OrganizationUpdated { .. } => "organization.updated",
            Self::OrganizationDeleted { .. } => "organization.deleted",
            Self::PortalLinkGenerated { .. } => "portal_link.generated",
            Self::PortalLinkOpened { .. } => "portal_link.opened",
            Self::RoleCreated { .. } => "role.created",
            Self::RoleUpdated { .. } => "role.updated",
            Self::RoleDeleted { .. } => "role.deleted",
            Self::PermissionCreated { .. } => "permission.created",
            Self::PermissionUpdated { .. } => "permission.updated",
            Self::PermissionDeleted { .. } => "permission.deleted",

            Self::ClientUpdated { .. } => "client.updated",
            Self::ClientDeleted { .. } => "client.deleted",
            Self::MachineClientCreated { .. } => "organization_client.created",
            Self::MachineClientUpdated { .. } => "organization_client.updated",
            Self::ClientSecretCreated { .. } => "client_secret.created",
            Self::ClientSecretDeleted { .. } => "client_secret.deleted",
            Self::ApiTokenCreated { .. } => "api_token.created",
            Self::ApiTokenUpdated { .. } => "api_token.updated",
            Self::ApiTokenInvalidated { .. } => "api_token.invalidated",
            Self::PasswordlessSent { .. } => "passwordless.sent",
            Self::PasswordlessRejected { .. } => "passwordless.rejected",
            Self::PasswordlessVerified { .. } => "passwordless.verified",
            Self::PasskeyRegistered { .. } => "passkey.registered",
            Self::PasskeyRenamed { .. } => "passkey.renamed",
            Self::PasskeyDeleted { .. } => "passkey.deleted",

            Self::IdentityProviderAsked { .. } => "identity_provider.asked",
            Self::IdentityAsserted { .. } => "identity_provider.asserted",
            Self::LoginUserDetailsTold { .. } => "identity_provider.told",
            Self::IdentityLinked { .. } => "user.identity_linked",
            Self::IdpInitiatedLoginSent { .. } => "idp_initiated_login.sent",
            Self::ConnectionCreated { .. } => "organization.sso_created",
            Self::EnvironmentConnectionCreated { .. } => "connection.created",
            Self::ConnectionUpdated { .. } => "connection.updated",
            Self::ConnectionEnabled { .. } => "organization.sso_enabled",
            Self::ConnectionDisabled { .. } => "organization.sso_disabled",
            Self::ConnectionDeleted { .. } => "organization.sso_deleted",
            Self::DomainCreated { .. } => "organization.domain_created",
            Self::DomainDeleted { .. } => "organization.domain_deleted",
            Self::DirectoryCreated { .. } => "organization.directory_created",
            Self::DirectoryEnabled { .. } => "organization.directory_enabled",
            Self::DirectoryDisabled { .. } => "organization.directory_disabled",
            Self::DirectoryDeleted { .. } => "organization.directory_deleted",

            Self::WebhookEndpointCreated { .. } => "webhook_endpoint.created",
            Self::WebhookEndpointUpdated { .. } => "webhook_endpoint.updated",
            Self::WebhookEndpointDeleted { .. } => "webhook_endpoint.deleted",
            Self::DeliverySucceeded { .. } => "delivery.succeeded",
            Self::DeliveryFailed { .. } => "delivery.failed",
}

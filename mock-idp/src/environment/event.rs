//! Everything that can happen to an environment. An event is the only way to change one.

mod name;
mod nothing_ended;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

pub use self::nothing_ended::NothingEnded;
use super::SigningKey;
use super::{
    ApiToken, ApiTokenId, Assertion, AuthRequest, AuthRequestId, Client, ClientId, ClientSecret,
    ClientSecretId, Code, Connection, ConnectionId, Directory, DirectoryId, Domain, DomainId,
    EmailCode, EndedBy, Grant, GrantId, Hint, Identity, MachineClient, Mail, Membership,
    Organization, OrganizationId, Passkey, PasskeyId, PasswordlessRequest, Permission, Policies,
    PortalLink, RevokedBecause, Role, Session, SessionId, SignInMode, TokenId, Told, Upstream,
    User, UserId, WebhookEndpoint, WebhookEndpointId,
};
use crate::secret::Secret;
use crate::wire::Scope;

/// A fact, in the past tense. The journal keeps each, in order.
///
/// Names follow Scalekit's webhook types where there is one (`user.login`, `user.logout`).
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event")]
#[non_exhaustive]
pub enum Event {
    /// A valid request waits for a person at the hosted pages.
    #[serde(rename = "authorization.requested")]
    AuthorizationRequested {
        /// The request.
        request: Box<AuthRequest>,
    },
    /// A parameter was understood and, in this situation, has no effect.
    #[serde(rename = "authorization.ignored")]
    ParameterIgnored {
        /// Which.
        parameter: &'static str,
        /// Why it has no effect.
        why: Cow<'static, str>,
    },
    /// A request of the management API named what its operation does not have; it changed nothing.
    #[serde(rename = "management.ignored")]
    FieldsIgnored {
        /// Which operation, by its full name.
        operation: String,
        /// The names, and which were meant, in a sentence.
        reason: String,
    },
    /// The request was answered with an error, not a code.
    #[serde(rename = "authorization.ended")]
    AuthorizationEnded {
        /// Which request.
        request: AuthRequestId,
        /// The error code that went to the client.
        error: &'static str,
    },
    /// Six digits went to an address; a test user's digits are fixed, and no mail is sent.
    #[serde(rename = "email_code.sent")]
    EmailCodeSent {
        /// For which request.
        request: AuthRequestId,
        /// The digits, and to whom.
        code: EmailCode,
        /// The mail, for the mailbox page.
        mail: Option<Mail>,
    },
    /// Something else than the digits was typed.
    #[serde(rename = "email_code.rejected")]
    EmailCodeRejected {
        /// For which request.
        request: AuthRequestId,
    },
    /// The person wants to start again with another address.
    #[serde(rename = "authorization.restarted")]
    AuthorizationRestarted {
        /// Which request.
        request: AuthRequestId,
    },
    /// The person belongs to several organizations and was asked which.
    #[serde(rename = "organization.asked")]
    OrganizationAsked {
        /// For which request.
        request: AuthRequestId,
        /// Who.
        user: UserId,
        /// The session that would switch, if there is one.
        session: Option<SessionId>,
    },
    /// A new address was proven.
    #[serde(rename = "user.signup")]
    UserSignedUp {
        /// The new user.
        user: User,
    },
    /// An organization came to be.
    #[serde(rename = "organization.created")]
    OrganizationCreated {
        /// The new organization.
        organization: Organization,
    },
    /// A user joined an organization, or holds other roles there now.
    #[serde(rename = "user.organization_membership_updated")]
    MembershipChanged {
        /// Who.
        user: UserId,
        /// Where.
        organization: OrganizationId,
        /// As what, from now on.
        roles: Vec<String>,
    },
    /// A person signed in: a session began.
    #[serde(rename = "user.login")]
    UserSignedIn {
        /// The new session.
        session: Box<Session>,
    },
    /// A person with a live session proved again who they are.
    #[serde(rename = "user.reauthenticated")]
    UserReauthenticated {
        /// Which session.
        session: SessionId,
        /// By which connection.
        #[serde(rename = "amr")]
        connection: ConnectionId,
    },
    /// A session ended.
    #[serde(rename = "user.logout")]
    SessionEnded {
        /// Which.
        session: SessionId,
        /// By what.
        by: EndedBy,
        /// The ID token that asked for it, by the session that it spoke of: this one, or another.
        #[serde(skip_serializing_if = "Option::is_none")]
        hinted: Option<Hint>,
    },
    /// A logout request redirected, or showed its page, and ended nothing.
    #[serde(rename = "logout.ended_nothing")]
    LogoutEndedNothing {
        /// Why.
        why: NothingEnded,
        /// The session that the ID token spoke of.
        #[serde(skip_serializing_if = "Option::is_none")]
        hinted: Option<SessionId>,
    },
    /// A code was issued.
    #[serde(rename = "authorization_code.issued")]
    CodeIssued {
        /// The family that it founds.
        grant: Box<Grant>,
        /// The code.
        code: Box<Code>,
        /// The request that it answers, where a person was asked.
        request: Option<AuthRequestId>,
    },
    /// A code was exchanged for tokens.
    #[serde(rename = "authorization_code.redeemed")]
    CodeRedeemed {
        /// Which code.
        code: Secret,
        /// Its family.
        grant: GrantId,
    },
    /// A family got an access token, and with it what else there was.
    #[serde(rename = "tokens.issued")]
    TokensIssued {
        /// The family.
        grant: GrantId,
        /// The access token's `jti`.
        token: TokenId,
        /// When it expires.
        expires_at: Timestamp,
        /// Whether an ID token came with it.
        id_token: bool,
        /// The family's first refresh token, where `offline_access` was granted.
        #[serde(skip_serializing_if = "Option::is_none")]
        refresh_token: Option<Secret>,
    },
    /// A refresh token was used and replaced.
    #[serde(rename = "refresh_token.rotated")]
    RefreshTokenRotated {
        /// The family.
        grant: GrantId,
        /// The used one.
        used: Secret,
        /// What was asked for.
        scope: Scope,
        /// The new one.
        successor: Secret,
    },
    /// A used refresh token came back within its grace and was answered with its successor.
    #[serde(rename = "refresh_token.retried")]
    RefreshTokenRetried {
        /// The family.
        grant: GrantId,
        /// The used one.
        used: Secret,
    },
    /// A family was revoked.
    #[serde(rename = "grant.revoked")]
    GrantRevoked {
        /// The family.
        grant: GrantId,
        /// Why.
        why: RevokedBecause,
    },
    /// A client revoked one access token.
    #[serde(rename = "access_token.revoked")]
    AccessTokenRevoked {
        /// Its `jti`.
        token: TokenId,
        /// When it would have expired.
        expires_at: Timestamp,
    },
    /// An access token came to the environment whose session has ended.
    #[serde(rename = "access_token.outlived")]
    SessionOutlived {
        /// Its `jti`.
        token: TokenId,
        /// The session.
        session: SessionId,
        /// Where it came.
        endpoint: &'static str,
        /// Whether the policy let it pass.
        accepted: bool,
        /// How the session ended.
        how: &'static str,
    },
    /// A client got a token for itself.
    #[serde(rename = "client_token.issued")]
    ClientTokenIssued {
        /// Who.
        client: ClientId,
        /// What it authenticated with.
        secret: ClientSecretId,
        /// The token's `jti`.
        token: TokenId,
    },
    /// An authorization request to come will sign this user in without a page: the next one, unless others were
    /// prepared before.
    #[serde(rename = "sign_in.prepared")]
    SignInPrepared {
        /// Who.
        user: UserId,
        /// The place in the queue, from 1.
        place: usize,
    },
    /// A sign-in that was prepared is this request's.
    #[serde(rename = "sign_in.taken")]
    SignInTaken {
        /// Who.
        user: UserId,
        /// The client that asked.
        client: ClientId,
    },
    /// Lifetimes, strictness, or the way in which people sign in are other ones from now on.
    #[serde(rename = "policies.changed")]
    PoliciesChanged {
        /// Those that changed, as a seed writes them.
        changed: Map<String, Value>,
        /// All, from now on.
        #[serde(skip)]
        policies: Box<Policies>,
        /// How people sign in from now on.
        #[serde(skip)]
        sign_in: SignInMode,
    },
    /// A test let a session run out before its time.
    #[serde(rename = "session.expired")]
    SessionExpired {
        /// Which.
        session: SessionId,
    },
    /// An application was registered.
    #[serde(rename = "client.created")]
    ClientCreated {
        /// The new application.
        client: Box<Client>,
    },
    /// A test or an application's server added a user.
    #[serde(rename = "user.created")]
    UserCreated {
        /// The new user.
        user: User,
    },
    /// A test deactivated a user; their sessions ended before.
    #[serde(rename = "user.deactivated")]
    UserDeactivated {
        /// Who.
        user: UserId,
    },
    /// Everything that is remembered became older, while the time stayed what it was.
    #[serde(rename = "environment.aged")]
    EnvironmentAged {
        /// By how many seconds.
        seconds: u32,
    },
    /// The environment's clock is ahead of the machine's from now on.
    #[serde(rename = "clock.ahead")]
    ClockAhead {
        /// By how many seconds.
        seconds: u64,
    },
    /// A key is published that does not sign yet; the next rotation lets it.
    #[serde(rename = "signing_key.announced")]
    SigningKeyAnnounced {
        /// The key's `kid`.
        kid: String,
        /// The key.
        #[serde(skip)]
        key: Arc<SigningKey>,
    },
    /// New tokens are signed by another key; the old one stays published.
    #[serde(rename = "signing_key.rotated")]
    SigningKeyRotated {
        /// The new key's `kid`.
        kid: String,
        /// The key.
        #[serde(skip)]
        key: Arc<SigningKey>,
    },

    /// What is known of a user changed.
    #[serde(rename = "user.updated")]
    UserUpdated {
        /// The user, from now on.
        user: Box<User>,
    },
    /// A user is gone, with all memberships; their sessions ended before.
    #[serde(rename = "user.deleted")]
    UserDeleted {
        /// Who.
        user: UserId,
        /// The address, which is free again.
        email: String,
    },
    /// A user joined an organization without being asked.
    #[serde(rename = "user.organization_membership_created")]
    MembershipCreated {
        /// Who.
        user: UserId,
        /// Where, and as what.
        membership: Box<Membership>,
    },
    /// The pairs that an application keeps with a membership changed.
    #[serde(rename = "user.organization_membership_updated")]
    MembershipMetadataChanged {
        /// Who.
        user: UserId,
        /// Where.
        organization: OrganizationId,
        /// All pairs, from now on.
        metadata: BTreeMap<String, String>,
    },
    /// A user left an organization, or is no longer invited.
    #[serde(rename = "user.organization_membership_deleted")]
    MembershipDeleted {
        /// Who.
        user: UserId,
        /// Where.
        organization: OrganizationId,
    },
    /// A mail asked a user into an organization, for the first time or again.
    #[serde(rename = "user.organization_invitation")]
    UserInvited {
        /// Who.
        user: UserId,
        /// Where, and as what, once they accept.
        membership: Box<Membership>,
        /// The mail, for the mailbox page.
        mail: Mail,
    },
    /// A user accepted an invitation: they joined.
    #[serde(rename = "user.organization_membership_created")]
    InvitationAccepted {
        /// Who.
        user: UserId,
        /// Where.
        organization: OrganizationId,
        /// The session that is in the organization now.
        session: SessionId,
    },

    /// Something of an organization changed: its names, its settings, its policies.
    #[serde(rename = "organization.updated")]
    OrganizationUpdated {
        /// What it is from now on.
        organization: Box<Organization>,
    },
    /// An organization is gone, with its memberships and its own roles; sessions in it ended before.
    #[serde(rename = "organization.deleted")]
    OrganizationDeleted {
        /// What it was.
        organization: Box<Organization>,
    },
    /// A link to an organization's admin portal was made.
    #[serde(rename = "portal_link.generated")]
    PortalLinkGenerated {
        /// The link.
        link: PortalLink,
    },
    /// Somebody opened such a link; it works once.
    #[serde(rename = "portal_link.opened")]
    PortalLinkOpened {
        /// Which.
        link: Secret,
        /// Whose portal it is.
        organization: OrganizationId,
    },
    /// A role came to be.
    #[serde(rename = "role.created")]
    RoleCreated {
        /// The new role.
        role: Box<Role>,
    },
    /// Something of a role changed.
    #[serde(rename = "role.updated")]
    RoleUpdated {
        /// What it is from now on.
        role: Box<Role>,
    },
    /// A role is gone; nobody held it or extended it any more.
    #[serde(rename = "role.deleted")]
    RoleDeleted {
        /// What it was.
        role: Box<Role>,
    },
    /// A permission came to be.
    #[serde(rename = "permission.created")]
    PermissionCreated {
        /// The new permission.
        permission: Permission,
    },
    /// A permission is described otherwise.
    #[serde(rename = "permission.updated")]
    PermissionUpdated {
        /// What it is from now on.
        permission: Permission,
    },
    /// A permission is gone; no role allowed it any more.
    #[serde(rename = "permission.deleted")]
    PermissionDeleted {
        /// What it was.
        permission: Permission,
    },

    /// An application's settings changed.
    #[serde(rename = "client.updated")]
    ClientUpdated {
        /// The application as it is now.
        client: Box<Client>,
    },
    /// An application, or an organization's client, is no more, and with it its secrets.
    #[serde(rename = "client.deleted")]
    ClientDeleted {
        /// Which.
        client: ClientId,
        /// What people called it.
        name: String,
    },
    /// An organization got a client.
    #[serde(rename = "organization_client.created")]
    MachineClientCreated {
        /// The new client.
        client: Box<MachineClient>,
    },
    /// An organization's client changed.
    #[serde(rename = "organization_client.updated")]
    MachineClientUpdated {
        /// The client as it is now.
        client: Box<MachineClient>,
    },
    /// A client got a secret.
    #[serde(rename = "client_secret.created")]
    ClientSecretCreated {
        /// Which client.
        client: ClientId,
        /// The new secret.
        secret: ClientSecret,
    },
    /// A secret of a client is worth nothing from now on.
    #[serde(rename = "client_secret.deleted")]
    ClientSecretDeleted {
        /// Which client.
        client: ClientId,
        /// Which secret.
        secret: ClientSecretId,
    },
    /// An API token was made.
    #[serde(rename = "api_token.created")]
    ApiTokenCreated {
        /// The new token.
        token: Box<ApiToken>,
    },
    /// An API token's claims or description changed.
    #[serde(rename = "api_token.updated")]
    ApiTokenUpdated {
        /// The token as it is now.
        token: Box<ApiToken>,
    },
    /// An API token is worth nothing from now on.
    #[serde(rename = "api_token.invalidated")]
    ApiTokenInvalidated {
        /// Which.
        token: ApiTokenId,
    },
    /// An application asked for an address to be proven; a test user's digits are fixed, and a mail
    /// goes to them only for its link.
    #[serde(rename = "passwordless.sent")]
    PasswordlessSent {
        /// The request, with its newest code and link.
        request: Box<PasswordlessRequest>,
        /// The mail, for the mailbox page.
        mail: Option<Mail>,
    },
    /// Something else than the digits came back.
    #[serde(rename = "passwordless.rejected")]
    PasswordlessRejected {
        /// For which request.
        request: Secret,
        /// Whose address it is.
        email: String,
    },
    /// An address was proven; its code and its link are spent.
    #[serde(rename = "passwordless.verified")]
    PasswordlessVerified {
        /// Which request.
        request: Secret,
        /// The address.
        email: String,
    },
    /// A test registered a passkey.
    #[serde(rename = "passkey.registered")]
    PasskeyRegistered {
        /// The new passkey.
        passkey: Passkey,
    },
    /// A passkey got another name.
    #[serde(rename = "passkey.renamed")]
    PasskeyRenamed {
        /// Which.
        passkey: PasskeyId,
        /// What it is called now.
        display_name: String,
    },
    /// A passkey is no more.
    #[serde(rename = "passkey.deleted")]
    PasskeyDeleted {
        /// Which.
        passkey: PasskeyId,
    },

    /// The person was sent to an identity provider.
    #[serde(rename = "identity_provider.asked")]
    IdentityProviderAsked {
        /// For which request.
        request: AuthRequestId,
        /// To whose, and with what.
        upstream: Upstream,
    },
    /// An identity provider said who the person is.
    #[serde(rename = "identity_provider.asserted")]
    IdentityAsserted {
        /// For which request.
        request: AuthRequestId,
        /// What it said.
        assertion: Box<Assertion>,
    },
    /// The application told how a sign-in went that it carried out by itself.
    #[serde(rename = "identity_provider.told")]
    LoginUserDetailsTold {
        /// For which request.
        request: AuthRequestId,
        /// What it told.
        told: Told,
    },
    /// A user signed in with a connection for the first time.
    #[serde(rename = "user.identity_linked")]
    IdentityLinked {
        /// Who, where, and as what.
        identity: Identity,
    },
    /// An identity provider sends somebody to an application that had not asked.
    #[serde(rename = "idp_initiated_login.sent")]
    IdpInitiatedLoginSent {
        /// Whose identity provider.
        connection: ConnectionId,
        /// To which application.
        client: ClientId,
        /// Whom, unless it is an error that is sent.
        login_hint: Option<String>,
    },
    /// An organization has an identity provider.
    #[serde(rename = "organization.sso_created")]
    ConnectionCreated {
        /// The new connection.
        connection: Box<Connection>,
    },
    /// The environment has a connection for everybody.
    #[serde(rename = "connection.created")]
    EnvironmentConnectionCreated {
        /// The new connection.
        connection: Box<Connection>,
    },
    /// A connection is configured otherwise.
    #[serde(rename = "connection.updated")]
    ConnectionUpdated {
        /// The connection as it is now.
        connection: Box<Connection>,
    },
    /// An identity provider can be used.
    #[serde(rename = "organization.sso_enabled")]
    ConnectionEnabled {
        /// Which.
        connection: ConnectionId,
    },
    /// An identity provider cannot be used for now.
    #[serde(rename = "organization.sso_disabled")]
    ConnectionDisabled {
        /// Which.
        connection: ConnectionId,
    },
    /// An identity provider is no more.
    #[serde(rename = "organization.sso_deleted")]
    ConnectionDeleted {
        /// Which.
        connection: ConnectionId,
    },
    /// An organization has another domain.
    #[serde(rename = "organization.domain_created")]
    DomainCreated {
        /// The new domain.
        domain: Domain,
    },
    /// An organization has a domain no more.
    #[serde(rename = "organization.domain_deleted")]
    DomainDeleted {
        /// Which.
        domain: DomainId,
        /// Its name.
        name: String,
    },
    /// An organization has a directory.
    #[serde(rename = "organization.directory_created")]
    DirectoryCreated {
        /// The new directory.
        directory: Box<Directory>,
    },
    /// A directory is followed.
    #[serde(rename = "organization.directory_enabled")]
    DirectoryEnabled {
        /// Which.
        directory: DirectoryId,
    },
    /// A directory is not followed for now.
    #[serde(rename = "organization.directory_disabled")]
    DirectoryDisabled {
        /// Which.
        directory: DirectoryId,
    },
    /// A directory is no more.
    #[serde(rename = "organization.directory_deleted")]
    DirectoryDeleted {
        /// Which.
        directory: DirectoryId,
    },

    /// Webhooks go to another address, too.
    #[serde(rename = "webhook_endpoint.created")]
    WebhookEndpointCreated {
        /// The new endpoint.
        endpoint: Box<WebhookEndpoint>,
    },
    /// An endpoint is told at once again, or is no longer.
    #[serde(rename = "webhook_endpoint.updated")]
    WebhookEndpointUpdated {
        /// The endpoint as it is now.
        endpoint: Box<WebhookEndpoint>,
    },
    /// An endpoint is told nothing more.
    #[serde(rename = "webhook_endpoint.deleted")]
    WebhookEndpointDeleted {
        /// Which.
        endpoint: WebhookEndpointId,
        /// Where it was.
        url: String,
    },
    /// An application took a webhook or a logout token.
    #[serde(rename = "delivery.succeeded")]
    DeliverySucceeded {
        /// What was sent, and where to.
        delivery: Delivered,
        /// The status of the answer.
        status: u16,
    },
    /// An application did not take a webhook or a logout token.
    #[serde(rename = "delivery.failed")]
    DeliveryFailed {
        /// What was sent, and where to.
        delivery: Delivered,
        /// What came instead of an answer that takes it.
        why: String,
        /// When it is tried again, if it is.
        next_attempt: Option<Timestamp>,
    },
}

/// One attempt at telling an application something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// The delivery's number.
    pub number: u64,
    /// The type of the event, or `logout_token`.
    pub r#type: String,
    /// Where to, without a query.
    pub url: String,
    /// Which attempt it was, from 1 on.
    pub attempt: usize,
}

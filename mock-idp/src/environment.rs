//! Everything that the environment remembers. It is read through accessors and changed by events.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;

mod aging;
mod api_token;
mod auth_log;
mod auth_request;
mod client;
pub(crate) mod client_secret;
mod connection;
mod delivery;
mod directory;
mod domain;
mod event;
mod grant;
pub(crate) mod id;
mod identity;
mod keys;
mod log;
mod machine_client;
mod mail;
mod membership;
mod named;
mod names;
mod organization;
mod passkey;
mod passwordless;
pub(crate) mod policy;
mod prepared;
mod profile;
mod redirect;
mod role;
mod session;
mod table;
mod target;
mod user;
mod webhook_endpoint;
mod webhook_secret;

pub(crate) use aging::earlier;
pub use api_token::{ApiToken, ApiTokenEvent};
pub(crate) use auth_log::{LoggedConnection, LoggedRequest, RequestStatus};
pub(crate) use auth_request::{AUTH_REQUEST_LIFETIME, MOST_ATTEMPTS, Taken};
pub use auth_request::{AuthRequest, AuthorizationEvent, EmailCode, LoginOutcome, Stage, Upstream};
pub(crate) use client::listed;
pub use client::{
    Client, ClientEvent, ClientKind, ClientSettings, CustomClaim, IpAllowlist, TrustedRedirect,
};
pub use client_secret::ClientSecret;
pub use connection::{
    Connection, ConnectionDetails, ConnectionEvent, ConnectionStatus, ConnectionType, Provider,
    Purpose, Settings as ConnectionSettings,
};
pub use delivery::{Delivered, DeliveryEvent};
pub use directory::{
    Directory, DirectoryEvent, DirectoryGroup, DirectoryProvider, DirectoryType, DirectoryUser,
};
pub use domain::{Domain, DomainEvent, DomainType};
pub use event::Event;
pub use event::environment::EnvironmentEvent;
pub use grant::{
    Code, Grant, GrantEvent, RefreshStage, RefreshToken, RevocationReason, Revoked, Rotation,
};
pub use id::{
    ApiTokenId, AuthRequestId, ClientId, ClientSecretId, ConnectionId, DirectoryGroupId,
    DirectoryId, DirectoryUserId, DomainId, EnvironmentId, EventId, GrantId, IdError, MessageId,
    OrganizationId, PasskeyId, PermissionId, RoleId, SessionId, TokenId, UserId, WebhookEndpointId,
};
pub(crate) use id::{ID_NUMBERS, Id};
pub use identity::{Assertion, Identity, IdentityProviderEvent};
pub(crate) use keys::KeyRing;
pub use keys::{KeyStatus, PublishedKey, SigningKey, SigningKeyError, SigningKeyEvent};
#[cfg(test)]
pub(crate) use log::EventType;
use log::SubjectRef;
pub(crate) use log::{Logged, Subject, TYPES as EVENT_TYPES, UserSnapshot};
pub use machine_client::{MachineClient, MachineClientEvent};
pub(crate) use mail::MailPurpose;
pub use mail::{Mail, MailKind, MailState};
pub use membership::{Invitation, Membership, MembershipEvent, MembershipStatus, Provisioned};
use names::Names;
pub(crate) use names::elapsed;
pub(crate) use organization::{LONGEST_EXTERNAL_ID, Misfit, SESSION_POLICY};
pub use organization::{Organization, OrganizationEvent, PortalLink, Region, SessionPolicy};
pub use passkey::{Passkey, PasskeyEvent};
pub use passwordless::{Passwordless, PasswordlessEvent, PasswordlessRequest};
pub use policy::{
    EndedSessionTokens, EnvironmentType, PasswordlessMails, Policies, Reuse, SignInMode,
    UnknownFields,
};
pub(crate) use prepared::MOST_PREPARED;
pub use prepared::PreparedSignInEvent;
pub use profile::Profile;
pub(crate) use redirect::Filling;
pub use redirect::{RedirectUriError, RegisteredUri};
pub use role::{Permission, PermissionEvent, Role, RoleEvent};
pub(crate) use session::Lifetimes;
pub use session::{Ended, EndedBy, Hint, NothingEnded, Session, SessionEvent, SessionStatus};
use table::{Identified, Table};
pub(crate) use target::{TargetError, check_target, is_localhost, is_loopback};
pub use user::{User, UserEvent};
pub(crate) use webhook_endpoint::MOST_ENDPOINTS;
pub use webhook_endpoint::{WebhookEndpoint, WebhookEndpointEvent};
pub(crate) use webhook_secret::WebhookSecret;

use crate::secret::Secret;

/// The configuration of an environment.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The environment URL: the `iss` of every token, without a trailing slash.
    pub(crate) issuer: Arc<str>,
    /// Development or production.
    pub(crate) environment_type: EnvironmentType,
    /// Lifetimes and strictness.
    pub(crate) policies: Policies,
    /// The connection that stands for e-mail codes in `amr`.
    pub(crate) email_connection: ConnectionId,
    /// How people sign in.
    pub(crate) sign_in: SignInMode,
    /// The secret that signs webhooks.
    pub(crate) webhook_secret: WebhookSecret,
    /// The secret that signs calls to interceptors.
    pub(crate) interceptor_secret: WebhookSecret,
    /// Whether it may call other machines than this one.
    pub(crate) call_beyond_loopback: bool,
}

impl Settings {
    /// Returns the environment's own id. It has the digits of its first connection: a draw from the stream of ids
    /// would change all others.
    pub(crate) fn environment_id(&self) -> EnvironmentId {
        let connection = self.email_connection.as_str();
        EnvironmentId::named(&connection.replacen("conn_", "env_", 1))
    }
}

/// One Scalekit environment.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    now: Timestamp,
    settings: Settings,
    keys: KeyRing,
    clients: Table<ClientId, Client>,
    organizations: Table<OrganizationId, Organization>,
    users: Table<UserId, User>,
    users_by_email: BTreeMap<String, UserId>,
    roles: Table<RoleId, Role>,
    permissions: Table<PermissionId, Permission>,
    requests: Table<AuthRequestId, AuthRequest>,
    mails: VecDeque<Mail>,
    prepared_sign_ins: VecDeque<UserId>,
    sessions: Table<SessionId, Session>,
    sessions_by_cookie: HashMap<Secret, SessionId>,
    endings: session::Endings,
    used_hints: VecDeque<Hint>,
    grants: Table<GrantId, Grant>,
    codes: Table<Secret, Code>,
    refresh_tokens: Table<Secret, RefreshToken>,
    revoked_tokens: BTreeSet<(Timestamp, TokenId)>,
    ageings: aging::Ageings,
    portal_links: Table<Secret, PortalLink>,
    machine_clients: Table<ClientId, MachineClient>,
    api_tokens: Table<ApiTokenId, ApiToken>,
    api_tokens_by_secret: BTreeMap<Secret, ApiTokenId>,
    passwordless: Table<Secret, PasswordlessRequest>,
    passkeys: Table<PasskeyId, Passkey>,
    log: log::EventLog,
    auth_log: auth_log::AuthLog,
    connections: Table<ConnectionId, Connection>,
    domains: Table<DomainId, Domain>,
    directories: Table<DirectoryId, Directory>,
    identities: Vec<Identity>,
    webhook_endpoints: Table<WebhookEndpointId, WebhookEndpoint>,
}

/// The state in which an environment begins.
#[derive(Debug)]
pub(crate) struct InitialState {
    pub(crate) settings: Settings,
    pub(crate) keys: KeyRing,
    pub(crate) contents: Contents,
}

/// The clients, the people and everything else that an environment begins with.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) clients: Vec<Client>,
    pub(crate) organizations: Vec<Organization>,
    pub(crate) users: Vec<User>,
    pub(crate) roles: Vec<Role>,
    pub(crate) permissions: Vec<Permission>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) domains: Vec<Domain>,
    pub(crate) directories: Vec<Directory>,
    pub(crate) passkeys: Vec<Passkey>,
    pub(crate) webhook_endpoints: Vec<WebhookEndpoint>,
}

impl Environment {
    pub(crate) fn new(initial: InitialState, now: Timestamp) -> Self {
        let InitialState { settings, keys, contents } = initial;
        let users = each(contents.users, |user| user.since(now));
        Self {
            now,
            settings,
            keys,
            clients: each(contents.clients, |client| client.registered(now)),
            organizations: each(contents.organizations, |organization| organization.begun(now)),
            users_by_email: users
                .values()
                .map(|user| (user.email.clone(), user.id.clone()))
                .collect(),
            users,
            roles: contents.roles.into_iter().collect(),
            permissions: each(contents.permissions, |permission| permission.begun(now)),
            requests: Table::default(),
            mails: VecDeque::new(),
            prepared_sign_ins: VecDeque::new(),
            sessions: Table::default(),
            sessions_by_cookie: HashMap::default(),
            endings: session::Endings::default(),
            used_hints: VecDeque::new(),
            grants: Table::default(),
            codes: Table::default(),
            refresh_tokens: Table::default(),
            revoked_tokens: BTreeSet::new(),
            ageings: aging::Ageings::default(),
            portal_links: Table::default(),
            machine_clients: Table::default(),
            api_tokens: Table::default(),
            api_tokens_by_secret: BTreeMap::new(),
            passwordless: Table::default(),
            passkeys: each(contents.passkeys, |passkey| passkey.registered(now)),
            log: log::EventLog::default(),
            auth_log: auth_log::AuthLog::default(),
            connections: each(contents.connections, |connection| connection.begun(now)),
            domains: each(contents.domains, |domain| domain.added(now)),
            directories: each(contents.directories, |directory| directory.begun(now)),
            identities: Vec::new(),
            webhook_endpoints: each(contents.webhook_endpoints, |endpoint| {
                endpoint.registered(now)
            }),
        }
    }

    /// Sets the time at which the next rule decides. Rules get this time and read no clock.
    pub(crate) fn observe(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Returns the time at which the current rule decides.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns a copy of the environment at another URL, which is the copy's issuer.
    pub(crate) fn copied_to(&self, issuer: &str) -> Self {
        let mut copy = self.clone();
        copy.settings.issuer = issuer.into();
        copy
    }

    pub(crate) fn policies(&self) -> &Policies {
        &self.settings.policies
    }

    /// Returns the same for whoever outlives the lock.
    pub(crate) fn shared_issuer(&self) -> Arc<str> {
        Arc::clone(&self.settings.issuer)
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    pub(crate) fn keys(&self) -> &KeyRing {
        &self.keys
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.get(id)
    }

    /// Returns the clients in the seed's order, then those made later. All lists have this order.
    pub(crate) fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// Returns the clients, each with its number in the list.
    pub(crate) fn numbered_clients(&self) -> impl Iterator<Item = (u64, &Client)> {
        self.clients.numbered()
    }

    pub(crate) fn user(&self, id: &UserId) -> Option<&User> {
        self.users.get(id)
    }

    /// Returns the user with this address, in whatever case it is written.
    pub(crate) fn user_by_email(&self, email: &str) -> Option<&User> {
        self.user(self.users_by_email.get(&email.to_lowercase())?)
    }

    /// Returns the user with this id in the application's own system.
    pub(crate) fn user_by_external_id(&self, external_id: &str) -> Option<&User> {
        self.users().find(|user| user.external_id.as_deref() == Some(external_id))
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// Returns the users, each with its number in the list.
    pub(crate) fn numbered_users(&self) -> impl Iterator<Item = (u64, &User)> {
        self.users.numbered()
    }

    /// Returns the user and the membership that a mailed link with this token belongs to.
    pub(crate) fn invitation(&self, token: &str) -> Option<(&User, &Membership, &Invitation)> {
        self.users().find_map(|user| {
            user.memberships.iter().find_map(|membership| {
                let invitation = membership.invitation.as_ref()?;
                invitation.token.is(token).then_some((user, membership, invitation))
            })
        })
    }

    /// Returns the request with this id, unless its page is stale or its client was deleted.
    pub(crate) fn auth_request(&self, id: &AuthRequestId) -> Option<&AuthRequest> {
        self.requests.get(id).filter(|request| {
            self.now < request.expires_at && self.clients.contains_key(&request.client)
        })
    }

    /// Returns the client of a request, also of a stale one, for as long as the request is kept.
    pub(crate) fn client_of(&self, id: &AuthRequestId) -> Option<&Client> {
        self.clients.get(&self.requests.get(id)?.client)
    }

    pub(crate) fn session(&self, id: &SessionId) -> Option<&Session> {
        self.sessions.get(id)
    }

    /// Returns the sessions in the order in which they began.
    pub(crate) fn sessions(&self) -> impl DoubleEndedIterator<Item = &Session> {
        self.sessions.values()
    }

    /// Returns the sessions, each with its number in the list.
    pub(crate) fn numbered_sessions(&self) -> impl DoubleEndedIterator<Item = (u64, &Session)> {
        self.sessions.numbered()
    }

    /// Returns the session that a browser's cookie names, ended or not.
    pub(crate) fn session_by_cookie(&self, cookie: &Secret) -> Option<&Session> {
        self.session(self.sessions_by_cookie.get(cookie)?)
    }

    /// Returns whether a logout with this ID token ended a session before.
    pub(crate) fn hint_was_used(&self, hint: &Hint) -> bool {
        self.used_hints.contains(hint)
    }

    pub(crate) fn grant(&self, id: &GrantId) -> Option<&Grant> {
        self.grants.get(id)
    }

    pub(crate) fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.grants.values()
    }

    pub(crate) fn code(&self, presented: &str) -> Option<&Code> {
        self.codes.get(presented)
    }

    pub(crate) fn refresh_token(&self, presented: &str) -> Option<&RefreshToken> {
        self.refresh_tokens.get(presented)
    }

    /// Returns whether this access token, or its grant, was revoked by its client.
    pub(crate) fn token_is_revoked(&self, token: &TokenId, expires_at: Timestamp) -> bool {
        self.revoked_tokens.contains(&(expires_at, token.clone()))
    }
}

/// Returns a table of the seed's items, each as it is when the environment begins.
fn each<T: Identified>(items: Vec<T>, begun: impl Fn(T) -> T) -> Table<T::Id, T> {
    items.into_iter().map(begun).collect()
}

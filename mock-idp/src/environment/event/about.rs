//! Whom an event is about: the person, or else the client; and of which session.

use super::Event;
use crate::environment::{
    ApiTokenEvent, AuthRequestId, AuthorizationEvent, ClientEvent, ClientId, Environment,
    GrantEvent, GrantId, IdentityProviderEvent, LoginOutcome, MachineClientEvent, MembershipEvent,
    Names, PasskeyEvent, PasswordlessEvent, PreparedSignInEvent, SessionEvent, SessionId,
    UserEvent, UserId,
};

/// What leads to a person or a client.
enum Whom<'a> {
    Address(&'a str),
    User(&'a UserId),
    Session(&'a SessionId),
    Grant(&'a GrantId),
    /// The client of an authorization request.
    Request(&'a AuthRequestId),
    Client(&'a ClientId),
}

impl Event {
    /// Returns the address of the person whom the event is about, or else the name of the client, as they are called
    /// now; `None` if it is about neither.
    pub(crate) fn about(&self, environment: &Environment) -> Option<String> {
        let names = Names::of(environment);
        Some(match whom(self)? {
            Whom::Address(email) => email.to_owned(),
            Whom::User(user) => names.user(user),
            Whom::Session(session) => names.session(session),
            Whom::Grant(grant) => names.user(&environment.grant(grant)?.user),
            Whom::Request(request) => environment.client_of(request)?.name.clone(),
            Whom::Client(client) => names.client(client),
        })
    }

    /// Returns the session that the event is of: one that began or ended, that of a code or of tokens, or that which the
    /// `id_token_hint` of a logout in vain names.
    pub(crate) fn session<'a>(&'a self, environment: &'a Environment) -> Option<&'a SessionId> {
        match self {
            Self::Session(SessionEvent::Began { session }) => Some(&session.id),
            Self::Grant(GrantEvent::CodeIssued { grant, .. }) => Some(&grant.session),
            _ => match whom(self)? {
                Whom::Session(session) => Some(session),
                Whom::Grant(grant) => Some(&environment.grant(grant)?.session),
                _ => None,
            },
        }
    }
}

fn whom(event: &Event) -> Option<Whom<'_>> {
    match event {
        Event::ApiToken(event) => of_api_token(event),
        Event::Authorization(event) => of_authorization(event),
        Event::Client(event) => Some(Whom::Client(of_client(event))),
        Event::Grant(event) => of_grant(event),
        Event::IdentityProvider(event) => Some(of_identity_provider(event)),
        Event::MachineClient(
            MachineClientEvent::Created { client } | MachineClientEvent::Updated { client },
        ) => Some(Whom::Client(&client.id)),
        Event::Membership(event) => Some(Whom::User(of_membership(event))),
        Event::Passkey(PasskeyEvent::Registered { passkey }) => Some(Whom::User(&passkey.user)),
        Event::Passwordless(event) => Some(of_passwordless(event)),
        Event::PreparedSignIn(
            PreparedSignInEvent::Queued { user, .. } | PreparedSignInEvent::Taken { user, .. },
        ) => Some(Whom::User(user)),
        Event::Session(event) => of_session(event),
        Event::User(event) => Some(of_user(event)),
        _ => None,
    }
}

fn of_api_token(event: &ApiTokenEvent) -> Option<Whom<'_>> {
    match event {
        ApiTokenEvent::Created { token } | ApiTokenEvent::Updated { token } => {
            token.user.as_ref().map(Whom::User)
        }
        ApiTokenEvent::Invalidated { .. } => None,
    }
}

fn of_authorization(event: &AuthorizationEvent) -> Option<Whom<'_>> {
    match event {
        AuthorizationEvent::Requested { request } => Some(Whom::Client(&request.client)),
        AuthorizationEvent::ParameterIgnored { .. } => None,
        AuthorizationEvent::EmailCodeSent { code, .. } => Some(Whom::Address(&code.email)),
        AuthorizationEvent::OrganizationChoiceOffered { user, .. } => Some(Whom::User(user)),
        AuthorizationEvent::EmailCodeRejected { request }
        | AuthorizationEvent::Restarted { request }
        | AuthorizationEvent::Ended { request, .. } => Some(Whom::Request(request)),
    }
}

fn of_client(event: &ClientEvent) -> &ClientId {
    match event {
        ClientEvent::Created { client } | ClientEvent::Updated { client } => &client.id,
        ClientEvent::Deleted { client, .. }
        | ClientEvent::SecretCreated { client, .. }
        | ClientEvent::SecretDeleted { client, .. }
        | ClientEvent::TokenIssued { client, .. } => client,
    }
}

fn of_grant(event: &GrantEvent) -> Option<Whom<'_>> {
    match event {
        GrantEvent::CodeIssued { grant, .. } => Some(Whom::User(&grant.user)),
        GrantEvent::CodeRedeemed { grant, .. }
        | GrantEvent::TokensIssued { grant, .. }
        | GrantEvent::RefreshTokenRotated { grant, .. }
        | GrantEvent::RefreshTokenRetried { grant, .. }
        | GrantEvent::Revoked { grant, .. } => Some(Whom::Grant(grant)),
        GrantEvent::AccessTokenRevoked { .. } => None,
        GrantEvent::AccessTokenOutlived { session, .. } => Some(Whom::Session(session)),
    }
}

fn of_identity_provider(event: &IdentityProviderEvent) -> Whom<'_> {
    match event {
        IdentityProviderEvent::RequestSent { request, .. } => Whom::Request(request),
        IdentityProviderEvent::Asserted { assertion, .. } => Whom::Address(&assertion.email),
        IdentityProviderEvent::OutcomeReported { request, outcome } => match outcome {
            LoginOutcome::SignedIn(assertion) => Whom::Address(&assertion.email),
            LoginOutcome::Failed => Whom::Request(request),
        },
        IdentityProviderEvent::IdentityLinked { identity } => Whom::User(&identity.user),
        IdentityProviderEvent::LoginInitiated { client, login_hint, .. } => {
            login_hint.as_deref().map_or(Whom::Client(client), Whom::Address)
        }
    }
}

fn of_membership(event: &MembershipEvent) -> &UserId {
    match event {
        MembershipEvent::Created { user, .. }
        | MembershipEvent::RolesChanged { user, .. }
        | MembershipEvent::MetadataChanged { user, .. }
        | MembershipEvent::Deleted { user, .. }
        | MembershipEvent::Invited { user, .. }
        | MembershipEvent::InvitationAccepted { user, .. } => user,
    }
}

fn of_passwordless(event: &PasswordlessEvent) -> Whom<'_> {
    match event {
        PasswordlessEvent::Sent { request, .. } => Whom::Address(&request.email),
        PasswordlessEvent::Rejected { email, .. } | PasswordlessEvent::Verified { email, .. } => {
            Whom::Address(email)
        }
    }
}

fn of_session(event: &SessionEvent) -> Option<Whom<'_>> {
    match event {
        SessionEvent::Began { session } => Some(Whom::User(&session.user)),
        SessionEvent::Reauthenticated { session, .. }
        | SessionEvent::Ended { session, .. }
        | SessionEvent::Expired { session } => Some(Whom::Session(session)),
        SessionEvent::LogoutEndedNothing { hinted, .. } => hinted.as_ref().map(Whom::Session),
    }
}

fn of_user(event: &UserEvent) -> Whom<'_> {
    match event {
        UserEvent::SignedUp { user }
        | UserEvent::Created { user }
        | UserEvent::Updated { user } => Whom::Address(&user.email),
        UserEvent::Deactivated { user } => Whom::User(user),
        UserEvent::Deleted { email, .. } => Whom::Address(email),
    }
}

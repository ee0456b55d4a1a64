//! Everything that can happen to an environment. An event is the only way to change one.
//!
//! The events of each noun stand beside the noun (`user/event.rs`): what they carry, their names, what they do to the
//! environment, their sentences in the journal, and what a webhook about them describes.

pub(super) mod environment;

use serde::{Serialize, Serializer};

use super::api_token::ApiTokenEvent;
use super::auth_request::AuthorizationEvent;
use super::client::ClientEvent;
use super::connection::ConnectionEvent;
use super::delivery::DeliveryEvent;
use super::directory::DirectoryEvent;
use super::domain::DomainEvent;
use super::grant::GrantEvent;
use super::identity::IdentityProviderEvent;
use super::keys::SigningKeyEvent;
use super::machine_client::MachineClientEvent;
use super::membership::MembershipEvent;
use super::organization::OrganizationEvent;
use super::passkey::PasskeyEvent;
use super::passwordless::PasswordlessEvent;
use super::prepared::PreparedSignInEvent;
use super::role::{PermissionEvent, RoleEvent};
use super::session::SessionEvent;
use super::user::UserEvent;
use super::webhook_endpoint::WebhookEndpointEvent;
use super::{Environment, Names, SubjectRef};
use environment::EnvironmentEvent;

/// What each noun says of its events.
pub(super) trait Happened {
    /// Makes the event true.
    fn apply(&self, environment: &mut Environment);

    /// Returns the event's sentence in the journal; empty if its name says everything.
    fn describe(&self, names: &Names<'_>) -> String;

    /// Returns what Scalekit's event of the same name describes; `None` if Scalekit has no such type.
    fn subject(&self) -> Option<SubjectRef<'_>>;

    /// Removes values that a client chose and the journal does not show, so that an entry's size is bounded.
    fn remove_client_values(&mut self) {}
}

/// Names the events of a noun.
macro_rules! names {
    ($event:ident: $($($variant:ident)|+ => $name:literal,)+) => {
        impl $event {
            /// The names of all of them.
            pub(in crate::environment) const NAMES: &[&str] = &[$($name),+];

            /// Returns the event's name, as the journal's JSON has it.
            pub fn name(&self) -> &'static str {
                match self {
                    $($(Self::$variant { .. })|+ => $name,)+
                }
            }
        }
    };
}

pub(super) use names;

/// An event with its name, as it travels.
#[derive(Serialize)]
struct Named<'a, T> {
    event: &'static str,
    #[serde(flatten)]
    fields: &'a T,
}

macro_rules! events {
    ($($(#[$doc:meta])+ $noun:ident($event:ident),)+) => {
        /// A fact, in the past tense. The journal keeps each, in order.
        ///
        /// Names follow Scalekit's webhook types where there is one (`user.login`, `user.logout`).
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$doc])+ $noun($event),)+
        }

        impl Event {
            /// The names of the events of each noun. Some are the names of several kinds of event.
            const NAMES: &[&[&str]] = &[$($event::NAMES),+];

            /// Returns the event's name, as the journal's JSON has it.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$noun(event) => event.name(),)+
                }
            }

            fn happened(&self) -> &dyn Happened {
                match self {
                    $(Self::$noun(event) => event,)+
                }
            }

            /// Removes values that a client chose and the journal does not show, so that an entry's size is bounded.
            pub(crate) fn remove_client_values(&mut self) {
                match self {
                    $(Self::$noun(event) => event.remove_client_values(),)+
                }
            }
        }

        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let event = self.name();
                match self {
                    $(Self::$noun(fields) => Named { event, fields }.serialize(serializer),)+
                }
            }
        }

        $(impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$noun(event)
            }
        })+
    };
}

events! {
    /// Of an API token.
    ApiToken(ApiTokenEvent),
    /// Of an authorization request.
    Authorization(AuthorizationEvent),
    /// Of a client.
    Client(ClientEvent),
    /// Of a connection.
    Connection(ConnectionEvent),
    /// Of a delivery to an application.
    Delivery(DeliveryEvent),
    /// Of a directory.
    Directory(DirectoryEvent),
    /// Of a domain.
    Domain(DomainEvent),
    /// Of the environment as a whole.
    Environment(EnvironmentEvent),
    /// Of a grant, its code or its tokens.
    Grant(GrantEvent),
    /// Of a sign-in at an identity provider.
    IdentityProvider(IdentityProviderEvent),
    /// Of an organization's client.
    MachineClient(MachineClientEvent),
    /// Of a membership.
    Membership(MembershipEvent),
    /// Of an organization.
    Organization(OrganizationEvent),
    /// Of a passkey.
    Passkey(PasskeyEvent),
    /// Of a passwordless request.
    Passwordless(PasswordlessEvent),
    /// Of a permission.
    Permission(PermissionEvent),
    /// Of a prepared sign-in.
    PreparedSignIn(PreparedSignInEvent),
    /// Of a role.
    Role(RoleEvent),
    /// Of a session.
    Session(SessionEvent),
    /// Of a signing key.
    SigningKey(SigningKeyEvent),
    /// Of a user.
    User(UserEvent),
    /// Of a webhook endpoint.
    WebhookEndpoint(WebhookEndpointEvent),
}

impl Event {
    /// Returns every name that an event can have.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().copied().flatten().copied()
    }

    /// Returns the event's sentence in the journal, with the names that things have now.
    pub(crate) fn describe(&self, environment: &Environment) -> String {
        self.happened().describe(&Names::of(environment))
    }

    /// Returns what Scalekit's event of the same name describes; `None` if Scalekit has no such type.
    pub(super) fn subject(&self) -> Option<SubjectRef<'_>> {
        self.happened().subject()
    }
}

impl Environment {
    /// Makes `event` true, and logs it if Scalekit has a type for it.
    pub(crate) fn apply(&mut self, event: &Event) {
        let removed = self.removed_subject(event);
        event.happened().apply(self);
        self.keep_in_log(event, removed);
    }
}

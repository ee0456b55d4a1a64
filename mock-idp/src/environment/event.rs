//! Everything that can happen to an environment. An event is the only way to change one.
//!
//! The events of each noun stand beside the noun (`user/event.rs`): what they carry, their names, what they do to the
//! environment, their sentences in the journal, and what a webhook about them describes.

mod about;
pub(super) mod environment;

use serde::{Serialize, Serializer};

use super::{
    ApiTokenEvent, AuthorizationEvent, ClientEvent, ConnectionEvent, DeliveryEvent, DirectoryEvent,
    DomainEvent, Environment, EnvironmentEvent, GrantEvent, IdentityProviderEvent,
    MachineClientEvent, MembershipEvent, Names, OrganizationEvent, PasskeyEvent, PasswordlessEvent,
    PermissionEvent, PreparedSignInEvent, RoleEvent, SessionEvent, SigningKeyEvent, SubjectRef,
    UserEvent, WebhookEndpointEvent,
};

/// The facts that each noun defines about its events.
pub(super) trait Happened {
    /// Changes the environment as the event says.
    fn apply(&self, environment: &mut Environment);

    /// Returns the event's sentence in the journal; empty if its name is enough.
    fn describe(&self, names: &Names<'_>) -> String;

    /// Returns what Scalekit's event of the same name describes. Of most nouns Scalekit has no type, and this is `None`;
    /// a test fails if an event of a type lacks it.
    fn subject(&self) -> Option<SubjectRef<'_>> {
        None
    }

    /// Removes values that a client chose and the journal does not show, so that an entry's size is bounded.
    fn remove_client_values(&mut self) {}
}

/// Names the events of a noun.
macro_rules! names {
    ($event:ident: $($($variant:ident)|+ => $name:literal,)+) => {
        impl $event {
            /// The names of all events of the noun.
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

/// An event with its name, as the control API sends it.
#[derive(Serialize)]
struct Named<'a, T> {
    event: &'static str,
    #[serde(flatten)]
    fields: &'a T,
}

macro_rules! events {
    ($($noun:ident($event:ident),)+) => {
        /// A fact, in the past tense. The journal keeps all events in order.
        ///
        /// Names follow Scalekit's webhook types where there is one (`user.login`, `user.logout`).
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Event {
            $(#[doc = concat!("A [`", stringify!($event), "`].")] $noun($event),)+
        }

        impl Event {
            /// The names of the events of each noun. A name can belong to several variants.
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
    ApiToken(ApiTokenEvent),
    Authorization(AuthorizationEvent),
    Client(ClientEvent),
    Connection(ConnectionEvent),
    Delivery(DeliveryEvent),
    Directory(DirectoryEvent),
    Domain(DomainEvent),
    Environment(EnvironmentEvent),
    Grant(GrantEvent),
    IdentityProvider(IdentityProviderEvent),
    MachineClient(MachineClientEvent),
    Membership(MembershipEvent),
    Organization(OrganizationEvent),
    Passkey(PasskeyEvent),
    Passwordless(PasswordlessEvent),
    Permission(PermissionEvent),
    PreparedSignIn(PreparedSignInEvent),
    Role(RoleEvent),
    Session(SessionEvent),
    SigningKey(SigningKeyEvent),
    User(UserEvent),
    WebhookEndpoint(WebhookEndpointEvent),
}

impl Event {
    /// Returns every name that an event can have.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().copied().flatten().copied()
    }

    /// Returns the event's sentence in the journal, with the present names of users, clients and so on.
    pub(crate) fn describe(&self, environment: &Environment) -> String {
        self.happened().describe(&Names::of(environment))
    }

    /// Returns what Scalekit's event of the same name describes; `None` if Scalekit has no such type.
    pub(super) fn subject(&self) -> Option<SubjectRef<'_>> {
        self.happened().subject()
    }
}

impl Environment {
    /// Applies `event`, and logs it if Scalekit has a type for it.
    pub(crate) fn apply(&mut self, event: &Event) {
        let removed = self.removed_subject(event);
        event.happened().apply(self);
        self.keep_in_log(event, removed);
    }
}

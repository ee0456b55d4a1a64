//! Identities of users at identity providers: the assertion of one sign-in, and the link that is kept.

mod event;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::IdentityProviderEvent;
use super::{ConnectionId, Environment, Profile, UserId};

/// The assertion of an identity provider about the person who signed in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assertion {
    /// The provider's connection.
    pub connection: ConnectionId,
    /// The person's id at the provider.
    pub subject: String,
    /// The address, in lower case.
    pub email: String,
    /// The asserted profile.
    #[serde(flatten)]
    pub profile: Profile,
}

/// A user's link to an identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The user.
    pub user: UserId,
    /// The provider's connection.
    pub connection: ConnectionId,
    /// The person's id at the provider.
    pub subject: String,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When the user last signed in there.
    pub last_login_at: Timestamp,
}

impl Environment {
    /// Returns the identity for a subject at a connection's provider, unless its user was deleted.
    pub(crate) fn identity(&self, connection: &ConnectionId, subject: &str) -> Option<&Identity> {
        self.identities.iter().find(|known| {
            &known.connection == connection
                && known.subject == subject
                && self.user(&known.user).is_some()
        })
    }

    /// Returns the identities of a user.
    pub(crate) fn identities_of(&self, user: &UserId) -> impl Iterator<Item = &Identity> {
        let known = self.identities.iter();
        known.filter(move |identity| &identity.user == user)
    }

    pub(super) fn note_login(&mut self, user: &UserId, connection: &ConnectionId) {
        let now = self.now;
        let known = self.identities.iter_mut();
        for identity in known.filter(|one| &one.user == user && &one.connection == connection) {
            identity.last_login_at = now;
        }
    }
}

//! Who people are at identity providers: what was just asserted of somebody, and what is known for good.

mod event;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::IdentityProviderEvent;
use super::{ConnectionId, Environment, Profile, UserId};

/// What an identity provider says of whoever signed in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assertion {
    /// Which connection says it.
    pub connection: ConnectionId,
    /// The person's id at the provider.
    pub subject: String,
    /// The address, in lower case.
    pub email: String,
    /// What else it says of them.
    #[serde(flatten)]
    pub profile: Profile,
}

/// That a user is known to an identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Who.
    pub user: UserId,
    /// To whom.
    pub connection: ConnectionId,
    /// As what.
    pub subject: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When they last signed in there.
    pub last_login_at: Timestamp,
}

impl Environment {
    /// Who this is at the connection's provider. Users that were deleted are nobody.
    pub(crate) fn identity(&self, connection: &ConnectionId, subject: &str) -> Option<&Identity> {
        self.identities.iter().find(|known| {
            &known.connection == connection
                && known.subject == subject
                && self.user(&known.user).is_some()
        })
    }

    /// Where this user is known.
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

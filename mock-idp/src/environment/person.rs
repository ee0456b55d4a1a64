//! Who can sign in, and where they belong: users and memberships.

use serde::Serialize;

use super::{OrganizationId, UserId};

/// A person, known by one e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// `usr_…`, the `sub` of tokens.
    pub id: UserId,
    /// The address, in lower case.
    pub email: String,
    /// Whether the address was proven; in the fake it is, once a code was typed or a seed says so.
    pub email_verified: bool,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// A picture's URL.
    pub picture: Option<String>,
    /// A BCP 47 language tag.
    pub locale: Option<String>,
    /// The id in the application's own system, `xuid` in tokens.
    pub external_id: Option<String>,
    /// Deactivated people cannot sign in: `user_not_active`.
    pub active: bool,
    /// Whether the seed put them here, so that the sign-in page offers them.
    pub seeded: bool,
    /// Where they belong, in the order in which they joined.
    pub memberships: Vec<Membership>,
}

impl User {
    /// Given and family name, as far as they are known.
    pub fn name(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.given_name, &self.family_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The membership in `organization`.
    pub fn membership(&self, organization: &OrganizationId) -> Option<&Membership> {
        self.memberships
            .iter()
            .find(|membership| &membership.organization == organization)
    }
}

/// That a user belongs to an organization, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// Where.
    pub organization: OrganizationId,
    /// The names of the roles held there.
    pub roles: Vec<String>,
}

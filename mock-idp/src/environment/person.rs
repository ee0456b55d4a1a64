//! Who can sign in, and what they may do where: users, organizations, memberships and roles.

use std::collections::BTreeMap;

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

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organization {
    /// `org_…`, the `oid` of tokens.
    pub id: OrganizationId,
    /// What people call it.
    pub name: String,
    /// Fills `{{org_slug}}` in redirect URIs.
    pub slug: Option<String>,
    /// The id in the application's own system, `xoid` in tokens; fills `{{external_id}}`.
    pub external_id: Option<String>,
    /// Free keys; each fills the template of its name.
    pub metadata: BTreeMap<String, String>,
}

impl Organization {
    /// What `{{variable}}` stands for here.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        match name {
            "org_slug" => self.slug.as_deref(),
            "external_id" => self.external_id.as_deref(),
            other => self.metadata.get(other).map(String::as_str),
        }
    }
}

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// The name that tokens carry.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it allows, each `resource:action`.
    pub permissions: Vec<String>,
    /// Given to whoever founds an organization.
    pub default_creator: bool,
    /// Given to whoever joins one.
    pub default_member: bool,
}

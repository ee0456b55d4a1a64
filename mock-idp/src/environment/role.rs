//! Roles that people have in organizations, and the permissions that roles allow.

mod event;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::{PermissionEvent, RoleEvent};
use super::{Environment, Membership, OrganizationId, PermissionId, RoleId, User};

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// `role_…`
    pub id: RoleId,
    /// The organization that owns it; `None` for a role of the environment, which every organization has.
    pub organization: Option<OrganizationId>,
    /// The name that tokens carry. No organization sees two roles of one name.
    pub name: String,
    /// The display name.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// The name of the role that it inherits from.
    pub extends: Option<String>,
    /// The names of the permissions that it allows without those inherited, each `resource:action`.
    pub permissions: Vec<String>,
    /// Whether the founder of an organization gets it.
    pub default_creator: bool,
    /// Whether each new member of an organization gets it.
    pub default_member: bool,
}

/// Something that a role can allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// `perm_…`
    pub id: PermissionId,
    /// `resource:action`, which tokens carry.
    pub name: String,
    /// What it allows.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its description changed last.
    pub updated_at: Timestamp,
}

impl Permission {
    /// Returns the permission as the seed makes it at `now`, when the environment begins.
    pub(super) fn begun(self, now: Timestamp) -> Self {
        Self { created_at: now, updated_at: now, ..self }
    }
}

impl Environment {
    /// Returns the environment's roles and every organization's.
    pub(crate) fn roles(&self) -> impl ExactSizeIterator<Item = &Role> {
        self.roles.values()
    }

    pub(crate) fn permissions(&self) -> impl Iterator<Item = &Permission> {
        self.permissions.values()
    }

    /// Returns the permissions, each with its number in the list.
    pub(crate) fn numbered_permissions(&self) -> impl Iterator<Item = (u64, &Permission)> {
        self.permissions.numbered()
    }

    pub(crate) fn permission(&self, name: &str) -> Option<&Permission> {
        self.permissions().find(|permission| permission.name == name)
    }

    /// Returns the role of this name that `owner` owns: an organization, or with `None` the environment.
    pub(crate) fn role(&self, owner: Option<&OrganizationId>, name: &str) -> Option<&Role> {
        self.roles().find(|role| role.organization.as_ref() == owner && role.name == name)
    }

    /// Returns the role that a name means in an organization.
    pub(crate) fn role_in(&self, organization: &OrganizationId, name: &str) -> Option<&Role> {
        self.role(Some(organization), name).or_else(|| self.role(None, name))
    }

    /// Returns the role that a name means to the owner of roles: an organization, or the environment.
    pub(crate) fn role_seen_by(&self, owner: Option<&OrganizationId>, name: &str) -> Option<&Role> {
        match owner {
            Some(organization) => self.role_in(organization, name),
            None => self.role(None, name),
        }
    }

    /// Returns the role, the role that it extends, and so on up to a role that extends none. Rules refuse circles.
    pub(crate) fn lineage<'a>(&'a self, role: &'a Role) -> impl Iterator<Item = &'a Role> {
        std::iter::successors(Some(role), |role| {
            self.role_seen_by(role.organization.as_ref(), role.extends.as_deref()?)
        })
    }

    /// Returns the roles that extend `base` directly.
    pub(crate) fn dependents<'a>(&'a self, base: &'a Role) -> impl Iterator<Item = &'a Role> {
        let extends_it = move |role: &&Role| {
            let next = self.lineage(role).nth(1);
            next.is_some_and(|next| next.id == base.id)
        };
        self.roles().filter(extends_it)
    }

    /// Returns the permissions that a role allows, with those inherited: the name of each once, and the nearest role
    /// that brings it.
    pub(crate) fn effective<'a>(&'a self, role: &'a Role) -> Vec<(&'a str, &'a Role)> {
        let mut allowed: Vec<(&str, &Role)> = Vec::new();
        for source in self.lineage(role) {
            for name in &source.permissions {
                if !allowed.iter().any(|(known, _)| known == name) {
                    allowed.push((name, source));
                }
            }
        }
        allowed
    }

    /// Returns the permissions that the roles held in an organization allow together, each once, in the order of the
    /// roles.
    pub(crate) fn allowed(&self, organization: &OrganizationId, held: &[String]) -> Vec<String> {
        let mut allowed = Vec::new();
        for role in self.roles().filter(|role| held.contains(&role.name)) {
            if !self.is_in(organization, role) {
                continue;
            }
            for (name, _) in self.effective(role) {
                if !allowed.iter().any(|known| known == name) {
                    allowed.push(name.to_owned());
                }
            }
        }
        allowed
    }

    /// Returns everybody who holds a role, once for each organization where they do.
    pub(crate) fn holders<'a>(
        &'a self,
        role: &'a Role,
    ) -> impl Iterator<Item = (&'a User, &'a Membership)> {
        let memberships = self.users().flat_map(|user| {
            let memberships = user.memberships.iter();
            memberships.map(move |membership| (user, membership))
        });
        memberships.filter(move |(_, membership)| {
            membership.roles.contains(&role.name) && self.is_in(&membership.organization, role)
        })
    }

    /// Returns whether the role's name means this very role in an organization.
    fn is_in(&self, organization: &OrganizationId, role: &Role) -> bool {
        self.role_in(organization, &role.name).is_some_and(|known| known.id == role.id)
    }

    /// Returns the names of the roles that the founder of an organization gets.
    pub(crate) fn creator_roles(&self) -> Vec<String> {
        self.default_roles(|role| role.default_creator)
    }

    /// Returns the names of the roles that a new member of an organization gets.
    pub(crate) fn member_roles(&self, organization: &OrganizationId) -> Vec<String> {
        self.organization(organization)
            .and_then(|organization| organization.default_member_role.clone())
            .map_or_else(|| self.default_roles(|role| role.default_member), |own| vec![own])
    }

    fn default_roles(&self, is_default: impl Fn(&Role) -> bool) -> Vec<String> {
        let defaults = self.roles().filter(|role| is_default(role));
        defaults.map(|role| role.name.clone()).collect()
    }
}

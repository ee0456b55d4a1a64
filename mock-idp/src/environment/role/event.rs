//! What happens to roles and permissions.

use serde::Serialize;

use super::{Permission, Role};
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names, SubjectRef};

/// An event of a role.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum RoleEvent {
    /// A role was created.
    Created {
        /// The new role.
        role: Box<Role>,
    },
    /// A role changed.
    Updated {
        /// The role from now on.
        role: Box<Role>,
    },
    /// A role was deleted, after the last holder and the last extending role had left it.
    Deleted {
        /// The role as it was.
        role: Box<Role>,
    },
}

names! { RoleEvent:
    Created => "role.created",
    Updated => "role.updated",
    Deleted => "role.deleted",
}

impl Happened for RoleEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { role } | Self::Updated { role } => {
                environment.roles.keep((**role).clone());
            }
            Self::Deleted { role } => environment.roles.remove(&role.id),
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { role } | Self::Updated { role } | Self::Deleted { role } => {
                names.role(role)
            }
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Created { role } | Self::Updated { role } | Self::Deleted { role } => {
                Some(SubjectRef::Role(role))
            }
        }
    }
}

/// An event of a permission.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PermissionEvent {
    /// A permission was created.
    Created {
        /// The new permission.
        permission: Permission,
    },
    /// A permission's description changed.
    Updated {
        /// The permission from now on.
        permission: Permission,
    },
    /// A permission was deleted, after the last role had dropped it.
    Deleted {
        /// The permission as it was.
        permission: Permission,
    },
}

names! { PermissionEvent:
    Created => "permission.created",
    Updated => "permission.updated",
    Deleted => "permission.deleted",
}

impl Happened for PermissionEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { permission } | Self::Updated { permission } => {
                environment.permissions.keep(permission.clone());
            }
            Self::Deleted { permission } => {
                environment.permissions.remove(&permission.id);
            }
        }
    }

    fn describe(&self, _: &Names<'_>) -> String {
        match self {
            Self::Created { permission }
            | Self::Updated { permission }
            | Self::Deleted { permission } => permission.name.clone(),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Created { permission }
            | Self::Updated { permission }
            | Self::Deleted { permission } => Some(SubjectRef::Permission(permission)),
        }
    }
}

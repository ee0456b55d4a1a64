//! Permissions and roles.

use crate::environment as there;
use crate::environment::Environment;
use crate::seed::{Permission, Role};

pub(super) fn permissions(environment: &Environment) -> Vec<Permission> {
    let permissions = environment.permissions();
    permissions
        .map(|known| Permission {
            name: known.name.clone(),
            description: known.description.clone(),
        })
        .collect()
}

/// The environment's, and those of organizations whose names are not taken, in their order.
pub(super) fn roles(environment: &Environment) -> Vec<Role> {
    let is_taken = |role: &there::Role| {
        role.organization.is_some() && environment.role(None, &role.name).is_some()
    };
    let mut told: Vec<Role> = Vec::new();
    for known in environment.roles().filter(|role| !is_taken(role)) {
        if !told.iter().any(|role| role.name == known.name) {
            told.push(role(environment, known));
        }
    }
    told
}

fn role(environment: &Environment, known: &there::Role) -> Role {
    let allowed = environment.effective(known);
    Role {
        name: known.name.clone(),
        description: known.description.clone(),
        permissions: allowed.into_iter().map(|(name, _)| name.to_owned()).collect(),
        default_creator: known.default_creator && known.organization.is_none(),
        default_member: known.default_member && known.organization.is_none(),
    }
}

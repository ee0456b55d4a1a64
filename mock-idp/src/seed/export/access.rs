//! Permissions and roles.

use crate::environment as there;
use crate::environment::Environment;
use crate::seed::{Permission, Role};

pub(super) fn permissions(environment: &Environment) -> Vec<Permission> {
    let permissions = environment.permissions().iter();
    permissions
        .map(|known| Permission {
            name: known.name.clone(),
            description: known.description.clone(),
        })
        .collect()
}

/// The environment's, and those of organizations whose names are not taken.
pub(super) fn roles(environment: &Environment) -> Vec<Role> {
    let (all, own): (Vec<_>, Vec<_>) =
        environment.roles().iter().partition(|role| role.organization.is_none());
    let mut told: Vec<Role> = Vec::new();
    for known in all.into_iter().chain(own) {
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

//! The deletion of a role, and what replaces it for users who hold it, roles that extend it, and organizations whose
//! default it is.

use crate::environment::{
    Environment, Event, Membership, MembershipEvent, Organization, OrganizationEvent, Role,
    RoleEvent, User,
};
use crate::rules::ensure;
use crate::rules::management::OperationError;

const SUCCESSOR: &str = "reassign_role_name";

/// Returns the events of the deletion of `role`, which `successor` replaces.
///
/// Scalekit requires a successor for an environment's role that users hold or other roles extend. We also require one
/// for a default role, and for an organization's role that others extend. The holders of an organization's role may
/// be left without a role.
pub(super) fn events(
    env: &Environment,
    role: &Role,
    successor: Option<&str>,
) -> Result<Vec<Event>, OperationError> {
    let successor = successor.map(|name| find_successor(env, role, name)).transpose()?;
    if successor.is_none() {
        ensure_expendable(env, role)?;
    }
    let mut events: Vec<Event> = env
        .holders(role)
        .map(|(user, membership)| reassigned(user, membership, role, successor))
        .collect();
    events.extend(heirs(env, role, successor));
    events.extend(new_defaults(env, role, successor));
    events.push(RoleEvent::Deleted { role: Box::new(role.clone()) }.into());
    Ok(events)
}

fn find_successor<'a>(
    env: &'a Environment,
    role: &Role,
    name: &str,
) -> Result<&'a Role, OperationError> {
    let successor = env.role_seen_by(role.organization.as_ref(), name).ok_or_else(|| {
        let why = format!("names {name}, and there is no such role here");
        OperationError::invalid(SUCCESSOR, why)
    })?;
    let why = "names the role itself that is to be deleted";
    ensure(successor.id != role.id, OperationError::invalid(SUCCESSOR, why))?;
    Ok(successor)
}

fn ensure_expendable(env: &Environment, role: &Role) -> Result<(), OperationError> {
    let needed = |why: String| {
        OperationError::FailedPrecondition(format!(
            "{why}; name in {SUCCESSOR} the role that takes the place of {}",
            role.name
        ))
    };
    let dependents: Vec<&str> =
        env.dependents(role).map(|dependent| dependent.name.as_str()).collect();
    if !dependents.is_empty() {
        return Err(needed(format!("{} extends it", dependents.join(", "))));
    }
    let is_default = role.default_creator || role.default_member;
    if is_default || followers(env, role).next().is_some() {
        return Err(needed("creators or members get it unasked".to_owned()));
    }
    if role.organization.is_none() && env.holders(role).next().is_some() {
        return Err(needed("users hold it".to_owned()));
    }
    Ok(())
}

fn reassigned(
    user: &User,
    membership: &Membership,
    role: &Role,
    successor: Option<&Role>,
) -> Event {
    let successor = successor.map(|successor| &successor.name);
    let mut roles: Vec<String> = Vec::new();
    for held in &membership.roles {
        let kept = if *held == role.name { successor } else { Some(held) };
        if let Some(kept) = kept.filter(|kept| !roles.contains(*kept)) {
            roles.push(kept.clone());
        }
    }
    Event::from(MembershipEvent::RolesChanged {
        user: user.id.clone(),
        organization: membership.organization.clone(),
        roles,
    })
}

/// Returns the events of the roles that change because `role` is deleted: those that extend it, and the successor, if
/// it becomes a default.
fn heirs(env: &Environment, role: &Role, successor: Option<&Role>) -> Vec<Event> {
    let Some(successor) = successor else {
        return Vec::new();
    };
    let mut changed: Vec<Role> = env
        .dependents(role)
        .map(|dependent| {
            // The successor, and the roles that it inherits from, cannot extend the successor.
            let above = env.lineage(successor).any(|one| one == dependent);
            Role {
                extends: if above { role.extends.clone() } else { Some(successor.name.clone()) },
                ..dependent.clone()
            }
        })
        .collect();
    if role.default_creator || role.default_member {
        let at = changed.iter().position(|one| one.id == successor.id);
        let at = at.unwrap_or_else(|| {
            changed.push(successor.clone());
            changed.len() - 1
        });
        changed[at].default_creator |= role.default_creator;
        changed[at].default_member |= role.default_member;
    }
    changed
        .into_iter()
        .map(|role| Event::from(RoleEvent::Updated { role: Box::new(role) }))
        .collect()
}

/// Returns the organizations whose default role it is.
fn followers<'a>(env: &'a Environment, role: &'a Role) -> impl Iterator<Item = &'a Organization> {
    env.organizations().filter(move |organization| {
        organization
            .default_member_role
            .as_deref()
            .and_then(|name| env.role_in(&organization.id, name))
            == Some(role)
    })
}

fn new_defaults(env: &Environment, role: &Role, successor: Option<&Role>) -> Vec<Event> {
    followers(env, role)
        .map(|organization| {
            Event::from(OrganizationEvent::Updated {
                organization: Box::new(Organization {
                    default_member_role: successor.map(|successor| successor.name.clone()),
                    updated_at: env.now(),
                    ..organization.clone()
                }),
            })
        })
        .collect()
}

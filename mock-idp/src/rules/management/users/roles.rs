//! The roles of a user in an organization, and their permissions. The next access token has both.

use super::{find_membership, find_user, view};
use crate::environment::{
    Environment, Event, Membership, MembershipEvent, Organization, OrganizationId, Role, User,
};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::contract::Violation;
use crate::wire::management::Empty;
use crate::wire::management::commons;
use crate::wire::management::users as wire;

pub(super) fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListUserRolesRequest,
) -> Ruling<wire::ListUserRolesResponse> {
    let (_, membership) = member(desk.env, &request.organization_id, &request.user_id)?;
    let roles = view::roles(desk.env, membership);
    Ok(Granted::plainly(wire::ListUserRolesResponse { roles }))
}

/// Adds roles to those that the user has.
pub(super) fn assign(
    desk: &mut Desk<'_>,
    request: &wire::AssignUserRolesRequest,
) -> Ruling<wire::AssignUserRolesResponse> {
    let (user, known) = member(desk.env, &request.organization_id, &request.user_id)?;
    let mut membership = known.clone();
    let roles = request.roles.iter().map(|role| commons::Role {
        id: role.id.clone(),
        name: role.role_name.clone(),
        ..commons::Role::default()
    });
    let roles: Vec<commons::Role> = roles.collect();
    for role in names(desk.env, &known.organization, &roles, "roles")? {
        if !membership.roles.contains(&role) {
            membership.roles.push(role);
        }
    }
    let event = (membership != *known).then(|| changed(user, &membership));
    Ok(Granted {
        reply: wire::AssignUserRolesResponse { roles: view::roles(desk.env, &membership) },
        events: event.into_iter().collect(),
    })
}

pub(super) fn remove(desk: &mut Desk<'_>, request: &wire::RemoveUserRoleRequest) -> Ruling<Empty> {
    let (user, known) = member(desk.env, &request.organization_id, &request.user_id)?;
    let mut membership = known.clone();
    membership.roles.retain(|role| role != &request.role_name);
    ensure(
        membership != *known,
        OperationError::not_found(
            "role",
            format!("{} of {} in {}", request.role_name, user.id, request.organization_id),
        ),
    )?;
    Ok(Granted { reply: Empty {}, events: vec![changed(user, &membership)] })
}

pub(super) fn list_permissions(
    desk: &mut Desk<'_>,
    request: &wire::ListUserPermissionsRequest,
) -> Ruling<wire::ListUserPermissionsResponse> {
    let (_, membership) = member(desk.env, &request.organization_id, &request.user_id)?;
    let names = desk.env.allowed(&membership.organization, &membership.roles);
    let permissions = names.iter().filter_map(|name| desk.env.permission(name));
    Ok(Granted::plainly(wire::ListUserPermissionsResponse {
        permissions: permissions.map(view::permission).collect(),
    }))
}

/// Returns the event that the roles of a user become those of `membership`.
pub(super) fn changed(user: &User, membership: &Membership) -> Event {
    Event::from(MembershipEvent::RolesChanged {
        user: user.id.clone(),
        organization: membership.organization.clone(),
        roles: membership.roles.clone(),
    })
}

/// Returns the names of the roles in the list in `field`, which has names or ids, each once. Scalekit does not
/// document the answer to an unknown role. Here, as with permissions and `extends`, the request is invalid:
/// `NOT_FOUND` is for the object of an operation.
pub(super) fn names(
    env: &Environment,
    organization: &OrganizationId,
    given: &[commons::Role],
    field: &str,
) -> Result<Vec<String>, OperationError> {
    let (mut names, mut violations) = (Vec::new(), Vec::new());
    for (index, commons::Role { id, name, .. }) in given.iter().enumerate() {
        let (word, role) = if name.is_empty() {
            (id, by_id(env, organization, id))
        } else {
            (name, env.role_in(organization, name))
        };
        match role {
            Some(role) if names.contains(&role.name) => {}
            Some(role) => names.push(role.name.clone()),
            None => violations.push(Violation {
                field: format!("{field}[{index}]"),
                description: format!("names {word}, and there is no such role here"),
            }),
        }
    }
    ensure(violations.is_empty(), OperationError::Invalid(violations))?;
    Ok(names)
}

fn by_id<'a>(env: &'a Environment, organization: &OrganizationId, id: &str) -> Option<&'a Role> {
    let mut roles = env.roles();
    roles.find(|role| {
        let owner = role.organization.as_ref();
        role.id.as_str() == id && owner.is_none_or(|owner| owner == organization)
    })
}

/// Returns the roles of a new member: those of the request, or the default roles. The first member of an
/// organization counts as its creator (`docs/management.md#roles-and-memberships`).
pub(super) fn of_new_member(
    env: &Environment,
    organization: &Organization,
    given: &[commons::Role],
    field: &str,
) -> Result<Vec<String>, OperationError> {
    if !given.is_empty() {
        return names(env, &organization.id, given, field);
    }
    let mut others = env.users();
    let is_first = !others.any(|user| user.any_membership(&organization.id).is_some());
    Ok(if is_first { env.creator_roles() } else { env.member_roles(&organization.id) })
}

fn member<'a>(
    env: &'a Environment,
    organization_id: &str,
    user_id: &str,
) -> Result<(&'a User, &'a Membership), OperationError> {
    let organization = find::organization(env, organization_id)?;
    let user = find_user(env, Some(user_id), None)?;
    Ok((user, find_membership(user, organization)?))
}

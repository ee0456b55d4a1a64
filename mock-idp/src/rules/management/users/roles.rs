//! What a user is in an organization, and what that allows. The next access token says it.

use super::{place, user};
use crate::environment::{
    Environment, Event, Membership, MembershipEvent, Organization, OrganizationId, Role, User,
};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::contract::Violation;
use crate::wire::management::Nothing;
use crate::wire::management::users::{
    AskedRole, AssignUserRoles, HeldPermission, HeldRole, OneMember, Permissions, RemoveUserRole,
    Roles,
};

pub(super) fn list(desk: &mut Desk<'_>, ask: &OneMember) -> Ruling<Roles, Failure> {
    let (_, membership) = member(desk.env, &ask.organization_id, &ask.user_id)?;
    Ok(Granted::plainly(Roles { roles: held(desk.env, membership) }))
}

/// What is held already stays.
pub(super) fn assign(desk: &mut Desk<'_>, ask: &AssignUserRoles) -> Ruling<Roles, Failure> {
    let (user, known) = member(desk.env, &ask.organization_id, &ask.user_id)?;
    let mut membership = known.clone();
    for role in named(desk.env, &known.organization, &ask.roles, "roles")? {
        if !membership.roles.contains(&role) {
            membership.roles.push(role);
        }
    }
    let event = (membership != *known).then(|| changed(user, &membership));
    Ok(Granted {
        reply: Roles { roles: held(desk.env, &membership) },
        events: event.into_iter().collect(),
    })
}

pub(super) fn remove(desk: &mut Desk<'_>, ask: &RemoveUserRole) -> Ruling<Nothing, Failure> {
    let (user, known) = member(desk.env, &ask.organization_id, &ask.user_id)?;
    let mut membership = known.clone();
    membership.roles.retain(|role| role != &ask.role_name);
    ensure(
        membership != *known,
        Failure::not_found(
            "role",
            format!("{} of {} in {}", ask.role_name, user.id, ask.organization_id),
        ),
    )?;
    Ok(Granted { reply: Nothing {}, events: vec![changed(user, &membership)] })
}

pub(super) fn allowed(desk: &mut Desk<'_>, ask: &OneMember) -> Ruling<Permissions, Failure> {
    let (_, membership) = member(desk.env, &ask.organization_id, &ask.user_id)?;
    let names = desk.env.allowed(&membership.organization, &membership.roles);
    let permissions = names.iter().filter_map(|name| desk.env.permission(name));
    Ok(Granted::plainly(Permissions { permissions: permissions.map(HeldPermission::of).collect() }))
}

/// The roles of a membership as the API tells them.
pub(super) fn held(env: &Environment, membership: &Membership) -> Vec<HeldRole> {
    let roles = membership.roles.iter();
    roles.filter_map(|name| env.role_in(&membership.organization, name)).map(HeldRole::of).collect()
}

/// That the roles of a user are now those of `membership`.
pub(super) fn changed(user: &User, membership: &Membership) -> Event {
    Event::from(MembershipEvent::RolesChanged {
        user: user.id.clone(),
        organization: membership.organization.clone(),
        roles: membership.roles.clone(),
    })
}

/// The names of the roles that the list in `field` asks for, by name or by id, each once. Scalekit does
/// not document what becomes of one that is unknown. Here, as with permissions and `extends`, it makes
/// the request invalid: `NOT_FOUND` is for what an operation is about.
pub(super) fn named(
    env: &Environment,
    organization: &OrganizationId,
    asked: &[AskedRole],
    field: &str,
) -> Result<Vec<String>, Failure> {
    let (mut names, mut violations) = (Vec::new(), Vec::new());
    for (index, AskedRole { id, name, .. }) in asked.iter().enumerate() {
        let (asked, role) = if name.is_empty() {
            (id, by_id(env, organization, id))
        } else {
            (name, env.role_in(organization, name))
        };
        match role {
            Some(role) if names.contains(&role.name) => {}
            Some(role) => names.push(role.name.clone()),
            None => violations.push(Violation {
                field: format!("{field}[{index}]"),
                description: format!("names {asked}, and there is no such role here"),
            }),
        }
    }
    ensure(violations.is_empty(), Failure::Invalid(violations))?;
    Ok(names)
}

fn by_id<'a>(env: &'a Environment, organization: &OrganizationId, id: &str) -> Option<&'a Role> {
    let mut roles = env.roles();
    roles.find(|role| {
        let owner = role.organization.as_ref();
        role.id.as_str() == id && owner.is_none_or(|owner| owner == organization)
    })
}

/// What a new member is: what the request says, or the default roles. Whoever is the first in an
/// organization counts as its creator (`behaviours.md` 6.1).
pub(super) fn to_begin_with(
    env: &Environment,
    organization: &Organization,
    asked: &[AskedRole],
    field: &str,
) -> Result<Vec<String>, Failure> {
    if !asked.is_empty() {
        return named(env, &organization.id, asked, field);
    }
    let mut others = env.users();
    let is_first = !others.any(|user| user.place(&organization.id).is_some());
    Ok(if is_first { env.creator_roles() } else { env.member_roles(&organization.id) })
}

fn member<'a>(
    env: &'a Environment,
    asked_organization: &str,
    asked_user: &str,
) -> Result<(&'a User, &'a Membership), Failure> {
    let organization = known::organization(env, asked_organization)?;
    let user = user(env, Some(asked_user), None)?;
    Ok((user, place(user, organization)?))
}

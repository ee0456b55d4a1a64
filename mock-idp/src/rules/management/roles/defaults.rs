//! The default roles of an organization's creator and of its members.

use super::view::{self, Include};
use super::{role, updated};
use crate::environment::{Environment, Event, Organization, OrganizationEvent, Role};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted};
use crate::wire::management::roles as wire;

/// Sets the default roles, by their new fields or the old ones; a role that the request does not name stays.
pub(super) fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateDefaultRolesRequest,
) -> Ruling<wire::UpdateDefaultRolesResponse> {
    let creator = named(
        desk.env,
        "default_creator",
        request.default_creator_role.as_deref(),
        request.default_creator.as_ref(),
    )?;
    let member = named(
        desk.env,
        "default_member",
        request.default_member_role.as_deref(),
        request.default_member.as_ref(),
    )?;
    let changed = with_defaults(desk.env, creator, member);
    let new_default = |is_default: fn(&Role) -> bool| {
        let (_, role) = changed.iter().find(|(_, role)| is_default(role))?;
        Some(view::role(desk.env, role, Include::Own, None))
    };
    let reply = wire::UpdateDefaultRolesResponse {
        default_creator: new_default(|role| role.default_creator),
        default_member: new_default(|role| role.default_member),
    };
    Ok(Granted {
        reply,
        events: changed
            .into_iter()
            .filter_map(|(known, changed)| updated(known, changed))
            .collect(),
    })
}

/// Returns each role of the environment, as it is and with these defaults.
fn with_defaults<'a>(
    env: &'a Environment,
    creator: Option<&Role>,
    member: Option<&Role>,
) -> Vec<(&'a Role, Role)> {
    let roles = env.roles().filter(|role| role.organization.is_none());
    let changed = roles.map(|role| {
        let changed = Role {
            default_creator: creator.map_or(role.default_creator, |one| one == role),
            default_member: member.map_or(role.default_member, |one| one == role),
            ..role.clone()
        };
        (role, changed)
    });
    changed.collect()
}

/// Returns the role that a request names, if it names one.
fn named<'a>(
    env: &'a Environment,
    field: &str,
    name: Option<&str>,
    old_field: Option<&wire::UpdateDefaultRole>,
) -> Result<Option<&'a Role>, OperationError> {
    if let Some(name) = name {
        let why = format!("names {name}, and there is no such role");
        let known = role(env, name);
        let field = format!("{field}_role");
        return known.map(Some).map_err(|_| OperationError::invalid(&field, why));
    }
    let Some(wire::UpdateDefaultRole { id, name }) = old_field else {
        return Ok(None);
    };
    let known = env.roles().find(|role| {
        let is_named = name.as_ref().is_none_or(|name| *name == role.name);
        role.organization.is_none() && role.id.as_str() == id.as_str() && is_named
    });
    let why = "names no role of the environment";
    known.map(Some).ok_or_else(|| OperationError::invalid(field, why))
}

/// Sets an organization's default role, which is the environment's or its own.
pub(super) fn update_organization(
    desk: &mut Desk<'_>,
    request: &wire::UpdateDefaultOrganizationRolesRequest,
) -> Ruling<wire::UpdateDefaultOrganizationRolesResponse> {
    let known = find::organization(desk.env, &request.org_id)?;
    let name = &request.default_member_role;
    let role = desk.env.role_in(&known.id, name).ok_or_else(|| {
        let why = format!("names {name}, and there is no such role here");
        OperationError::invalid("default_member_role", why)
    })?;
    let mut default_member = view::role(desk.env, role, Include::Own, Some(&known.id));
    default_member.default_member = true;
    let same = known.default_member_role.as_ref() == Some(name);
    let changed = Organization {
        default_member_role: Some(name.clone()),
        updated_at: desk.env.now(),
        ..known.clone()
    };
    let updated = Event::from(OrganizationEvent::Updated { organization: Box::new(changed) });
    Ok(Granted {
        reply: wire::UpdateDefaultOrganizationRolesResponse {
            default_member: Some(default_member),
        },
        events: (!same).then_some(updated).into_iter().collect(),
    })
}

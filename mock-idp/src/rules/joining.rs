//! Who becomes a member of an organization without being asked, and as what (`behaviours.md` 6.1).

use crate::environment::{
    AuthRequest, DomainType, Environment, Event, Membership, MembershipEvent, OrganizationId,
    Provisioned, User,
};

/// The organization that whoever proves this address may join: the one that the request names, or the
/// first, if it allows addresses of that domain.
///
/// Scalekit suggests such an organization to the person; the fake does not ask, and takes it.
pub(super) fn open_to(
    env: &Environment,
    request: &AuthRequest,
    email: &str,
) -> Option<OrganizationId> {
    let (_, name) = email.rsplit_once('@')?;
    let asked = request.organization.as_ref();
    env.domains()
        .filter(|domain| domain.domain_type == DomainType::AllowedEmailDomain)
        .filter(|domain| domain.domain.eq_ignore_ascii_case(name))
        .map(|domain| domain.organization.clone())
        .find(|organization| {
            asked.is_none_or(|asked| asked == organization) && has_room(env, organization)
        })
}

/// An organization may bound its users, invited ones too; no bound and 0 are none.
pub(super) fn has_room(env: &Environment, id: &OrganizationId) -> bool {
    let organization = env.organization(id);
    let bound = organization.and_then(|organization| organization.max_allowed_users);
    let Some(most) = bound.filter(|most| *most > 0) else {
        return true;
    };
    let users = env.users().filter(|user| user.place(id).is_some());
    usize::try_from(most).is_ok_and(|most| users.count() < most)
}

/// A known user joins.
pub(super) fn joined(
    env: &Environment,
    user: &User,
    organization: &OrganizationId,
    how: Provisioned,
) -> Event {
    Event::from(MembershipEvent::Created {
        user: user.id.clone(),
        membership: Box::new(membership(env, organization, how)),
    })
}

/// The place of whoever joins.
pub(super) fn membership(
    env: &Environment,
    organization: &OrganizationId,
    how: Provisioned,
) -> Membership {
    let joining = env.roles().filter(|role| role.default_member);
    let roles = joining.map(|role| role.name.clone()).collect();
    Membership::new(organization.clone(), roles, how, env.now())
}

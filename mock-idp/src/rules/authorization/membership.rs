//! Members of an organization without an invitation, and their roles (`docs/management.md#roles-and-memberships`).

use crate::environment::{
    AuthRequest, DomainType, Environment, Event, Membership, MembershipEvent, Organization,
    OrganizationId, Profile, Provisioned, User,
};
use crate::rules::Desk;

/// Returns the organization that a person with this address may join: the requested one, or the first, that allows
/// addresses of the domain.
///
/// Scalekit suggests such an organization to the person; the fake chooses it without a page.
pub(super) fn open_to(
    env: &Environment,
    request: &AuthRequest,
    email: &str,
) -> Option<OrganizationId> {
    let (_, name) = email.rsplit_once('@')?;
    let requested = request.organization.as_ref();
    env.domains()
        .filter(|domain| domain.domain_type == DomainType::AllowedEmailDomain)
        .filter(|domain| domain.domain.eq_ignore_ascii_case(name))
        .map(|domain| domain.organization.clone())
        .find(|organization| {
            requested.is_none_or(|requested| requested == organization)
                && has_room(env, organization)
        })
}

/// Returns whether the organization may have another user. Its limit counts invited users too, and 0 means no limit.
pub(in crate::rules) fn has_room(env: &Environment, id: &OrganizationId) -> bool {
    let organization = env.organization(id);
    let bound = organization.and_then(|organization| organization.max_allowed_users);
    let Some(most) = bound.filter(|most| *most > 0) else {
        return true;
    };
    let users = env.users().filter(|user| user.any_membership(id).is_some());
    usize::try_from(most).is_ok_and(|most| users.count() < most)
}

/// Returns the event by which a known user joins.
pub(super) fn created(
    env: &Environment,
    user: &User,
    organization: &OrganizationId,
    how: Provisioned,
) -> Event {
    Event::from(MembershipEvent::Created {
        user: user.id.clone(),
        membership: Box::new(of(env, organization, how)),
    })
}

/// Returns the membership of a person who joins, with the default roles.
pub(super) fn of(env: &Environment, organization: &OrganizationId, how: Provisioned) -> Membership {
    let joining = env.roles().filter(|role| role.default_member);
    let roles = joining.map(|role| role.name.clone()).collect();
    Membership::new(organization.clone(), roles, how, env.now())
}

/// Returns the membership of the person who creates the organization.
pub(super) fn of_creator(env: &Environment, organization: &Organization) -> Membership {
    Membership::new(
        organization.id.clone(),
        env.creator_roles(),
        Provisioned::OrgCreator,
        env.now(),
    )
}

/// Returns a user with a proven address, and with the profile of the request's assertion.
pub(super) fn new_user(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    email: &str,
    membership: Membership,
) -> User {
    User {
        email_verified: true,
        profile: request
            .asserted
            .as_deref()
            .map_or_else(Profile::default, |assertion| assertion.profile.clone()),
        memberships: vec![membership],
        ..User::new(desk.ids.id(), email.to_owned(), desk.env.now())
    }
}

//! Who becomes a member of an organization without being asked, and as what (`behaviours.md` 6.1).

use super::sign_in;
use crate::environment::{
    AuthRequest, DomainType, Environment, Event, Membership, OrganizationId, User,
};
use crate::ids::Ids;

/// The organization that whoever proves this address may join: the one that the request names, or the
/// first, if it allows addresses of that domain.
///
/// Scalekit suggests such an organization to the person; the fake does not ask, and takes it.
pub(super) fn open_to(
    environment: &Environment,
    request: &AuthRequest,
    email: &str,
) -> Option<OrganizationId> {
    let (_, name) = email.rsplit_once('@')?;
    let asked = request.organization.as_ref();
    environment
        .domains()
        .filter(|domain| domain.domain_type == DomainType::AllowedEmailDomain)
        .filter(|domain| domain.domain.eq_ignore_ascii_case(name))
        .map(|domain| domain.organization.clone())
        .find(|organization| asked.is_none_or(|asked| asked == organization))
}

/// A known user joins.
pub(super) fn joined(
    environment: &Environment,
    user: &User,
    organization: &OrganizationId,
) -> Event {
    Event::MembershipChanged {
        user: user.id.clone(),
        organization: organization.clone(),
        roles: member_roles(environment),
    }
}

/// Somebody new, who joins at once.
pub(super) fn newcomer(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    email: &str,
    organization: &OrganizationId,
) -> User {
    let membership = Membership {
        organization: organization.clone(),
        roles: member_roles(environment),
    };
    sign_in::new_user(ids, request, email, membership)
}

fn member_roles(environment: &Environment) -> Vec<String> {
    let joining = environment
        .roles()
        .iter()
        .filter(|role| role.default_member);
    joining.map(|role| role.name.clone()).collect()
}

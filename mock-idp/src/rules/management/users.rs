//! Users, their memberships, and the invitations that lead to them (`wire-contract.md` 4.2).

mod account;
mod invitation;
mod listing;
mod membership;
mod roles;

use super::{Failure, Service};
use crate::environment::{
    EndedBy, Environment, Event, Membership, Organization, Session, SessionEvent, User,
};
use crate::rules::management::known;
use crate::wire::management::users::{ExternalIdentity, Person, Place};

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.users.UserService")
        .serve("GetUser", account::get)
        .serve("CreateUserAndMembership", account::create)
        .serve("UpdateUser", account::update)
        .serve("DeleteUser", account::delete)
        .serve("ListUsers", listing::all)
        .serve("SearchUsers", listing::found)
        .serve("ListOrganizationUsers", listing::of_organization)
        .serve("SearchOrganizationUsers", listing::found_in_organization)
        .serve("CreateMembership", membership::create)
        .serve("UpdateMembership", membership::update)
        .serve("DeleteMembership", membership::delete)
        .serve("ResendInvite", invitation::resend)
        .serve("ListUserRoles", roles::list)
        .serve("AssignUserRoles", roles::assign)
        .serve("RemoveUserRole", roles::remove)
        .serve("ListUserPermissions", roles::allowed)
}

/// The user that a request names, by either id.
fn user<'a>(
    env: &'a Environment,
    id: Option<&str>,
    external_id: Option<&str>,
) -> Result<&'a User, Failure> {
    match (id, external_id) {
        (Some(id), _) => known::user(env, id),
        (None, Some(external_id)) => env
            .user_by_external_id(external_id)
            .ok_or_else(|| Failure::not_found("user with the external id", external_id)),
        (None, None) => Err(Failure::invalid("id", "is required, or external_id")),
    }
}

/// The user's place in the organization, whether they belong there or are invited.
fn place<'a>(user: &'a User, organization: &Organization) -> Result<&'a Membership, Failure> {
    user.place(&organization.id).ok_or_else(|| {
        let asked = format!("of {} in {}", user.id, organization.id);
        Failure::not_found("membership", asked)
    })
}

/// The user as the API tells them.
fn person(env: &Environment, user: &User) -> Person {
    let place = |membership: &Membership| {
        Place::of(
            membership,
            user,
            env.organization(&membership.organization),
            roles::held(env, membership),
            env.allowed(&membership.organization, &membership.roles),
            env.now(),
        )
    };
    let identities = env.identities_of(&user.id).filter_map(|identity| {
        let connection = env.connection(&identity.connection)?;
        Some(ExternalIdentity::of(identity, connection))
    });
    let id = env.settings().environment_id();
    Person::of(user, id, identities.collect(), place)
}

/// The living sessions that `which` picks end.
fn sessions_end(env: &Environment, which: impl Fn(&Session) -> bool) -> Vec<Event> {
    env.sessions()
        .filter(|session| session.is_active(env.now()) && which(session))
        .map(|session| {
            Event::from(SessionEvent::Ended {
                session: session.id.clone(),
                by: EndedBy::Revocation,
                hinted: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;

//! Users, their memberships, and invitations (`docs/management.md#messages`).

mod account;
mod invitation;
mod listing;
mod membership;
mod profile;
mod roles;
pub(super) mod view;

use super::{OperationError, Service};
use crate::environment::{
    EndedBy, Environment, Event, Membership, Organization, Session, SessionEvent, User,
};
use crate::rules::management::find;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.users.UserService")
        .serve("GetUser", account::get)
        .serve("CreateUserAndMembership", account::create)
        .serve("UpdateUser", account::update)
        .serve("DeleteUser", account::delete)
        .serve("ListUsers", listing::list)
        .serve("SearchUsers", listing::search)
        .serve("ListOrganizationUsers", listing::list_of_organization)
        .serve("SearchOrganizationUsers", listing::search_organization)
        .serve("CreateMembership", membership::create)
        .serve("UpdateMembership", membership::update)
        .serve("DeleteMembership", membership::delete)
        .serve("ResendInvite", invitation::resend)
        .serve("ListUserRoles", roles::list)
        .serve("AssignUserRoles", roles::assign)
        .serve("RemoveUserRole", roles::remove)
        .serve("ListUserPermissions", roles::list_permissions)
}

/// Returns the user that a request names by either id.
fn find_user<'a>(
    env: &'a Environment,
    id: Option<&str>,
    external_id: Option<&str>,
) -> Result<&'a User, OperationError> {
    match (id, external_id) {
        (Some(id), _) => find::user(env, id),
        (None, Some(external_id)) => env
            .user_by_external_id(external_id)
            .ok_or_else(|| OperationError::not_found("user with the external id", external_id)),
        (None, None) => Err(OperationError::invalid("id", "is required, or external_id")),
    }
}

/// Returns the user's membership of the organization, active or invited.
fn find_membership<'a>(
    user: &'a User,
    organization: &Organization,
) -> Result<&'a Membership, OperationError> {
    user.any_membership(&organization.id).ok_or_else(|| {
        OperationError::not_found("membership", format!("of {} in {}", user.id, organization.id))
    })
}

/// Returns the events that end the active sessions for which `is_meant` is true.
fn end_sessions(env: &Environment, is_meant: impl Fn(&Session) -> bool) -> Vec<Event> {
    env.sessions()
        .filter(|session| session.is_active(env.now()) && is_meant(session))
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

//! Memberships: created, changed, deleted.

use super::{account, end_sessions, find_membership, find_user, invitation, roles, view};
use crate::environment::{
    Environment, Event, Membership, MembershipEvent, Organization, Provisioned, User,
};
use crate::rules::authorization::membership as members;
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::users as wire;

pub(super) fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateMembershipRequest,
) -> Ruling<wire::CreateMembershipResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let mut user =
        find_user(desk.env, request.id.as_deref(), request.external_id.as_deref())?.clone();
    ensure(
        user.any_membership(&organization.id).is_none(),
        OperationError::AlreadyExists(format!(
            "{} belongs to {} or is invited to it; ResendInvite mails an invitation again",
            user.email, organization.name
        )),
    )?;
    let joining = Joining {
        membership: &request.membership,
        field: "membership",
        by_mail: request.send_invitation_email.unwrap_or(true),
    };
    let joined = begin(desk, &mut user, organization, &joining)?;
    Ok(Granted {
        reply: wire::CreateMembershipResponse { user: Some(view::user(desk.env, &user)) },
        events: vec![joined],
    })
}

/// The way in which a user is to join an organization.
pub(super) struct Joining<'a> {
    pub(super) membership: &'a wire::CreateMembership,
    /// The name of the request's field.
    pub(super) field: &'static str,
    pub(super) by_mail: bool,
}

/// Returns the event by which `user` joins the organization, at once or by mail.
pub(super) fn begin(
    desk: &mut Desk<'_>,
    user: &mut User,
    organization: &Organization,
    joining: &Joining<'_>,
) -> Result<Event, OperationError> {
    let Joining { membership: given, field, by_mail } = *joining;
    ensure_room(desk.env, organization)?;
    let field = format!("{field}.roles");
    let roles = roles::of_new_member(desk.env, organization, &given.roles, &field)?;
    let provisioned = if by_mail { Provisioned::Invitation } else { Provisioned::DirectProvision };
    let now = desk.env.now();
    let mut membership = Membership {
        metadata: given.metadata.clone(),
        inviter_email: given.inviter_email.clone(),
        ..Membership::new(organization.id.clone(), roles, provisioned, now)
    };
    let event = if by_mail {
        let invitation = invitation::create(desk.ids, now);
        membership.invitation = Some(invitation.clone());
        invitation::mail(desk.env, user, &membership, &invitation)
    } else {
        Event::from(MembershipEvent::Created {
            user: user.id.clone(),
            membership: Box::new(membership.clone()),
        })
    };
    user.put(membership);
    Ok(event)
}

/// Refuses another user in an organization that is full.
fn ensure_room(env: &Environment, organization: &Organization) -> Result<(), OperationError> {
    ensure(
        members::has_room(env, &organization.id),
        OperationError::FailedPrecondition(format!(
            "{} has the {} users that it may have (max_allowed_users)",
            organization.name,
            organization.max_allowed_users.unwrap_or_default()
        )),
    )
}

/// Replaces the roles and the metadata by those of the request. An empty list and an empty map change nothing; the
/// SDKs send those for a field that is to stay.
pub(super) fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateMembershipRequest,
) -> Ruling<wire::UpdateMembershipResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let mut user =
        find_user(desk.env, request.id.as_deref(), request.external_id.as_deref())?.clone();
    let mut membership = find_membership(&user, organization)?.clone();
    let mut events = Vec::new();
    if !request.membership.roles.is_empty() {
        let given = &request.membership.roles;
        membership.roles = roles::names(desk.env, &organization.id, given, "membership.roles")?;
        events.push(roles::changed(&user, &membership));
    }
    if !request.membership.metadata.is_empty() {
        membership.metadata.clone_from(&request.membership.metadata);
        events.push(
            MembershipEvent::MetadataChanged {
                user: user.id.clone(),
                organization: organization.id.clone(),
                metadata: membership.metadata.clone(),
            }
            .into(),
        );
    }
    user.put(membership);
    let reply = wire::UpdateMembershipResponse { user: Some(view::user(desk.env, &user)) };
    Ok(Granted { reply, events })
}

/// Deletes a membership. The user's sessions in the organization end. A session that has switched to another
/// organization continues, but its grants in this one get no more tokens. Scalekit documents neither; both are our
/// choices. The user is deleted with the last membership, unless the request says otherwise.
pub(super) fn delete(
    desk: &mut Desk<'_>,
    request: &wire::DeleteMembershipRequest,
) -> Ruling<Empty> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let user = find_user(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    find_membership(user, organization)?;
    let left = Event::from(MembershipEvent::Deleted {
        user: user.id.clone(),
        organization: organization.id.clone(),
    });
    let is_last = user.memberships.len() == 1 && request.cascade.unwrap_or(true);
    let mut events = end_sessions(desk.env, |session| {
        session.user == user.id && (is_last || session.organization == organization.id)
    });
    events.push(left);
    if is_last {
        events.push(account::deleted(user));
    }
    Ok(Granted { reply: Empty {}, events })
}

//! Users: read, created, changed, deleted.

use super::membership::{self, Joining};
use super::{end_sessions, find_user, profile, view};
use crate::environment::{Environment, Event, LONGEST_EXTERNAL_ID, User, UserEvent};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::users as wire;

pub(super) fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetUserRequest,
) -> Ruling<wire::GetUserResponse> {
    let user = find_user(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    Ok(Granted::plainly(wire::GetUserResponse { user: Some(view::user(desk.env, user)) }))
}

/// Creates a user in an organization. Without a mail the membership is active at once and the address counts as
/// verified, as Scalekit's guide to importing users says; with a mail, both wait for its link.
pub(super) fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateUserAndMembershipRequest,
) -> Ruling<wire::CreateUserAndMembershipResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let email = request.user.email.to_lowercase();
    ensure(
        desk.env.user_by_email(&email).is_none(),
        OperationError::AlreadyExists(format!(
            "a user with the address {email} exists; CreateMembership takes them into an organization"
        )),
    )?;
    let external_id = request.user.external_id.as_ref().filter(|id| !id.is_empty());
    ensure_free(desk.env, external_id, None)?;
    let by_mail = request.send_invitation_email.unwrap_or(true);
    let mut user = User {
        email_verified: !by_mail,
        profile: request.user.user_profile.clone().unwrap_or_default().into(),
        external_id: external_id.cloned(),
        metadata: request.user.metadata.clone(),
        ..User::new(desk.ids.id(), email, desk.env.now())
    };
    let created = Event::from(UserEvent::Created { user: user.clone().into() });
    let membership = request.user.membership.clone().unwrap_or_default();
    let joining = Joining { membership: &membership, field: "user.membership", by_mail };
    let joined = membership::begin(desk, &mut user, organization, &joining)?;
    Ok(Granted {
        reply: wire::CreateUserAndMembershipResponse { user: Some(view::user(desk.env, &user)) },
        events: vec![created, joined],
    })
}

pub(super) fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateUserRequest,
) -> Ruling<wire::UpdateUserResponse> {
    let known = find_user(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    ensure_free(desk.env, request.user.external_id.as_ref(), Some(known))?;
    let user = profile::changed(known.clone(), request.user.clone(), desk.env.now());
    Ok(Granted {
        reply: wire::UpdateUserResponse { user: Some(view::user(desk.env, &user)) },
        events: vec![UserEvent::Updated { user: Box::new(user) }.into()],
    })
}

/// Deletes a user, whose sessions end first. Access tokens stay valid to their `exp`, but `/userinfo` finds no user
/// for them.
pub(super) fn delete(desk: &mut Desk<'_>, request: &wire::DeleteUserRequest) -> Ruling<Empty> {
    let user = find_user(desk.env, request.id.as_deref(), request.external_id.as_deref())?;
    let mut events = end_sessions(desk.env, |session| session.user == user.id);
    events.push(deleted(user));
    Ok(Granted { reply: Empty {}, events })
}

/// Returns the event of a user's deletion.
pub(super) fn deleted(user: &User) -> Event {
    Event::from(UserEvent::Deleted { user: user.id.clone(), email: user.email.clone() })
}

/// Refuses an external id that is too long, or that another user than `owner` has.
fn ensure_free(
    env: &Environment,
    external_id: Option<&String>,
    owner: Option<&User>,
) -> Result<(), OperationError> {
    let Some(external_id) = external_id else { return Ok(()) };
    ensure(
        external_id.chars().count() <= LONGEST_EXTERNAL_ID,
        OperationError::invalid(
            "user.external_id",
            format!("must be at most {LONGEST_EXTERNAL_ID} characters long"),
        ),
    )?;
    let taken = env
        .user_by_external_id(external_id)
        .is_some_and(|user| owner.is_none_or(|owner| owner.id != user.id));
    let sentence = format!("another user has the external id {external_id}");
    ensure(!taken, OperationError::AlreadyExists(sentence))
}

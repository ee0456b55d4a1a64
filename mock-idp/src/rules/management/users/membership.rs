//! Memberships: begun, changed, ended.

use super::{account, invitation, person, place, roles, sessions_end, user};
use crate::environment::{
    Environment, Event, Membership, MembershipEvent, Organization, Provisioned, User,
};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling, ensure, joining};
use crate::wire::management::Nothing;
use crate::wire::management::users::{
    CreateMembership, CreateMembershipRequest, DeleteMembership, UpdateMembershipRequest, UserReply,
};

pub(super) fn create(
    desk: &mut Desk<'_>,
    ask: &CreateMembershipRequest,
) -> Ruling<UserReply, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let mut user = user(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?.clone();
    ensure(
        user.place(&organization.id).is_none(),
        Failure::AlreadyExists(format!(
            "{} belongs to {} or is invited to it; ResendInvite mails an invitation again",
            user.email, organization.name
        )),
    )?;
    let joining = Joining {
        asked: &ask.membership,
        field: "membership",
        by_mail: ask.send_invitation_email.unwrap_or(true),
    };
    let joined = begin(desk, &mut user, organization, &joining)?;
    Ok(Granted { reply: UserReply { user: person(desk.env, &user) }, events: vec![joined] })
}

/// How somebody is to join an organization.
pub(super) struct Joining<'a> {
    pub(super) asked: &'a CreateMembership,
    /// Where the request says so.
    pub(super) field: &'static str,
    pub(super) by_mail: bool,
}

/// Puts `user` into the organization, at once or by mail, and says what happened.
pub(super) fn begin(
    desk: &mut Desk<'_>,
    user: &mut User,
    organization: &Organization,
    joining: &Joining<'_>,
) -> Result<Event, Failure> {
    let Joining { asked, field, by_mail } = *joining;
    has_room(desk.env, organization)?;
    let field = format!("{field}.roles");
    let roles = roles::to_begin_with(desk.env, organization, &asked.roles, &field)?;
    let provisioned = if by_mail { Provisioned::Invitation } else { Provisioned::DirectProvision };
    let now = desk.env.now();
    let mut membership = Membership {
        metadata: asked.metadata.clone(),
        inviter_email: asked.inviter_email.clone(),
        ..Membership::new(organization.id.clone(), roles, provisioned, now)
    };
    let event = if by_mail {
        let invitation = invitation::made(desk.ids, now);
        membership.invitation = Some(invitation.clone());
        invitation::mailed(desk.env, user, &membership, &invitation)
    } else {
        Event::from(MembershipEvent::Created {
            user: user.id.clone(),
            membership: Box::new(membership.clone()),
        })
    };
    user.put(membership);
    Ok(event)
}

fn has_room(env: &Environment, organization: &Organization) -> Result<(), Failure> {
    ensure(
        joining::has_room(env, &organization.id),
        Failure::FailedPrecondition(format!(
            "{} has the {} users that it may have (max_allowed_users)",
            organization.name,
            organization.max_allowed_users.unwrap_or_default()
        )),
    )
}

/// Roles that are named replace those that were held, and so do pairs of metadata; none of either
/// changes nothing, which is how the SDKs leave one of the two alone.
pub(super) fn update(
    desk: &mut Desk<'_>,
    ask: &UpdateMembershipRequest,
) -> Ruling<UserReply, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let mut user = user(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?.clone();
    let mut membership = place(&user, organization)?.clone();
    let mut events = Vec::new();
    if !ask.membership.roles.is_empty() {
        let asked = &ask.membership.roles;
        membership.roles = roles::named(desk.env, &organization.id, asked, "membership.roles")?;
        events.push(roles::changed(&user, &membership));
    }
    if !ask.membership.metadata.is_empty() {
        membership.metadata.clone_from(&ask.membership.metadata);
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
    Ok(Granted { reply: UserReply { user: person(desk.env, &user) }, events })
}

/// Whoever leaves an organization is signed out where they are in it. A session that has moved on to
/// another organization lives; what it still holds of this one gets no more tokens. Scalekit
/// documents neither; both are ours. The last membership takes the user with it, unless the request
/// says otherwise.
pub(super) fn delete(desk: &mut Desk<'_>, ask: &DeleteMembership) -> Ruling<Nothing, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let user = user(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
    place(user, organization)?;
    let left = Event::from(MembershipEvent::Deleted {
        user: user.id.clone(),
        organization: organization.id.clone(),
    });
    let is_last = user.memberships.len() == 1 && ask.cascade.unwrap_or(true);
    let mut events = sessions_end(desk.env, |session| {
        session.user == user.id && (is_last || session.organization == organization.id)
    });
    events.push(left);
    if is_last {
        events.push(account::gone(user));
    }
    Ok(Granted { reply: Nothing {}, events })
}

//! The sending of invitations. `rules::invitation` decides on their links.

use jiff::Timestamp;

use super::{find_membership, find_user, view};
use crate::environment::{
    Environment, Event, Invitation, Mail, MailPurpose, Membership, MembershipEvent, User,
};
use crate::ids::Ids;
use crate::rules::invitation::link;
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted};
use crate::wire::management::users as wire;

/// Creates an invitation.
pub(super) fn create(ids: &mut Ids, now: Timestamp) -> Invitation {
    Invitation::new(ids.secret(""), now)
}

/// Returns the event that the invitation of `membership` is mailed.
pub(super) fn mail(
    env: &Environment,
    user: &User,
    membership: &Membership,
    invitation: &Invitation,
) -> Event {
    Event::from(MembershipEvent::Invited {
        user: user.id.clone(),
        membership: Box::new(membership.clone()),
        mail: Mail {
            to: user.email.clone(),
            code: None,
            link: Some(link(env, invitation)),
            sent_at: env.now(),
            expires_at: invitation.expires_at,
            purpose: MailPurpose::Invitation(user.id.clone(), membership.organization.clone()),
            used: false,
        },
    })
}

/// Mails the link again while it works, and afterwards a new link with a new expiry.
pub(super) fn resend(
    desk: &mut Desk<'_>,
    request: &wire::ResendInviteRequest,
) -> Ruling<wire::ResendInviteResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let user = find_user(desk.env, Some(&request.id), None)?;
    let known = find_membership(user, organization)?;
    let Some(waiting) = known.invitation.as_ref().filter(|_| !known.is_accepted()) else {
        let sentence = format!("{} is in {} already", user.email, organization.name);
        return Err(OperationError::FailedPrecondition(sentence).into());
    };
    let now = desk.env.now();
    let base = if waiting.is_open(now) { waiting.clone() } else { create(desk.ids, now) };
    let invitation =
        Invitation { resent_at: Some(now), resent_count: waiting.resent_count + 1, ..base };
    let membership = Membership { invitation: Some(invitation.clone()), ..known.clone() };
    Ok(Granted {
        reply: wire::ResendInviteResponse {
            invite: Some(view::invite(user, &membership, &invitation)),
        },
        events: vec![mail(desk.env, user, &membership, &invitation)],
    })
}

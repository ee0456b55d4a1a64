//! Invitations, as they are sent. What their links do is `rules::invitation`.

use jiff::Timestamp;

use super::{place, user};
use crate::environment::{
    Environment, Event, Invitation, Mail, MailPurpose, Membership, MembershipEvent, User,
};
use crate::ids::Ids;
use crate::rules::invitation::link;
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::users::{Invite, Invited, ResendInvite};

/// A new invitation.
pub(super) fn made(ids: &mut Ids, now: Timestamp) -> Invitation {
    Invitation::new(ids.secret(""), now)
}

/// The mail goes out; `invitation` is that of `membership`.
pub(super) fn mailed(
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

/// While the link is good it is mailed again; afterwards there is a new one, with a time of its own.
pub(super) fn resend(desk: &mut Desk<'_>, ask: &ResendInvite) -> Ruling<Invited, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let user = user(desk.env, Some(&ask.id), None)?;
    let known = place(user, organization)?;
    let Some(waiting) = known.invitation.as_ref().filter(|_| !known.is_taken_up()) else {
        let told = format!("{} is in {} already", user.email, organization.name);
        return Err(Failure::FailedPrecondition(told).into());
    };
    let now = desk.env.now();
    let base = if waiting.is_open(now) { waiting.clone() } else { made(desk.ids, now) };
    let invitation =
        Invitation { resent_at: Some(now), resent_count: waiting.resent_count + 1, ..base };
    let membership = Membership { invitation: Some(invitation.clone()), ..known.clone() };
    Ok(Granted {
        reply: Invited { invite: Invite::of(user.id.clone(), &membership, &invitation) },
        events: vec![mailed(desk.env, user, &membership, &invitation)],
    })
}

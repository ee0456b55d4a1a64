//! Users themselves: seen, created, changed, deleted.

use super::membership::{self, Joining};
use super::{person, sessions_end, user};
use crate::environment::{Environment, Event, LONGEST_EXTERNAL_ID, User, UserEvent};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::Nothing;
use crate::wire::management::users::{
    CreateUserAndMembership, OneUser, UpdateUserRequest, UserReply,
};

pub(super) fn get(desk: &mut Desk<'_>, ask: &OneUser) -> Ruling<UserReply, Failure> {
    let user = user(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
    Ok(Granted::plainly(UserReply { user: person(desk.env, user) }))
}

/// Without a mail the user is in at once and the address counts as proven, as Scalekit's guide to
/// importing users says; with one, both wait for its link.
pub(super) fn create(
    desk: &mut Desk<'_>,
    ask: &CreateUserAndMembership,
) -> Ruling<UserReply, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let email = ask.user.email.to_lowercase();
    ensure(
        desk.env.user_by_email(&email).is_none(),
        Failure::AlreadyExists(format!(
            "a user with the address {email} exists; CreateMembership takes them into an organization"
        )),
    )?;
    let external_id = ask.user.external_id.as_ref().filter(|id| !id.is_empty());
    ensure_free(desk.env, external_id, None)?;
    let by_mail = ask.send_invitation_email.unwrap_or(true);
    let mut user = User {
        email_verified: !by_mail,
        profile: (&ask.user.user_profile).into(),
        external_id: external_id.cloned(),
        metadata: ask.user.metadata.clone(),
        ..User::new(desk.ids.id(), email, desk.env.now())
    };
    let created = Event::from(UserEvent::Created { user: user.clone().into() });
    let joining = Joining { asked: &ask.user.membership, field: "user.membership", by_mail };
    let joined = membership::begin(desk, &mut user, organization, &joining)?;
    Ok(Granted {
        reply: UserReply { user: person(desk.env, &user) },
        events: vec![created, joined],
    })
}

pub(super) fn update(desk: &mut Desk<'_>, ask: &UpdateUserRequest) -> Ruling<UserReply, Failure> {
    let known = user(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
    ensure_free(desk.env, ask.user.external_id.as_ref(), Some(known))?;
    let user = ask.user.over(known.clone(), desk.env.now());
    Ok(Granted {
        reply: UserReply { user: person(desk.env, &user) },
        events: vec![UserEvent::Updated { user: Box::new(user) }.into()],
    })
}

/// The user's sessions end first. Access tokens out there live to their `exp`, and `/userinfo` knows
/// nobody by them any more.
pub(super) fn delete(desk: &mut Desk<'_>, ask: &OneUser) -> Ruling<Nothing, Failure> {
    let user = user(desk.env, ask.id.as_deref(), ask.external_id.as_deref())?;
    let mut events = sessions_end(desk.env, |session| session.user == user.id);
    events.push(gone(user));
    Ok(Granted { reply: Nothing {}, events })
}

/// That a user is deleted.
pub(super) fn gone(user: &User) -> Event {
    Event::from(UserEvent::Deleted { user: user.id.clone(), email: user.email.clone() })
}

/// Refuses an external id that is too long, or that somebody else than `owner` has.
fn ensure_free(
    env: &Environment,
    asked: Option<&String>,
    owner: Option<&User>,
) -> Result<(), Failure> {
    let Some(asked) = asked else { return Ok(()) };
    ensure(
        asked.chars().count() <= LONGEST_EXTERNAL_ID,
        Failure::invalid(
            "user.external_id",
            format!("must be at most {LONGEST_EXTERNAL_ID} characters long"),
        ),
    )?;
    let taken = env
        .user_by_external_id(asked)
        .is_some_and(|user| owner.is_none_or(|owner| owner.id != user.id));
    let told = format!("another user has the external id {asked}");
    ensure(!taken, Failure::AlreadyExists(told))
}

//! The commands of tests, from the library's handle and from the control API.

mod error;
pub(crate) mod find;
pub(crate) mod keys;
pub(crate) mod mailbox;
pub(crate) mod policies;
pub(crate) mod redirects;
pub(crate) mod sessions;
pub(crate) mod sign_in;

pub use self::error::ControlError;
use super::{Desk, Granted, Ruling, ensure};
use crate::environment::{
    EndedBy, Environment, Event, MOST_PREPARED, Membership, MembershipEvent, Passkey, PasskeyEvent,
    PreparedSignInEvent, Provisioned, SessionEvent, SessionId, UserEvent, UserId,
};

/// Prepares the sign-in of this user, without a page, by an authorization request to come. Returns its position in
/// the queue, from 1.
pub(crate) fn prepare_sign_in(env: &Environment, given: &str) -> Ruling<usize, ControlError> {
    let user = find::user(env, given)?;
    let place = env.prepared_sign_ins() + 1;
    ensure(place <= MOST_PREPARED, ControlError::TooManyPrepared(MOST_PREPARED))?;
    let prepared = Event::from(PreparedSignInEvent::Queued { user: user.id.clone(), place });
    Ok(Granted { reply: place, events: vec![prepared] })
}

/// Ends all sessions of a user, as an administrator would, and returns how many there were.
pub(crate) fn revoke_sessions(env: &Environment, given: &str) -> Ruling<usize, ControlError> {
    let events = sessions_over(env, &find::user(env, given)?.id);
    Ok(Granted { reply: events.len(), events })
}

/// Ends one session.
pub(crate) fn revoke_session(env: &Environment, given: &str) -> Ruling<(), ControlError> {
    let session = find::session(env, given)?;
    let live = session.is_active(env.now());
    Ok(done(live.then(|| over(&session.id)).into_iter().collect()))
}

/// Deactivates a user, and ends the user's sessions.
pub(crate) fn deactivate(env: &Environment, given: &str) -> Ruling<(), ControlError> {
    let user = find::user(env, given)?;
    let mut events = sessions_over(env, &user.id);
    events.push(UserEvent::Deactivated { user: user.id.clone() }.into());
    Ok(done(events))
}

/// Sets a user's roles in an organization, given by id or name. A user who is no member becomes one.
pub(crate) fn set_roles(
    env: &Environment,
    given: &str,
    place: &str,
    roles: &[&str],
) -> Ruling<(), ControlError> {
    let user = find::user(env, given)?;
    let organization = find::organization(env, place)?;
    let roles: Vec<String> = roles.iter().map(|&role| role.to_owned()).collect();
    let event = match user.any_membership(&organization.id) {
        Some(_) => Event::from(MembershipEvent::RolesChanged {
            user: user.id.clone(),
            organization: organization.id.clone(),
            roles,
        }),
        None => Event::from(MembershipEvent::Created {
            user: user.id.clone(),
            membership: Box::new(Membership::new(
                organization.id.clone(),
                roles,
                Provisioned::DirectProvision,
                env.now(),
            )),
        }),
    };
    Ok(done(vec![event]))
}

/// Registers a passkey of a user, and returns its id.
pub(crate) fn register_passkey(
    desk: &mut Desk<'_>,
    given: &str,
    display_name: &str,
) -> Ruling<String, ControlError> {
    let now = desk.env.now();
    let passkey = Passkey {
        user: find::user(desk.env, given)?.id.clone(),
        id: desk.ids.id(),
        credential_id: desk.ids.secret(""),
        display_name: display_name.to_owned(),
        created_at: now,
        updated_at: now,
    };
    Ok(Granted {
        reply: passkey.id.to_string(),
        events: vec![PasskeyEvent::Registered { passkey }.into()],
    })
}

fn sessions_over(env: &Environment, user: &UserId) -> Vec<Event> {
    env.sessions()
        .filter(|session| &session.user == user && session.is_active(env.now()))
        .map(|session| over(&session.id))
        .collect()
}

fn over(session: &SessionId) -> Event {
    Event::from(SessionEvent::Ended {
        session: session.clone(),
        by: EndedBy::Revocation,
        hinted: None,
    })
}

fn done(events: Vec<Event>) -> Granted<()> {
    Granted { reply: (), events }
}

#[cfg(test)]
mod tests;

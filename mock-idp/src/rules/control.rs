//! What a test may do to the environment from outside: the commands behind the library's handle.

pub(crate) mod keys;
pub(crate) mod mailbox;
pub(crate) mod policies;
pub(crate) mod redirects;
pub(crate) mod sessions;
pub(crate) mod sign_in;

use super::{Desk, Granted, Refusal, Ruling, ensure};
use crate::environment::{
    Client, EndedBy, Environment, Event, Id as _, MOST_PREPARED, Membership, MembershipEvent,
    Organization, OrganizationId, Passkey, PasskeyEvent, PreparedSignInEvent, Provisioned, Session,
    SessionEvent, SessionId, User, UserEvent, UserId,
};
use crate::wire::{ErrorCode, Redacted, Refuser, is_email_address};

/// Names that a sentence lists: enough to find the right one in a test's world, and a journal of refusals
/// stays small however large that is.
const MOST_LISTED: usize = 20;

/// Why a command cannot be carried out. The sentence lists what does exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum ControlError {
    #[error("no user {asked}; there are {known}")]
    NoSuchUser { asked: String, known: String },
    #[error("no organization {asked}; there are {known}")]
    NoSuchOrganization { asked: String, known: String },
    #[error("no session {asked}; there are {known}")]
    NoSuchSession { asked: String, known: String },
    #[error("{why}")]
    NoSuchPage { why: String },
    #[error("no client {asked}; there are {known}")]
    NoSuchClient { asked: String, known: String },
    #[error("{client} is not a web application, and has no server that could be told of a logout")]
    NotAWebApplication { client: String },
    #[error("no webhook endpoint {asked}; there are {known}")]
    NoSuchEndpoint { asked: String, known: String },
    #[error("no delivery {asked}; there are {known}")]
    NoSuchDelivery { asked: u64, known: String },
    #[error("no event has the type {asked}; there are {known}")]
    NoSuchEventType { asked: String, known: String },
    #[error("{url} cannot be called: {why}")]
    CannotCall { url: String, why: String },
    #[error("{url} is a webhook endpoint already; it has the id {id}")]
    EndpointExists { url: String, id: String },
    #[error("there are {0} webhook endpoints already, and no environment has more")]
    TooManyEndpoints(usize),
    #[error(
        "{0} sign-ins are prepared already, and no environment has more; send browsers, or reset it"
    )]
    TooManyPrepared(usize),
    #[error("{0}")]
    CannotReplay(String),
    #[error("no policy {name}; there are {known}")]
    NoSuchPolicy { name: String, known: String },
    #[error("{field}: {why}")]
    CannotBe { field: String, why: String },
    #[error("no {what} was mailed to {to}; those who were mailed one: {known}")]
    NothingMailed { what: &'static str, to: String, known: String },
}

impl Refusal for ControlError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Control;

    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidRequest
    }
}

/// The user with this id or address.
pub(crate) fn user<'a>(env: &'a Environment, asked: &str) -> Result<&'a User, ControlError> {
    env.user_by_email(asked).or_else(|| env.user(&UserId::named(asked))).ok_or_else(|| {
        ControlError::NoSuchUser {
            asked: quoted(asked),
            known: listed(env.users().map(|user| user.email.as_str())),
        }
    })
}

/// The organization with this id or name.
pub(crate) fn organization<'a>(
    env: &'a Environment,
    asked: &str,
) -> Result<&'a Organization, ControlError> {
    env.organizations()
        .find(|known| known.name == asked || known.id == OrganizationId::named(asked))
        .ok_or_else(|| ControlError::NoSuchOrganization {
            asked: quoted(asked),
            known: listed(env.organizations().map(|known| known.name.as_str())),
        })
}

/// The client with this id or name.
pub(crate) fn client<'a>(env: &'a Environment, asked: &str) -> Result<&'a Client, ControlError> {
    env.clients().find(|known| known.name == asked || known.id.as_str() == asked).ok_or_else(|| {
        ControlError::NoSuchClient {
            asked: quoted(asked),
            known: listed(env.clients().map(|known| known.name.as_str())),
        }
    })
}

/// The session with this id.
pub(crate) fn session<'a>(env: &'a Environment, asked: &str) -> Result<&'a Session, ControlError> {
    env.session(&SessionId::named(asked)).ok_or_else(|| ControlError::NoSuchSession {
        asked: quoted(asked),
        known: listed(env.sessions().map(|session| session.id.as_str())),
    })
}

/// An authorization request to come signs this user in, without a page. The reply is the place in the queue, from 1.
pub(crate) fn prepare_sign_in(env: &Environment, asked: &str) -> Ruling<usize, ControlError> {
    let user = user(env, asked)?;
    let place = env.prepared_sign_ins() + 1;
    ensure(place <= MOST_PREPARED, ControlError::TooManyPrepared(MOST_PREPARED))?;
    let prepared = Event::from(PreparedSignInEvent::Queued { user: user.id.clone(), place });
    Ok(Granted { reply: place, events: vec![prepared] })
}

/// Ends every session of a user, as an administrator would. The reply is how many.
pub(crate) fn revoke_sessions(env: &Environment, asked: &str) -> Ruling<usize, ControlError> {
    let events = sessions_over(env, &user(env, asked)?.id);
    Ok(Granted { reply: events.len(), events })
}

/// Ends one session.
pub(crate) fn revoke_session(env: &Environment, asked: &str) -> Ruling<(), ControlError> {
    let session = session(env, asked)?;
    let live = session.is_active(env.now());
    Ok(done(live.then(|| over(&session.id)).into_iter().collect()))
}

/// Deactivates a user; their sessions end.
pub(crate) fn deactivate(env: &Environment, asked: &str) -> Ruling<(), ControlError> {
    let user = user(env, asked)?;
    let mut events = sessions_over(env, &user.id);
    events.push(UserEvent::Deactivated { user: user.id.clone() }.into());
    Ok(done(events))
}

/// Gives a user other roles in an organization, named by its id or its name; a stranger joins it.
pub(crate) fn set_roles(
    env: &Environment,
    asked: &str,
    place: &str,
    roles: &[&str],
) -> Ruling<(), ControlError> {
    let user = user(env, asked)?;
    let organization = organization(env, place)?;
    let roles: Vec<String> = roles.iter().map(|&role| role.to_owned()).collect();
    let event = match user.place(&organization.id) {
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

/// Registers a passkey of a user. The reply is its id.
pub(crate) fn register_passkey(
    desk: &mut Desk<'_>,
    asked: &str,
    display_name: &str,
) -> Ruling<String, ControlError> {
    let now = desk.env.now();
    let passkey = Passkey {
        user: user(desk.env, asked)?.id.clone(),
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

/// The first names, and how many more there are.
pub(super) fn listed<'a>(known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    match known.as_slice() {
        [] => "none".to_owned(),
        few if few.len() <= MOST_LISTED => few.join(", "),
        many => format!("{} and {} more", many[..MOST_LISTED].join(", "), many.len() - MOST_LISTED),
    }
}

/// What was asked for, as far as it may be repeated: it can be as long as a request, and a secret in the
/// wrong place.
fn quoted(asked: &str) -> String {
    if is_email_address(asked) { asked.to_owned() } else { Redacted::of(asked).to_string() }
}

#[cfg(test)]
mod tests;

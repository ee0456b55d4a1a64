//! Finds what a test names by id or name, or refuses with a list of what exists.

use super::error::ControlError;
use crate::environment::{
    Client, Environment, Id as _, Organization, OrganizationId, Session, SessionId, User, UserId,
};
use crate::wire::{Redacted, is_email_address};

/// Most names that a sentence lists: enough to find the right one in a test's environment, and few enough that
/// refusals stay short in a large one.
const MOST_LISTED: usize = 20;

/// Finds the user with this id or address.
pub(crate) fn user<'a>(env: &'a Environment, given: &str) -> Result<&'a User, ControlError> {
    env.user_by_email(given).or_else(|| env.user(&UserId::named(given))).ok_or_else(|| {
        ControlError::NoSuchUser {
            given: redacted(given),
            known: list(env.users().map(|user| user.email.as_str())),
        }
    })
}

/// Finds the organization with this id or name.
pub(crate) fn organization<'a>(
    env: &'a Environment,
    given: &str,
) -> Result<&'a Organization, ControlError> {
    env.organizations()
        .find(|known| known.name == given || known.id == OrganizationId::named(given))
        .ok_or_else(|| ControlError::NoSuchOrganization {
            given: redacted(given),
            known: list(env.organizations().map(|known| known.name.as_str())),
        })
}

/// Finds the client with this id or name.
pub(crate) fn client<'a>(env: &'a Environment, given: &str) -> Result<&'a Client, ControlError> {
    env.clients().find(|known| known.name == given || known.id.as_str() == given).ok_or_else(|| {
        ControlError::NoSuchClient {
            given: redacted(given),
            known: list(env.clients().map(|known| known.name.as_str())),
        }
    })
}

/// Finds the session with this id.
pub(crate) fn session<'a>(env: &'a Environment, given: &str) -> Result<&'a Session, ControlError> {
    env.session(&SessionId::named(given)).ok_or_else(|| ControlError::NoSuchSession {
        given: redacted(given),
        known: list(env.sessions().map(|session| session.id.as_str())),
    })
}

/// Lists the first names, and counts the others.
pub(in crate::rules) fn list<'a>(known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    match known.as_slice() {
        [] => "none".to_owned(),
        few if few.len() <= MOST_LISTED => few.join(", "),
        many => format!("{} and {} more", many[..MOST_LISTED].join(", "), many.len() - MOST_LISTED),
    }
}

/// Returns the given name as far as a sentence may repeat it: it can be as long as a request, and it can be a secret
/// in the wrong place.
pub(super) fn redacted(given: &str) -> String {
    if is_email_address(given) { given.to_owned() } else { Redacted::of(given).to_string() }
}

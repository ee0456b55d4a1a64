//! What happens to users.

use serde::Serialize;

use super::User;
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names, Stage, SubjectRef, UserId};

/// An event of a user.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum UserEvent {
    /// A person signed up: a new address was proven.
    SignedUp {
        /// The new user.
        user: Box<User>,
    },
    /// A test or an application's server added a user.
    Created {
        /// The new user.
        user: Box<User>,
    },
    /// A user's record changed.
    Updated {
        /// The user from now on.
        user: Box<User>,
    },
    /// A test deactivated a user, after the user's sessions had ended.
    Deactivated {
        /// The user.
        user: UserId,
    },
    /// A user was deleted with all memberships, after the user's sessions had ended.
    Deleted {
        /// The user.
        user: UserId,
        /// The address, which is free again.
        email: String,
    },
}

names! { UserEvent:
    SignedUp => "user.signup",
    Created => "user.created",
    Updated => "user.updated",
    Deactivated => "user.deactivated",
    Deleted => "user.deleted",
}

impl Happened for UserEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::SignedUp { user } | Self::Created { user } | Self::Updated { user } => {
                environment.keep_user(user);
            }
            Self::Deactivated { user } => {
                environment.with_user(user, |user, _| user.active = false);
            }
            Self::Deleted { user, email } => environment.remove_user(user, email),
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::SignedUp { user } | Self::Created { user } | Self::Updated { user } => {
                user.email.clone()
            }
            Self::Deactivated { user } => names.user(user),
            Self::Deleted { email, .. } => email.clone(),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::SignedUp { user } => {
                let membership = user.memberships.first()?;
                Some(SubjectRef::Membership(&user.id, &membership.organization))
            }
            Self::Created { .. }
            | Self::Updated { .. }
            | Self::Deactivated { .. }
            | Self::Deleted { .. } => None,
        }
    }
}

impl Environment {
    fn keep_user(&mut self, user: &User) {
        self.users_by_email.insert(user.email.clone(), user.id.clone());
        self.users.keep(user.clone());
    }

    /// Removes a user. A request whose person was this user, and was choosing an organization, goes back to its first
    /// page.
    fn remove_user(&mut self, removed: &UserId, email: &str) {
        self.users.remove(removed);
        self.users_by_email.remove(email);
        self.prepared_sign_ins.retain(|user| user != removed);
        for request in self.requests.values_mut() {
            if matches!(&request.stage, Stage::Organization { user, .. } if user == removed) {
                request.stage = Stage::Email;
            }
        }
    }
}

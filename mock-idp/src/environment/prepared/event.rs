//! What happens to sign-ins that a test prepares.

use serde::Serialize;

use crate::environment::event::{Happened, names};
use crate::environment::{ClientId, Environment, Names, UserId};

/// An event of a prepared sign-in.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PreparedSignInEvent {
    /// A sign-in was prepared: an authorization request to come will sign this user in without a page. The next one
    /// does, unless other sign-ins were prepared before.
    Queued {
        /// The user.
        user: UserId,
        /// The position in the queue, from 1.
        place: usize,
    },
    /// A prepared sign-in was used by an authorization request.
    Taken {
        /// The user.
        user: UserId,
        /// The client that sent the request.
        client: ClientId,
    },
}

names! { PreparedSignInEvent:
    Queued => "sign_in.prepared",
    Taken => "sign_in.taken",
}

impl Happened for PreparedSignInEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Queued { user, .. } => environment.prepared_sign_ins.push_back(user.clone()),
            Self::Taken { user, .. } => {
                if environment.prepared_sign_ins.front() == Some(user) {
                    environment.prepared_sign_ins.pop_front();
                }
            }
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Queued { user, place } if *place > 1 => {
                format!("{}, number {place} in the queue", names.user(user))
            }
            Self::Queued { user, .. } => names.user(user),
            Self::Taken { user, client } => {
                format!("{} by {}", names.user(user), names.client(client))
            }
        }
    }
}

//! The user whom a test signs in without a page: the user of the request's login hint, if the environment's mode is
//! `hint`; or else the next user in the queue; or else the user whom the environment's mode names.

use super::error::AuthorizationEndpointError;
use super::response::Step;
use crate::environment::AuthRequest;
use crate::environment::{
    AuthorizationEvent, Environment, Event, PreparedSignInEvent, SignInMode, User,
};
use crate::rules::{Ruling, control};

/// The prepared user, if any, and the event about it.
pub(super) struct Prepared<'a> {
    pub(super) user: Option<&'a User>,
    note: Option<Event>,
}

/// Finds the user whom a test prepared for this request.
///
/// A request with a hint leaves the queue as it is. A hint of no user leads to the page, as with Scalekit, because
/// the person may sign up.
pub(super) fn find<'a>(env: &'a Environment, request: &AuthRequest) -> Prepared<'a> {
    let takes_hints = env.settings().sign_in == SignInMode::Hint;
    let hint = request.login_hint.as_deref().filter(|_| takes_hints);
    if let Some(hint) = hint {
        return match control::find::user(env, hint) {
            Ok(user) => Prepared { user: Some(user), note: None },
            Err(unknown) => Prepared::none(format!("{unknown}; the page asks")),
        };
    }
    if let Some(user) = env.next_sign_in().and_then(|id| env.user(id)) {
        let taken = Event::from(PreparedSignInEvent::Taken {
            user: user.id.clone(),
            client: request.client.clone(),
        });
        return Prepared { user: Some(user), note: Some(taken) };
    }
    match &env.settings().sign_in {
        SignInMode::Pages => Prepared { user: None, note: None },
        SignInMode::As(user) => Prepared { user: env.user(user), note: None },
        SignInMode::Hint => {
            let why = "sign_in = \"hint\" signs in whom it names, and this request has none; the page asks";
            Prepared::none(why.to_owned())
        }
    }
}

impl Prepared<'_> {
    fn none(why: String) -> Self {
        let note = Event::from(AuthorizationEvent::ParameterIgnored {
            parameter: "login_hint",
            why: why.into(),
        });
        Self { user: None, note: Some(note) }
    }

    /// Puts the event about the prepared user before the outcome. A refused request uses up its place in the queue too,
    /// because the next request belongs to another person.
    pub(super) fn before(
        self,
        outcome: Ruling<Step, AuthorizationEndpointError>,
    ) -> Ruling<Step, AuthorizationEndpointError> {
        match outcome {
            Ok(granted) => Ok(granted.after(self.note)),
            Err(refused) => Err(refused.after(self.note)),
        }
    }
}

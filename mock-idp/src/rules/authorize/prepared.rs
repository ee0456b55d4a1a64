//! Whom a test signs in without a page: whoever the request names where the environment takes its word, or else
//! the next in the queue, or else whom the environment signs in each time.

use super::{AuthRequest, AuthorizeRefusal};
use crate::environment::{
    AuthorizationEvent, Environment, Event, PreparedSignInEvent, SignInMode, User,
};
use crate::rules::sign_in::Step;
use crate::rules::{Granted, Refused, Ruling, control};

/// Whom, if anybody; and what the journal says about it.
pub(super) struct Prepared<'a> {
    pub(super) user: Option<&'a User>,
    note: Option<Event>,
}

/// Looks for whom a test prepared for this request.
///
/// A request that names somebody takes nobody else's place in the queue. Whom it names and nobody knows is asked
/// at the page, as with Scalekit: it may be somebody who signs up.
pub(super) fn of<'a>(env: &'a Environment, request: &AuthRequest) -> Prepared<'a> {
    let takes_hints = env.settings().sign_in == SignInMode::Hint;
    let hint = request.login_hint.as_deref().filter(|_| takes_hints);
    if let Some(hint) = hint {
        return match control::user(env, hint) {
            Ok(user) => Prepared { user: Some(user), note: None },
            Err(unknown) => Prepared::nobody(format!("{unknown}; the page asks")),
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
            Prepared::nobody(why.to_owned())
        }
    }
}

impl Prepared<'_> {
    fn nobody(why: String) -> Self {
        let note = Event::from(AuthorizationEvent::ParameterIgnored {
            parameter: "login_hint",
            why: why.into(),
        });
        Self { user: None, note: Some(note) }
    }

    /// What came of the request, with what the journal says before. A place in the queue is taken by a request
    /// that is refused, too: whoever comes next is another.
    pub(super) fn before(
        self,
        outcome: Ruling<Step, AuthorizeRefusal>,
    ) -> Ruling<Step, AuthorizeRefusal> {
        let first = |events: Vec<Event>| self.note.into_iter().chain(events).collect();
        match outcome {
            Ok(Granted { reply, events }) => Ok(Granted { reply, events: first(events) }),
            Err(Refused { why, events }) => Err(Refused { why, events: first(events) }),
        }
    }
}

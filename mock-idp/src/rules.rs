//! Decisions. A rule reads the environment and returns a reply, and the events that make the reply true. It holds no
//! state, and reads neither clock nor randomness.

pub(crate) mod authorization;
pub(crate) mod bearer;
pub(crate) mod client_auth;
pub(crate) mod control;
mod desk;
pub(crate) mod expiry;
pub(crate) mod idp_initiated;
pub(crate) mod introspect;
pub(crate) mod invitation;
pub(crate) mod logout;
pub(crate) mod management;
pub(crate) mod portal;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod userinfo;
pub(crate) mod webhook;

use std::fmt::Display;

pub(crate) use self::desk::Desk;
use crate::environment::Event;
use crate::exchange::Cause;
use crate::wire::Refuser;

/// The decision of a rule.
pub(crate) type Ruling<T, E> = Result<Granted<T>, Refused<E>>;

/// A reply, and the events that come with it.
#[derive(Debug)]
pub(crate) struct Granted<T> {
    pub(crate) reply: T,
    pub(crate) events: Vec<Event>,
}

impl<T> Granted<T> {
    /// Grants a reply that changes nothing.
    pub(crate) fn plainly(reply: T) -> Self {
        Self { reply, events: Vec::new() }
    }

    /// Puts `earlier` before the events.
    fn after(self, earlier: impl IntoIterator<Item = Event>) -> Self {
        let events = earlier.into_iter().chain(self.events).collect();
        Self { reply: self.reply, events }
    }
}

/// A refusal. It can have events too: a replayed code revokes its grant.
#[derive(Debug)]
pub(crate) struct Refused<E> {
    pub(crate) why: E,
    pub(crate) events: Vec<Event>,
    /// How many of the events happened before the refusal, and stand before it in the journal.
    pub(crate) before: usize,
}

impl<E> Refused<E> {
    /// Refuses, and changes the world by `events`.
    fn with(why: E, events: impl IntoIterator<Item = Event>) -> Self {
        Self { why, events: events.into_iter().collect(), before: 0 }
    }

    /// Puts `earlier` before the refusal.
    fn after(self, earlier: impl IntoIterator<Item = Event>) -> Self {
        let mut events: Vec<Event> = earlier.into_iter().collect();
        let before = self.before + events.len();
        events.extend(self.events);
        Self { why: self.why, events, before }
    }

    /// Gives the reason in the words of another endpoint.
    fn map<F>(self, words: impl FnOnce(E) -> F) -> Refused<F> {
        Refused { why: words(self.why), events: self.events, before: self.before }
    }
}

impl<E> From<E> for Refused<E> {
    fn from(why: E) -> Self {
        Self::with(why, [])
    }
}

/// A reason to refuse: a code for the client, a sentence for the developer.
pub(crate) trait Refusal: Display {
    /// The vocabulary of its codes: OAuth's, or that of the management API.
    type Code: Into<&'static str>;

    /// The part that refuses, for the journal.
    const REFUSER: Refuser;

    /// Returns the code that the client gets.
    fn code(&self) -> Self::Code;

    /// Returns the cause, if a finding about the client depends on it.
    fn cause(&self) -> Option<Cause> {
        None
    }
}

/// Returns `otherwise` as an error unless the condition holds.
pub(crate) fn ensure<E>(holds: bool, otherwise: E) -> Result<(), E> {
    if holds { Ok(()) } else { Err(otherwise) }
}

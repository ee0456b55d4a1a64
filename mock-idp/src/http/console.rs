//! The console: pages on which a person sees what the environment is, and does what the control API does.

mod act;
pub(super) mod done;
mod memory;
mod offer;
mod page;

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub(super) use self::act::Act;
use self::memory::Memory;
pub(super) use self::page::{page, section};
use super::control::Standing;
use super::here::Premises;
use crate::secret::Secret;
use crate::worlds::Keeper;

/// What the console of one environment remembers.
#[derive(Debug, Default)]
pub(super) struct Console {
    memory: Mutex<Memory>,
}

/// The console as the sender of a request may use it.
pub(super) struct Visitor {
    premises: Arc<Premises>,
    standing: Standing,
    /// The worlds of the process, if it has some.
    worlds: Option<Arc<dyn Keeper>>,
}

impl Visitor {
    /// Returns the token that the control API needs, if it needs one.
    pub(super) fn token(&self) -> Option<&Secret> {
        self.premises.guard.token()
    }

    /// Keeps the sentence about what was done, and returns its number.
    pub(super) fn say(&self, sentence: String) -> u64 {
        self.remember(|memory| memory.say(sentence))
    }

    /// Returns what the sender may do.
    pub(super) fn standing(&self) -> Standing {
        self.standing
    }

    fn may_act(&self) -> bool {
        self.standing == Standing::Operator
    }

    fn remember<T>(&self, look: impl FnOnce(&mut Memory) -> T) -> T {
        // Whole values are put in and taken out, so a panic elsewhere left none of them half.
        let memory = self.premises.console.memory.lock();
        look(&mut memory.unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let premises = Premises::shared(&parts.extensions);
        let standing = premises.guard.standing(&parts.headers, &parts.extensions);
        let worlds = parts.extensions.get::<Arc<dyn Keeper>>().map(Arc::clone);
        Ok(Self { premises, standing, worlds })
    }
}

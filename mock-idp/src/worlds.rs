//! The environments of one process: what a new one begins with, what describes each, and
//! why there is not one more. The server keeps them, and the control API asks it to.

use std::fmt;
use std::io;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::clock::Clock;
use crate::idp::{Changes, Idp};
use crate::rules::control::ControlError;
use crate::seed::{Seed, SeedError};

/// What a new world begins with; for [`Worlds::create`](crate::Worlds::create). A [`Seed`] is one.
///
/// ```
/// use mock_idp::{Clock, MockIdp, NewWorld, Seed};
///
/// let idp = MockIdp::start();
/// let morning = Clock::frozen_at("2026-01-01T09:00:00Z".parse()?);
///
/// let world = NewWorld::from(Seed::default()).named("checkout").clock(morning);
/// let world = idp.worlds().create(world)?;
///
/// assert_eq!(world.clock().now().to_string(), "2026-01-01T09:00:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewWorld {
    pub(crate) origin: Origin,
    pub(crate) name: Option<String>,
    pub(crate) clock: Option<Clock>,
    pub(crate) changes: Changes,
}

/// Where a world comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Seed(Box<Seed>),
    /// The id of another world.
    CopyOf(String),
}

impl From<Seed> for NewWorld {
    fn from(seed: Seed) -> Self {
        Self::of(Origin::Seed(Box::new(seed)))
    }
}

impl NewWorld {
    /// Makes a copy of the world with this id, [`MockIdp::world_id`](crate::MockIdp::world_id): its people and
    /// applications, its sessions and keys, what time it is there, and the ids that come next. The copy has a URL of
    /// its own, so it is another issuer; its journal begins empty, and no fault is planned.
    ///
    /// Access tokens name their issuer and are good where they were issued. Sessions and refresh tokens are good
    /// in both. A link in a mail that was sent before still leads to the other one.
    pub fn copy_of(id: impl Into<String>) -> Self {
        Self::of(Origin::CopyOf(id.into()))
    }

    /// What lists call it, besides its id.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Its clock, instead of real time. A copy shows the time of what it was copied from, whatever this says.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Where its applications run, such as `http://localhost:4001`: the http and https URIs that they have
    /// registered for redirects, for after a sign-out and for the origin of a sign-in are moved to this origin,
    /// and keep their paths. So one seed does for parallel workers, each with an application at a port of its own.
    pub fn redirect_base(mut self, origin: impl Into<String>) -> Self {
        self.changes.redirect_base = Some(origin.into());
        self
    }

    fn of(origin: Origin) -> Self {
        Self { origin, name: None, clock: None, changes: Changes::default() }
    }
}

/// An environment of this process, as [`Worlds::list`](crate::Worlds::list) tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(description = "An environment of this process.")]
pub struct World {
    /// `world_` and a number, in the order in which they were made. The first is the process's own.
    #[schemars(example = &"world_2")]
    pub id: String,
    /// What whoever made it calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `SCALEKIT_ENVIRONMENT_URL`
    pub environment_url: String,
    /// When it last got a request, or else was made; in real time, whatever its own clock says.
    pub last_request_at: Timestamp,
}

impl World {
    /// Returns its place among the others: the number in its id.
    pub(crate) fn number(&self) -> u64 {
        let digits = self.id.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.parse().unwrap_or_default()
    }
}

/// Why a world was not made, or not dropped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// There are as many as there may be.
    #[error(
        "there may be {most} worlds besides the first (`--max-worlds`), and there are; drop one that is done with: DELETE /_mock/worlds/{{id}}"
    )]
    TooMany {
        /// How many there may be.
        most: usize,
    },
    /// There is none of this id.
    #[error("no world {id}; there are {known}")]
    NoSuchWorld {
        /// The id that was given.
        id: String,
        /// The ids that there are.
        known: String,
    },
    /// It cannot be dropped before the others.
    #[error(
        "{id} is the first world; it ends with its process, and POST /_mock/reset brings it back to its seed"
    )]
    First {
        /// Its id.
        id: String,
    },
    /// Its seed is wrong.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// What is to be otherwise in it cannot be.
    #[error(transparent)]
    Changes(#[from] ControlError),
    /// The system has no port, or no more files, to give.
    #[error("cannot listen on a port of its own: {0}")]
    Listen(#[from] io::Error),
    /// The fake that they belonged to was dropped.
    #[error("the fake that these worlds belonged to is gone, and they are with it")]
    Over,
}

/// How many worlds there may be besides the first, and for how long one may be forgotten.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) most: usize,
    /// In seconds of real time; 0 lets them stay.
    pub(crate) idle_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most: MOST_WORLDS, idle_seconds: IDLE_SECONDS }
    }
}

/// A thousand tests in parallel, and a few that were just dropped. Each is some hundred kilobytes and a port.
const MOST_WORLDS: usize = 1_024;

/// Half an hour, in seconds: nobody looks at a breakpoint for longer, and a machine that runs test suites all day
/// has its memory back before the next one.
const IDLE_SECONDS: u32 = 30 * 60;

/// Who keeps the worlds of this process.
pub(crate) trait Keeper: fmt::Debug + Send + Sync {
    fn create(&self, world: NewWorld) -> Result<Created, WorldError>;
    fn list(&self) -> Vec<World>;
    fn limits(&self) -> Limits;
    /// Strikes it off the list.
    fn remove(&self, id: &str) -> Result<Removed, WorldError>;
}

/// A world that was just made.
#[derive(Debug)]
pub(crate) struct Created {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) idp: Idp,
}

/// A world that is in no list any more.
pub(crate) struct Removed {
    pub(crate) idp: Idp,
    /// Its port and its connections: they are gone when this was dropped, and that waits for it.
    pub(crate) port: Box<dyn Send>,
}

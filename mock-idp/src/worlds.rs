//! The environments of one process, which the API calls worlds: their origins, descriptions, limits and errors. The
//! server keeps them.

use std::fmt;
use std::io;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::clock::Clock;
use crate::idp::{Changes, Idp};
use crate::rules::control::ControlError;
use crate::seed::{Seed, SeedError};

/// The origin of a new world, for [`Worlds::create`](crate::Worlds::create). A [`Seed`] can be converted into it.
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

/// The origin of a world.
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
    /// Access tokens are valid only at their issuer. Sessions and refresh tokens are valid in both worlds. A link in
    /// a mail that was sent before leads to the original world.
    pub fn copy_of(id: impl Into<String>) -> Self {
        Self::of(Origin::CopyOf(id.into()))
    }

    /// Sets the name that lists show beside the id, of 200 characters at most.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the clock, in place of real time. A copy ignores it, and shows the time of its original.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Sets the origin of its applications, such as `http://localhost:4001`. The http and https URIs that they
    /// registered for redirects, for after a sign-out and for the beginning of a sign-in are moved to this origin,
    /// and keep their paths. So one seed serves parallel workers, each with an application at a port of its own.
    pub fn redirect_base(mut self, origin: impl Into<String>) -> Self {
        self.changes.redirect_base = Some(origin.into());
        self
    }

    fn of(origin: Origin) -> Self {
        Self { origin, name: None, clock: None, changes: Changes::default() }
    }
}

/// An environment of this process, as [`Worlds::list`](crate::Worlds::list) describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(description = "An environment of this process.")]
pub struct World {
    /// `world_` and a number, counted in the order of creation. The first is the process's own.
    #[schemars(example = &"world_2")]
    pub id: String,
    /// The name that its creator gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The environment URL, for `SCALEKIT_ENVIRONMENT_URL`.
    pub environment_url: String,
    /// When it last got a request, or else was made; in real time, not by its own clock.
    pub last_request_at: Timestamp,
}

impl World {
    /// Returns the number in its id: its place in the order in which worlds were made.
    pub fn number(&self) -> u64 {
        let digits = self.id.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.parse().unwrap_or_default()
    }
}

/// Longest name of a world, in characters, as much as a note of a test has: it is the name of a test or of a worker, and stands
/// before each line of the world's journal and beside each of its findings.
pub(crate) const LONGEST_NAME: usize = 200;

/// The reason why a world was not made, or not dropped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// The limit is reached.
    #[error(
        "there may be {most} worlds besides the first (`--max-worlds`), and there are; drop one that is done with: DELETE /_mock/worlds/{{id}}"
    )]
    TooMany {
        /// The limit.
        most: usize,
    },
    /// No world has this id.
    #[error("no world {id}; there are {known}")]
    NoSuchWorld {
        /// The id that was given.
        id: String,
        /// The ids of the worlds.
        known: String,
    },
    /// The first world cannot be dropped.
    #[error(
        "{id} is the first world; it ends with its process, and POST /_mock/reset brings it back to its seed"
    )]
    First {
        /// The world's id.
        id: String,
    },
    /// The seed has mistakes.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The changes of the seed are refused.
    #[error(transparent)]
    Changes(#[from] ControlError),
    /// The system has no free port, or no free file descriptor.
    #[error("cannot listen on a port of its own: {0}")]
    Listen(#[from] io::Error),
    /// The name is longer than one may be.
    #[error("the name of a world has {LONGEST_NAME} characters at most, and this one has {0}")]
    NameTooLong(usize),
    /// The fake that the worlds belonged to was dropped.
    #[error("the fake that these worlds belonged to is gone, and they are with it")]
    Over,
}

/// Most worlds besides the first, and the time after which an unused world is dropped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) most: usize,
    /// Seconds of real time without a request after which a world is dropped; 0 means never.
    pub(crate) idle_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most: MOST_WORLDS, idle_seconds: IDLE_SECONDS }
    }
}

/// The default limit: a thousand tests in parallel, and a few that just ended. A world is some hundred kilobytes and
/// a port.
const MOST_WORLDS: usize = 1_024;

/// The default idle time, half an hour, in seconds: nobody looks at a breakpoint for longer, and a machine that runs
/// test suites all day has its memory back soon.
const IDLE_SECONDS: u32 = 30 * 60;

/// The keeper of the process's worlds.
pub(crate) trait Keeper: fmt::Debug + Send + Sync {
    fn create(&self, world: NewWorld) -> Result<Created, WorldError>;
    fn list(&self) -> Vec<World>;
    fn limits(&self) -> Limits;
    /// Removes the world from the list.
    fn remove(&self, id: &str) -> Result<Removed, WorldError>;
}

/// A new world.
#[derive(Debug)]
pub(crate) struct Created {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) idp: Idp,
}

/// A world that was removed from the list.
pub(crate) struct Removed {
    pub(crate) idp: Idp,
    /// Its port and its connections, which dropping this value closes, and waits for.
    pub(crate) port: Box<dyn Send>,
}

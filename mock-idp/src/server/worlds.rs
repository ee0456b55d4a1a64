//! The worlds of one process: each an environment at a port of its own, which anybody with the handle, or with
//! access to the control API, makes and drops. They end with the fake that was there first.

mod files;
mod ground;
mod idle;
mod standing;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use self::ground::Ground;
pub(super) use self::standing::{Home, Opened};
use self::standing::{Standing, Usage};
use super::MockIdp;
use super::connection::Server;
use super::dispatch::Dispatching;
use super::listen::Listening;
use crate::clock::Clock;
use crate::idp::Idp;
use crate::wire::Redacted;
use crate::worlds::{Created, Keeper, Limits, NewWorld, Origin, Removed, World, WorldError};

/// The number of the world that the others end with.
const FIRST: u64 = 1;

/// How many ids a refusal lists.
const MOST_LISTED: usize = 20;

/// The environments of one process, any number of them, which know nothing of one another; from
/// [`MockIdp::worlds`].
///
/// Each has its own clients, users, sessions, keys, clock, faults and journal, and its own URL, at a free port of
/// the address that the first fake listens on. They share its access to the control API and its certificate. There
/// are at most as many as [`Builder::max_worlds`](super::Builder::max_worlds) says, and one that nobody has asked
/// for anything in [`Builder::world_idle_seconds`](super::Builder::world_idle_seconds) is dropped.
///
/// A browser sends the cookies of `127.0.0.1` to all of its ports (RFC 6265 §8.5): one browser context is for one
/// world at a time.
///
/// ```
/// use mock_idp::{MockIdp, NewWorld, Seed};
///
/// let idp = MockIdp::start();
///
/// let mine = idp.worlds().create(Seed::default())?;       // a MockIdp like any other, gone when dropped
/// mine.deactivate("alice@acme.example")?;
/// let theirs = idp.worlds().create(NewWorld::copy_of(mine.world_id()))?;
///
/// assert_ne!(mine.environment_url(), theirs.environment_url());
/// assert!(!idp.journal().contains("alice"));
/// assert_eq!(idp.worlds().list().len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Worlds(Arc<Registry>);

#[derive(Debug)]
struct Registry {
    ground: Ground,
    /// Real time, for idleness: a world's own clock says nothing about who forgot it.
    real: Clock,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    worlds: BTreeMap<u64, Standing>,
    made: u64,
    is_over: bool,
    is_watched: bool,
}

impl Worlds {
    /// Makes a world. It is the caller's own: it ends when the handle is dropped and not before, however idle.
    ///
    /// The first one asks the system for as many open files as it allows the process: a world is a port.
    ///
    /// # Errors
    ///
    /// [`WorldError`], if there are too many, the seed is wrong, there is nothing to copy, or no port.
    pub fn create(&self, world: impl Into<NewWorld>) -> Result<MockIdp, WorldError> {
        let opened = self.open(world.into(), true)?;
        Ok(MockIdp::at(self.clone(), opened))
    }

    /// Those that there are, the first before the others.
    pub fn list(&self) -> Vec<World> {
        let kept = self.0.kept();
        let told = |(number, standing): (&u64, &Standing)| standing.told(id(*number));
        kept.worlds.iter().map(told).collect()
    }

    /// Returns the journal of a world as text, as [`MockIdp::journal`] does of its own.
    ///
    /// # Errors
    ///
    /// [`WorldError`], if there is no such world.
    pub fn journal(&self, id: &str) -> Result<String, WorldError> {
        self.idp(id).map(|idp| idp.story())
    }

    /// Drops a world by its id, whoever made it: its port is free again, and its connections are cut. A handle of
    /// it can still be asked for its journal.
    ///
    /// # Errors
    ///
    /// [`WorldError`], if there is no such world, or if it is the first.
    pub fn end(&self, id: &str) -> Result<(), WorldError> {
        self.take(id).map(drop)
    }

    /// The first world's own.
    pub(super) fn on(ground: Ground) -> Self {
        Self(Arc::new(Registry { ground, real: Clock::real(), kept: Mutex::default() }))
    }

    pub(super) fn ground(&self) -> &Ground {
        &self.0.ground
    }

    /// Serves an environment, and lists it.
    pub(super) fn serve(
        &self,
        listener: TcpListener,
        idp: Idp,
        name: Option<String>,
        held: bool,
    ) -> Result<Opened, WorldError> {
        let address = listener.local_addr()?;
        let usage = Arc::new(Usage::new(self.0.real.clone()));
        let Ground { guard, tls, .. } = &self.0.ground;
        let server = Server::new(idp.clone(), guard.clone(), tls.clone());
        let server =
            server.among(Home { worlds: Arc::new(self.clone()), usage: Arc::clone(&usage) });
        let standing = Standing {
            name,
            environment_url: idp.read(|environment| environment.issuer().to_owned()),
            idp: idp.clone(),
            usage,
            held,
            _dispatching: Dispatching::start(idp.clone()),
            listening: Listening::start(listener, server)?,
        };
        let number = self.list_it(standing)?;
        Ok(Opened { number, idp, address })
    }

    fn open(&self, world: NewWorld, held: bool) -> Result<Opened, WorldError> {
        self.room(&self.0.kept())?;
        files::ask_for_more();
        let listener = self.0.ground.listener()?;
        let url = self.0.ground.url_at(listener.local_addr()?.port());
        let idp = match world.origin {
            Origin::Seed(seed) => {
                let mut ids = seed.stream_of_ids();
                let beginning = seed.initial_state(&url, &mut ids)?;
                Idp::changed(beginning, ids, world.clock.unwrap_or_default(), &world.changes)?
            }
            Origin::CopyOf(id) => self.idp(&id)?.copied_to(&url, &world.changes)?,
        };
        self.serve(listener, idp, world.name, held)
    }

    /// Takes it in, unless others were faster. What is not taken in is dropped after the lock.
    fn list_it(&self, standing: Standing) -> Result<u64, WorldError> {
        let mut kept = self.0.kept();
        if let Err(why) = self.room(&kept) {
            drop(kept);
            drop(standing);
            return Err(why);
        }
        kept.made += 1;
        let number = kept.made;
        kept.worlds.insert(number, standing);
        let is_first_to_watch = number != FIRST && !kept.is_watched;
        kept.is_watched |= is_first_to_watch;
        drop(kept);
        if is_first_to_watch {
            idle::watch(&self.0);
        }
        Ok(number)
    }

    fn room(&self, kept: &Kept) -> Result<(), WorldError> {
        let most = self.0.ground.limits.most;
        match kept.worlds.len() {
            _ if kept.is_over => Err(WorldError::Over),
            there if there > most => Err(WorldError::TooMany { most }),
            _ => Ok(()),
        }
    }

    fn idp(&self, id: &str) -> Result<Idp, WorldError> {
        let kept = self.0.kept();
        let found = number(id).and_then(|number| kept.worlds.get(&number));
        found.map(|standing| standing.idp.clone()).ok_or_else(|| kept.no_such_world(id))
    }

    fn take(&self, id: &str) -> Result<Standing, WorldError> {
        let mut kept = self.0.kept();
        match number(id) {
            Some(FIRST) => Err(WorldError::First { id: id.to_owned() }),
            number => number
                .and_then(|number| kept.worlds.remove(&number))
                .ok_or_else(|| kept.no_such_world(id)),
        }
    }

    /// The handle of a world is gone: so is the world, and with the first all others.
    pub(super) fn leave(&self, number: u64) {
        let gone: Vec<Standing> = {
            let mut kept = self.0.kept();
            if number == FIRST {
                kept.is_over = true;
                std::mem::take(&mut kept.worlds).into_values().collect()
            } else {
                kept.worlds.remove(&number).into_iter().collect()
            }
        };
        end_all(gone);
    }
}

impl Registry {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Every change is one insertion or removal, so a panic elsewhere left nothing half-done.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn no_such_world(&self, asked: &str) -> WorldError {
        let mut known: Vec<String> = self.worlds.keys().map(|number| id(*number)).collect();
        let more = known.len().saturating_sub(MOST_LISTED);
        known.truncate(MOST_LISTED);
        let known = known.join(", ");
        WorldError::NoSuchWorld {
            id: Redacted::of(asked).to_string(),
            known: match more {
                0 => known,
                more => format!("{known} and {more} more"),
            },
        }
    }
}

impl Keeper for Worlds {
    fn create(&self, asked: NewWorld) -> Result<Created, WorldError> {
        let name = asked.name.clone();
        let opened = self.open(asked, false)?;
        Ok(Created { id: id(opened.number), name, idp: opened.idp })
    }

    fn list(&self) -> Vec<World> {
        Self::list(self)
    }

    fn limits(&self) -> Limits {
        self.0.ground.limits
    }

    fn remove(&self, id: &str) -> Result<Removed, WorldError> {
        let standing = self.take(id)?;
        Ok(Removed { idp: standing.idp.clone(), port: Box::new(standing) })
    }
}

/// All are told before the first is waited for.
fn end_all(mut gone: Vec<Standing>) {
    for standing in &mut gone {
        standing.listening.stop();
    }
}

pub(super) fn id(number: u64) -> String {
    format!("world_{number}")
}

fn number(id: &str) -> Option<u64> {
    let number = id.strip_prefix("world_")?.parse().ok()?;
    // `world_+1` and `world_01` are numbers too, and no ids.
    (self::id(number) == id).then_some(number)
}

#[cfg(test)]
mod tests;

//! The worlds of one process: environments, each at a port of its own, made and dropped by the handle or by the
//! control API. They end with the first one.

mod dropped;
mod files;
mod follow;
mod idle;
mod running;
mod shared;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};

pub use self::dropped::{DroppedWorld, DroppedWorlds, LAST_JOURNAL_LINES, MOST_DROPPED_WORLDS};
use self::follow::{Begun, MOST_NEW};
pub use self::follow::{Stories, WorldNews};
pub(super) use self::running::{Opened, Surroundings};
use self::running::{RunningWorld, Usage};
pub(super) use self::shared::SharedSettings;
use super::MockIdp;
use super::connection::{Names, Server};
use super::dispatch::Dispatcher;
use super::listen::Listening;
use crate::clock::Clock;
use crate::idp::Idp;
use crate::verdict::Verdict;
use crate::wire::Redacted;
use crate::worlds::{
    Created, Keeper, LONGEST_NAME, Limits, NewWorld, Origin, Removed, World, WorldError,
};

/// The number of the first world, with which the others end.
pub(super) const FIRST: u64 = 1;

/// Most ids that a refusal lists.
const MOST_LISTED: usize = 20;

/// The environments of one process, independent of each other; from [`MockIdp::worlds`]. In the control API each is a
/// *world*.
///
/// Each has its own clients, users, sessions, keys, clock, faults and journal, and its own URL, at a free port of
/// the address that the first fake listens on. They share its access to the control API and its certificate. There
/// are at most as many as [`Builder::max_worlds`](super::Builder::max_worlds) says, and a world without a request in
/// [`Builder::world_idle_seconds`](super::Builder::world_idle_seconds) is dropped.
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
    settings: SharedSettings,
    /// The programs that steer any of the worlds.
    steer: Names,
    /// Real time, by which idle worlds are found; their own clocks may stand still.
    real: Clock,
    /// Worlds that begin, for whoever follows all of them.
    made: broadcast::Sender<Begun>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    worlds: BTreeMap<u64, RunningWorld>,
    made: u64,
    /// What was found in worlds that were dropped: a suite with a world for each test leaves none of them behind.
    verdict_on_dropped: Verdict,
    /// The ends of their journals.
    dropped: DroppedWorlds,
    is_over: bool,
    is_watched: bool,
}

impl Worlds {
    /// Makes a world. It ends when the handle is dropped, and not for idleness.
    ///
    /// The first call raises the process's limit of open files as far as the system allows, because each world has a
    /// port.
    ///
    /// # Errors
    ///
    /// [`WorldError`], if there are too many worlds, the seed has mistakes, the world to copy does not exist, or
    /// there is no free port.
    pub fn create(&self, world: impl Into<NewWorld>) -> Result<MockIdp, WorldError> {
        let opened = self.open(world.into(), true)?;
        Ok(MockIdp::at(self.clone(), opened))
    }

    /// Returns the worlds, the first before the others.
    pub fn list(&self) -> Vec<World> {
        let state = self.0.state();
        state.worlds.iter().map(|(number, world)| world.describe(id(*number))).collect()
    }

    /// Returns the journal of a world as text, as [`MockIdp::journal`] does of its own.
    ///
    /// # Errors
    ///
    /// [`WorldError`], if there is no such world.
    pub fn journal(&self, id: &str) -> Result<String, WorldError> {
        self.idp(id).map(|idp| idp.story())
    }

    /// Returns the verdict on all worlds: on those that exist, on what was before each reset, and on those that were
    /// dropped by their id or for idleness. A handle that is dropped had its verdict, and leaves none. The same finding
    /// in several worlds is one, whose evidence is of the first of them.
    ///
    /// ```
    /// use mock_idp::verdict::Exercise;
    /// use mock_idp::{MockIdp, Seed};
    ///
    /// let idp = MockIdp::start();
    /// let world = idp.worlds().create(Seed::default())?;
    /// // … an application signs somebody in …
    /// idp.worlds().end(&world.world_id())?;
    ///
    /// idp.worlds().verdict().assert_clean();
    /// # Ok::<(), mock_idp::WorldError>(())
    /// ```
    pub fn verdict(&self) -> Verdict {
        let (worlds, on_dropped) = {
            let state = self.0.state();
            let worlds = state.worlds.iter();
            let worlds: Vec<_> = worlds
                .map(|(number, world)| (*number, world.label(id(*number)), world.idp.clone()))
                .collect();
            (worlds, state.verdict_on_dropped.clone())
        };
        let mut verdict = Verdict::default();
        for (number, label, idp) in worlds {
            let on_world = idp.whole_verdict();
            verdict.add(if number == FIRST { on_world } else { on_world.in_world(&label) });
        }
        verdict.add(on_dropped);
        verdict
    }

    /// Returns the ends of the journals of worlds that were dropped, by [`end`](Self::end), over HTTP, or for idleness.
    /// A handle that is dropped leaves none: it had its journal.
    ///
    /// ```
    /// use mock_idp::{MockIdp, Seed};
    ///
    /// let idp = MockIdp::start();
    /// let world = idp.worlds().create(Seed::default())?;
    /// let _ = world.sign_in("nobody@acme.example").code();
    ///
    /// idp.worlds().end(&world.world_id())?;
    ///
    /// let dropped = idp.worlds().dropped();
    /// assert_eq!(dropped.worlds[0].world.id, "world_2");
    /// assert!(dropped.worlds[0].last_lines[0].contains("no user nobody@acme.example"));
    /// # Ok::<(), mock_idp::WorldError>(())
    /// ```
    pub fn dropped(&self) -> DroppedWorlds {
        self.0.state().dropped.clone()
    }

    /// Drops a world, given by its id: its port is free again, and its connections are closed. A handle of it still
    /// has its journal.
    ///
    /// # Errors
    ///
    /// [`WorldError`], if there is no such world, or if it is the first.
    pub fn end(&self, id: &str) -> Result<(), WorldError> {
        self.take(id).map(drop)
    }

    /// Makes the registry of a process, with the first world's settings.
    pub(super) fn on(settings: SharedSettings) -> Self {
        let made = broadcast::Sender::new(MOST_NEW);
        Self(Arc::new(Registry {
            settings,
            steer: Names::default(),
            real: Clock::real(),
            made,
            state: Mutex::default(),
        }))
    }

    pub(super) fn settings(&self) -> &SharedSettings {
        &self.0.settings
    }

    /// Serves an environment, and registers it.
    pub(super) fn serve(
        &self,
        listener: TcpListener,
        idp: Idp,
        name: Option<String>,
        held: bool,
    ) -> Result<Opened, WorldError> {
        let address = listener.local_addr()?;
        let usage = Arc::new(Usage::new(self.0.real.clone()));
        let SharedSettings { guard, tls, .. } = &self.0.settings;
        let server = Server::new(idp.clone(), guard.clone(), tls.clone());
        let server = server.among(Surroundings {
            worlds: Arc::new(self.clone()),
            usage: Arc::clone(&usage),
            steer: self.0.steer.clone(),
            player: super::PLAYER,
        });
        let world = RunningWorld {
            name,
            environment_url: idp.read(|environment| environment.issuer().to_owned()),
            idp: idp.clone(),
            usage,
            held,
            _dispatcher: Dispatcher::start(idp.clone()),
            listening: Listening::start(listener, server)?,
            end: watch::Sender::new(()),
        };
        let number = self.register(world)?;
        Ok(Opened { number, idp, address })
    }

    fn open(&self, world: NewWorld, held: bool) -> Result<Opened, WorldError> {
        let length = world.name.as_deref().map_or(0, |name| name.chars().count());
        if length > LONGEST_NAME {
            return Err(WorldError::NameTooLong(length));
        }
        self.check_room(&self.0.state())?;
        files::raise_limit();
        let listener = self.0.settings.listener()?;
        let url = self.0.settings.url_at(listener.local_addr()?.port());
        let idp = match world.origin {
            Origin::Seed(seed) => {
                let mut ids = seed.stream_of_ids();
                let initial = seed.initial_state(&url, &mut ids)?;
                Idp::changed(initial, ids, world.clock.unwrap_or_default(), &world.changes)?
            }
            Origin::CopyOf(id) => self.idp(&id)?.copied_to(&url, &world.changes)?,
        };
        self.serve(listener, idp, world.name, held)
    }

    /// Registers a world, unless the limit is reached. A world beyond the limit is dropped outside the lock.
    fn register(&self, world: RunningWorld) -> Result<u64, WorldError> {
        let mut state = self.0.state();
        if let Err(why) = self.check_room(&state) {
            drop(state);
            drop(world);
            return Err(why);
        }
        state.made += 1;
        let number = state.made;
        // An error is that nobody follows.
        let _ = self.0.made.send(Begun::of(number, &world));
        state.worlds.insert(number, world);
        let is_first_to_watch = number != FIRST && !state.is_watched;
        state.is_watched |= is_first_to_watch;
        drop(state);
        if is_first_to_watch {
            idle::watch(&self.0);
        }
        Ok(number)
    }

    fn check_room(&self, state: &State) -> Result<(), WorldError> {
        let most = self.0.settings.limits.most;
        match state.worlds.len() {
            _ if state.is_over => Err(WorldError::Over),
            there if there > most => Err(WorldError::TooMany { most }),
            _ => Ok(()),
        }
    }

    fn idp(&self, id: &str) -> Result<Idp, WorldError> {
        let state = self.0.state();
        let found = number(id).and_then(|number| state.worlds.get(&number));
        found.map(|world| world.idp.clone()).ok_or_else(|| state.no_such_world(id))
    }

    fn take(&self, id: &str) -> Result<RunningWorld, WorldError> {
        let world = self.strike(id)?;
        self.0.keep_ends([(id.to_owned(), &world)]);
        Ok(world)
    }

    fn strike(&self, id: &str) -> Result<RunningWorld, WorldError> {
        let mut state = self.0.state();
        match number(id) {
            Some(FIRST) => Err(WorldError::First { id: id.to_owned() }),
            number => number
                .and_then(|number| state.worlds.remove(&number))
                .ok_or_else(|| state.no_such_world(id)),
        }
    }

    /// Drops a world whose handle was dropped, and with the first world all others.
    pub(super) fn leave(&self, number: u64) {
        let gone: Vec<RunningWorld> = {
            let mut state = self.0.state();
            if number == FIRST {
                state.is_over = true;
                std::mem::take(&mut state.worlds).into_values().collect()
            } else {
                state.worlds.remove(&number).into_iter().collect()
            }
        };
        end_all(gone);
    }
}

impl Registry {
    /// Keeps the verdicts on worlds that are in no list any more, and the ends of their journals. The lock of a world is
    /// not waited for under that of the list.
    fn keep_ends<'w>(&self, worlds: impl IntoIterator<Item = (String, &'w RunningWorld)>) {
        for (id, world) in worlds {
            let verdict = world.idp.whole_verdict().in_world(&world.label(id.clone()));
            let end = DroppedWorld::of(id, world);
            let mut state = self.state();
            state.verdict_on_dropped.add(verdict);
            state.dropped.keep(end);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is one insertion or removal, so a panic elsewhere left no half of a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn no_such_world(&self, given: &str) -> WorldError {
        let mut known: Vec<String> = self.worlds.keys().map(|number| id(*number)).collect();
        let more = known.len().saturating_sub(MOST_LISTED);
        known.truncate(MOST_LISTED);
        let known = known.join(", ");
        WorldError::NoSuchWorld {
            id: Redacted::of(given).to_string(),
            known: match more {
                0 => known,
                more => format!("{known} and {more} more"),
            },
        }
    }
}

impl Keeper for Worlds {
    fn create(&self, world: NewWorld) -> Result<Created, WorldError> {
        let name = world.name.clone();
        let opened = self.open(world, false)?;
        Ok(Created { id: id(opened.number), name, idp: opened.idp })
    }

    fn list(&self) -> Vec<World> {
        Self::list(self)
    }

    fn limits(&self) -> Limits {
        self.0.settings.limits
    }

    fn remove(&self, id: &str) -> Result<Removed, WorldError> {
        let world = self.take(id)?;
        Ok(Removed { idp: world.idp.clone(), port: Box::new(world) })
    }
}

/// Stops all worlds before it waits for the first.
fn end_all(mut gone: Vec<RunningWorld>) {
    for world in &mut gone {
        world.listening.stop();
    }
}

pub(super) fn id(number: u64) -> String {
    format!("world_{number}")
}

fn number(id: &str) -> Option<u64> {
    let number = id.strip_prefix("world_")?.parse().ok()?;
    // `world_+1` and `world_01` parse as numbers, but are no ids.
    (self::id(number) == id).then_some(number)
}

#[cfg(test)]
mod tests;

//! The journals of all worlds of a process, as they are written.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use futures_util::stream::{BoxStream, SelectAll, StreamExt as _, unfold};
use futures_util::{FutureExt as _, Stream};
use tokio::sync::{broadcast, watch};

use super::running::RunningWorld;
use super::{FIRST, Worlds, id};
use crate::idp::{Followed, Follower, Idp};
use crate::journal::EntryFilter;
use crate::server::follow::StoryNews;

/// New worlds that wait for a reader who is slow, so that the reader has their journals even if they are dropped
/// meanwhile. A suite makes no more in the time in which a terminal scrolls.
pub(super) const MOST_NEW: usize = 256;

/// Entries of a world that are read in one go: what one request caused stands together.
const MOST_AT_ONCE: usize = 64;

/// The text of the journals of all worlds, line by line; from [`Worlds::follow`].
pub struct Stories {
    made: broadcast::Receiver<Begun>,
    is_over: bool,
    reading: SelectAll<BoxStream<'static, Vec<WorldNews>>>,
    /// What was read and not yet taken.
    ready: VecDeque<WorldNews>,
}

/// What comes next in the journal of a world. It displays as one line, which begins with the world.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorldNews {
    /// The world's id, and its name if it has one: `world_2 (checkout)`. `None` is the first world.
    pub world: Option<Arc<str>>,
    /// What comes next.
    pub news: StoryNews,
}

/// A world that began.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    /// `None` of the first world.
    label: Option<Arc<str>>,
    environment_url: String,
    idp: Idp,
    /// Its sender is dropped with the world.
    end: watch::Receiver<()>,
}

impl Begun {
    pub(super) fn of(number: u64, world: &RunningWorld) -> Self {
        Self {
            label: (number != FIRST).then(|| world.label(id(number)).into()),
            environment_url: world.environment_url.clone(),
            idp: world.idp.clone(),
            end: world.end.subscribe(),
        }
    }

    /// Reads the journal on until the world is dropped, and then what is left of it.
    fn read(self) -> impl Stream<Item = Vec<WorldNews>> {
        let Self { label, idp, end, .. } = self;
        let every = EntryFilter::new("*", 1).expect("every name begins so");
        unfold(Some((idp.follow(every, None), end)), move |reading| {
            let label = label.clone();
            async move {
                let (mut follower, mut end) = reading?;
                let (mut news, is_dropped) = next_batch(&mut follower, &mut end).await;
                if is_dropped && label.is_some() {
                    news.push(StoryNews::Dropped);
                }
                let news = news.into_iter().map(|news| WorldNews { world: label.clone(), news });
                Some((news.collect(), (!is_dropped).then_some((follower, end))))
            }
        })
    }
}

/// Returns what comes next, with what is there besides, and whether the world was dropped and that is all.
async fn next_batch(
    follower: &mut Follower,
    end: &mut watch::Receiver<()>,
) -> (Vec<StoryNews>, bool) {
    let first: Option<Followed> = tokio::select! {
        biased;
        first = follower.next() => Some(first),
        _ = end.changed() => None,
    };
    let is_dropped = first.is_none();
    let mut batch: Vec<StoryNews> = first.map(StoryNews::from).into_iter().collect();
    while batch.len() < MOST_AT_ONCE {
        match follower.next().now_or_never() {
            Some(more) => batch.push(more.into()),
            None => return (batch, is_dropped),
        }
    }
    (batch, false)
}

impl Stories {
    /// Returns what comes next: at once, or when it is written; `None` when the process has no worlds any more.
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<WorldNews> {
        loop {
            if let Some(news) = self.ready.pop_front() {
                return Some(news);
            }
            tokio::select! {
                biased;
                made = self.made.recv(), if !self.is_over => self.begin(made),
                Some(news) = self.reading.next() => self.ready.extend(news),
                else => return None,
            }
        }
    }

    fn begin(&mut self, made: Result<Begun, broadcast::error::RecvError>) {
        match made {
            Ok(begun) => self.follow(begun),
            Err(broadcast::error::RecvError::Lagged(worlds)) => {
                self.ready.push_back(WorldNews { world: None, news: StoryNews::Missed { worlds } });
            }
            Err(broadcast::error::RecvError::Closed) => self.is_over = true,
        }
    }

    fn follow(&mut self, begun: Begun) {
        if let Some(label) = &begun.label {
            let environment_url = begun.environment_url.clone();
            let news = StoryNews::Begun { environment_url };
            self.ready.push_back(WorldNews { world: Some(Arc::clone(label)), news });
        }
        self.reading.push(begun.read().boxed());
    }
}

impl Worlds {
    /// Follows the journals of all worlds from their beginnings on, also of those that are made later, in any runtime.
    /// Each has its lines in order; lines of several worlds stand in the order in which they come.
    ///
    /// ```
    /// # use mock_idp::{MockIdp, NewWorld, Seed};
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let idp = MockIdp::start();
    /// let mut stories = idp.worlds().follow();
    /// let world = idp.worlds().create(NewWorld::from(Seed::default()).named("checkout"))?;
    /// world.note("whoever signs out is out")?;
    ///
    /// let begun = stories.next().await.expect("a world began");
    /// let note = stories.next().await.expect("a note was taken");
    ///
    /// assert_eq!(begun.to_string(), format!("world_2 (checkout)  begins at {}", world.environment_url()));
    /// assert_eq!(note.to_string(), "world_2 (checkout)  00:00  note                         whoever signs out is out");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn follow(&self) -> Stories {
        let state = self.0.state();
        let mut stories = Stories {
            made: self.0.made.subscribe(),
            is_over: false,
            reading: SelectAll::new(),
            ready: VecDeque::new(),
        };
        for (number, world) in &state.worlds {
            stories.follow(Begun::of(*number, world));
        }
        stories
    }
}

impl fmt::Display for WorldNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.world {
            Some(world) => write!(f, "{world}  {}", self.news),
            None => self.news.fmt(f),
        }
    }
}

impl fmt::Debug for Stories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stories").field("ready", &self.ready).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! Hearing that exchanges were answered, for a page that draws them anew.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, watch};

use super::Idp;

/// Pages that may follow one theatre: each holds a connection for as long as it is open, and a class has some thirty
/// people.
pub(crate) const MOST_WATCHERS: usize = 64;

/// What a watcher hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watched {
    /// Exchanges were answered; the last that was begun has this number.
    Answered(u64),
    /// The environment was reset.
    Reset,
}

/// Hears of answers, for as long as somebody polls it. What happens between two polls is heard of once.
#[derive(Debug)]
pub(crate) struct Watcher {
    idp: Idp,
    news: watch::Receiver<u64>,
    /// Whether there is something to say at once.
    is_behind: bool,
    _permit: OwnedSemaphorePermit,
}

impl Watcher {
    /// Returns the next thing: at once, or when it happens.
    pub(crate) async fn next(&mut self) -> Watched {
        if std::mem::take(&mut self.is_behind) {
            return Watched::Answered(self.idp.last_exchange());
        }
        if self.news.changed().await.is_err() {
            self.news = self.idp.state().recorder.subscribe();
            return Watched::Reset;
        }
        Watched::Answered(self.idp.last_exchange())
    }
}

impl Idp {
    /// Watches the answers of exchanges, from the one with this number on; `None` if as many watch as may.
    pub(crate) fn watch_exchanges(&self, last: Option<u64>) -> Option<Watcher> {
        let permit = Arc::clone(&self.0.watchers).try_acquire_owned().ok()?;
        let (news, opened) = {
            let recorder = &self.state().recorder;
            (recorder.subscribe(), recorder.opened())
        };
        let is_behind = last.is_some_and(|last| last != opened);
        Some(Watcher { idp: self.clone(), news, is_behind, _permit: permit })
    }
}

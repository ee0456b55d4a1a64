//! Waiting for a change of what a page shows, for pages that go on by themselves.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};

use super::{Idp, State};

/// Pages that may watch one environment at once. Each holds a connection for as long as it is open, and a class has some
/// thirty people with two pages each.
pub(crate) const MOST_WATCHING: usize = 64;

/// How long a change goes on: a sign-in writes several entries, and a page that is drawn again for each would slow it.
pub(crate) const CHANGE: Duration = Duration::from_millis(300);

/// What a page shows, and so what it watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The journal, the clock, deliveries and planned faults.
    Environment,
    /// Exchanges that were answered, and what ends lives between them: the clock, and what the journal has.
    Exchanges,
}

/// What a page is notified of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Something is different; the last exchange that was begun has this number.
    Since(u64),
    /// The environment was reset.
    Reset,
}

/// As many pages watch an environment as may.
#[derive(Debug, thiserror::Error)]
#[error("{MOST_WATCHING} pages watch this environment, and no more may: close one")]
pub(crate) struct TooManyPagesError;

/// Waits for changes, for as long as somebody polls it.
#[derive(Debug)]
pub(crate) struct Watch {
    idp: Idp,
    news: News,
    /// Whether there is something to say at once.
    is_behind: bool,
    _place: OwnedSemaphorePermit,
}

/// Where changes are announced.
#[derive(Debug)]
enum News {
    Environment {
        journal: watch::Receiver<u64>,
        clock: watch::Receiver<()>,
        outbox: watch::Receiver<()>,
        faults: watch::Receiver<()>,
    },
    Exchanges {
        exchanges: watch::Receiver<u64>,
        journal: watch::Receiver<u64>,
        clock: watch::Receiver<()>,
    },
}

impl Watch {
    /// Returns the next change: at once, if the page is behind, and otherwise [`CHANGE`] after it began. Dropping the future
    /// loses nothing.
    pub(crate) async fn next(&mut self) -> Change {
        if !self.is_behind {
            self.news.changed().await;
            sleep_until(Instant::now() + CHANGE).await;
        }
        self.is_behind = false;
        let state = self.idp.state();
        if self.news.see(&state) { Change::Reset } else { Change::Since(state.recorder.opened()) }
    }
}

impl News {
    fn of(shown: Shown, idp: &Idp, state: &State) -> Self {
        match shown {
            Shown::Environment => Self::Environment {
                journal: state.journal.subscribe(),
                clock: idp.clock().turns(),
                outbox: idp.outbox_changed(),
                faults: idp.0.faults_changed.subscribe(),
            },
            Shown::Exchanges => Self::Exchanges {
                exchanges: state.recorder.subscribe(),
                journal: state.journal.subscribe(),
                clock: idp.clock().turns(),
            },
        }
    }

    /// Returns once something has changed since the last look.
    async fn changed(&mut self) {
        // An error is that a reset replaced what was watched. The senders of the others belong to the environment, which
        // is held meanwhile, so these channels cannot be closed.
        match self {
            Self::Environment { journal, clock, outbox, faults } => tokio::select! {
                _ = journal.changed() => {}
                _ = clock.changed() => {}
                _ = outbox.changed() => {}
                _ = faults.changed() => {}
            },
            Self::Exchanges { exchanges, journal, clock } => tokio::select! {
                _ = exchanges.changed() => {}
                _ = journal.changed() => {}
                _ = clock.changed() => {}
            },
        }
    }

    /// Takes all that has changed for seen, and returns whether the environment was reset.
    fn see(&mut self, state: &State) -> bool {
        match self {
            Self::Environment { journal, clock, outbox, faults } => {
                let is_reset = seen(journal, || state.journal.subscribe());
                clock.mark_unchanged();
                outbox.mark_unchanged();
                faults.mark_unchanged();
                is_reset
            }
            Self::Exchanges { exchanges, journal, clock } => {
                seen(journal, || state.journal.subscribe());
                clock.mark_unchanged();
                seen(exchanges, || state.recorder.subscribe())
            }
        }
    }
}

/// Takes news for seen, and replaces those of before a reset. Whether there was one.
fn seen(news: &mut watch::Receiver<u64>, anew: impl FnOnce() -> watch::Receiver<u64>) -> bool {
    let is_reset = news.has_changed().is_err();
    if is_reset {
        *news = anew();
    }
    news.mark_unchanged();
    is_reset
}

impl Idp {
    /// Watches for changes from now on. A page that comes back says which exchange was the last that it saw, and is behind
    /// if that is not the last one.
    ///
    /// # Errors
    ///
    /// If as many pages watch as may.
    pub(crate) fn watch(
        &self,
        shown: Shown,
        last: Option<u64>,
    ) -> Result<Watch, TooManyPagesError> {
        let place =
            Arc::clone(&self.0.places).try_acquire_owned().map_err(|_| TooManyPagesError)?;
        let (news, opened) = {
            let state = self.state();
            (News::of(shown, self, &state), state.recorder.opened())
        };
        let is_behind = last.is_some_and(|last| last != opened);
        Ok(Watch { idp: self.clone(), news, is_behind, _place: place })
    }
}

#[cfg(test)]
mod tests;

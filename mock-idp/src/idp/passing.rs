//! What happens because time passes: each event at its own time, in order, and before the next request.

use jiff::Timestamp;

use super::{Idp, State};
use crate::environment::{EnvironmentEvent, Event, earlier};
use crate::rules::expiry;

impl Idp {
    /// Makes everything that is remembered older, while the time stays what it is.
    pub(crate) fn age(&self, seconds: u32) {
        self.state().age(seconds);
        // Sessions end sooner, and what waited to be sent again may be due.
        self.notify_outbox();
    }
}

impl State {
    /// Lets time pass until `now`, and returns whether something is to be sent. However far the clock went, each
    /// session expires at its own time.
    ///
    /// It is called at every request, and looks at the next session to expire alone.
    pub(super) fn pass_until(&mut self, now: Timestamp) -> bool {
        let mut outbox_changed = false;
        while let Some((at, event)) = expiry::next(&self.environment, now) {
            self.environment.observe(at);
            outbox_changed |= self.happens(event, now);
        }
        self.environment.observe(now);
        outbox_changed
    }

    /// Applies and journals `event` at the environment's time, and returns whether something is to be sent; that is
    /// issued at `sent_at`.
    pub(super) fn happens(&mut self, event: Event, sent_at: Timestamp) -> bool {
        let Self { environment, journal, outbox, .. } = self;
        let logged = environment.newest_logged();
        environment.apply(&event);
        let outbox_changed = outbox.react(environment, &event, logged, sent_at);
        journal.event(environment.now(), event);
        outbox_changed
    }

    /// Journals that the clock is ahead of the machine's, once, when it begins to be.
    pub(super) fn note_lead(&mut self, seconds: u64) {
        if seconds > 0 && !self.is_ahead {
            self.journal.event(
                self.environment.now(),
                Event::from(EnvironmentEvent::ClockAhead { seconds }),
            );
        }
        self.is_ahead = seconds > 0;
    }

    /// Makes everything older, lets happen what would have happened meanwhile, and returns whether something is to be
    /// sent.
    ///
    /// The ageing itself is journalled at the earlier time, so that the journal is in order: the ageing, then what
    /// expired, each at its own time, then what happens now.
    fn age(&mut self, seconds: u32) -> bool {
        let now = self.environment.now();
        self.journal.age(seconds);
        self.judge.age(seconds);
        self.outbox.age(seconds);
        self.environment.observe(earlier(now, seconds));
        self.happens(EnvironmentEvent::Aged { seconds }.into(), now);
        self.pass_until(now)
    }

    /// Returns when the next session expires.
    pub(super) fn next_ending(&self) -> Option<Timestamp> {
        self.environment.next_ending().map(|(at, _)| at)
    }

    /// Returns whether a session expires before `known`, the time at which a waiting task wakes.
    pub(super) fn ends_sooner_than(&self, known: Option<Timestamp>) -> bool {
        self.next_ending().is_some_and(|at| known.is_none_or(|known| at < known))
    }
}

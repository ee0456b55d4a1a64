//! What happens because time passes: each at its own time and in order, before whatever comes next.

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
    /// Lets time pass until `now`. However far the clock went, each session that ran out did so at its own time.
    /// Whether something is to be sent.
    ///
    /// It is called at every request, and looks at no more than the next session that runs out.
    pub(super) fn pass_until(&mut self, now: Timestamp) -> bool {
        let mut outbox_changed = false;
        while let Some((at, event)) = expiry::next(&self.environment, now) {
            self.environment.observe(at);
            outbox_changed |= self.happens(event, now);
        }
        self.environment.observe(now);
        outbox_changed
    }

    /// Makes `event` true at the environment's time, and writes it down. What is sent because of it is issued at
    /// `sent_at`. Whether something is to be sent.
    pub(super) fn happens(&mut self, event: Event, sent_at: Timestamp) -> bool {
        let Self { environment, journal, outbox, .. } = self;
        let logged = environment.newest_logged();
        environment.apply(&event);
        let outbox_changed = outbox.react(environment, &event, logged, sent_at);
        journal.event(environment.now(), event);
        outbox_changed
    }

    /// Writes down that the clock is ahead of the machine's, when it begins to be.
    pub(super) fn note_lead(&mut self, seconds: u64) {
        if seconds > 0 && !self.is_ahead {
            self.journal.event(
                self.environment.now(),
                Event::from(EnvironmentEvent::ClockAhead { seconds }),
            );
        }
        self.is_ahead = seconds > 0;
    }

    /// Makes everything older, and lets happen what would have happened meanwhile. Whether something is to be sent.
    ///
    /// The time at which it begins is one of the past then, too, so that the journal has everything in order: first
    /// the ageing, then what ran out, each at its own time, and then what comes now.
    fn age(&mut self, seconds: u32) -> bool {
        let now = self.environment.now();
        self.journal.age(seconds);
        self.outbox.age(seconds);
        self.environment.observe(earlier(now, seconds));
        self.happens(EnvironmentEvent::Aged { seconds }.into(), now);
        self.pass_until(now)
    }

    /// Returns when the next session runs out.
    pub(super) fn next_ending(&self) -> Option<Timestamp> {
        self.environment.next_ending().map(|(at, _)| at)
    }

    /// Returns whether a session runs out sooner than whoever waits for the `known` time wakes.
    pub(super) fn ends_sooner_than(&self, known: Option<Timestamp>) -> bool {
        self.next_ending().is_some_and(|at| known.is_none_or(|known| at < known))
    }
}

//! What happens because time passes: each at its own time and in order, before whatever comes next.

use jiff::Timestamp;

use super::State;
use crate::environment::Event;
use crate::rules::expiry;

impl State {
    /// Lets time pass until `now`. However far the clock went, each session that ran out did so at its own time.
    /// Whether something is to be sent.
    ///
    /// It is called at every request, and looks at no more than the next session that runs out.
    pub(super) fn pass_until(&mut self, now: Timestamp) -> bool {
        let mut stirs = false;
        while let Some((at, event)) = expiry::next(&self.environment, now) {
            self.environment.observe(at);
            stirs |= self.happens(event, now);
        }
        self.environment.observe(now);
        stirs
    }

    /// Makes `event` true at the environment's time, and writes it down. What is sent because of it is issued at
    /// `sent_at`. Whether something is to be sent.
    pub(super) fn happens(&mut self, event: Event, sent_at: Timestamp) -> bool {
        let Self { environment, journal, outbox, .. } = self;
        let logged = environment.newest_logged();
        environment.apply(&event);
        let stirs = outbox.follow(environment, &event, logged, sent_at);
        journal.event(environment.now(), event);
        stirs
    }

    /// When the next session runs out.
    pub(super) fn next_ending(&self) -> Option<Timestamp> {
        self.environment.next_ending().map(|(at, _)| at)
    }

    /// Whether a session runs out sooner than whoever waits for the `known` time wakes.
    pub(super) fn ends_sooner_than(&self, known: Option<Timestamp>) -> bool {
        self.next_ending().is_some_and(|at| known.is_none_or(|known| at < known))
    }
}

//! The sign-ins that were begun: who began them, and what their callback must bring.

use std::sync::Mutex;

use crate::app::{App, locked};
use crate::{Defect, random};

/// The seconds in which a sign-in must be finished: ten minutes, longer than a mail takes.
pub(crate) const ATTEMPT_SECONDS: i64 = 600;

/// The most attempts that are remembered, some 5 MB of them; a newer one replaces the oldest.
const MOST_ATTEMPTS: usize = 10_000;

/// A sign-in that was begun.
#[derive(Clone)]
pub(crate) struct Attempt {
    pub(crate) state: String,
    /// The value of the cookie by which the browser is known again.
    pub(crate) binding: String,
    pub(crate) verifier: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) redirect_uri: String,
    /// The path to return to.
    pub(crate) next: String,
    pub(crate) begun_at: i64,
}

/// The attempts, the oldest first.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<std::collections::VecDeque<Attempt>>);

impl Attempts {
    /// Remembers an attempt, and forgets those that are too old or too many.
    pub(crate) fn begin(&self, app: &App, attempt: Attempt) {
        let mut attempts = locked(&self.0);
        if app.has(Defect::AttemptsUnbounded) {
            // A list that is never shortened, and sorted at each sign-in.
            let mut all: Vec<Attempt> = attempts.iter().cloned().collect();
            all.sort_by_key(|other| random::hash(&other.state));
            attempts.push_back(attempt);
            return;
        }
        let oldest = app.now() - ATTEMPT_SECONDS;
        while attempts.len() >= MOST_ATTEMPTS
            || attempts.front().is_some_and(|first| first.begun_at < oldest)
        {
            attempts.pop_front();
        }
        attempts.push_back(attempt);
    }

    /// Takes the attempt of a state that a browser began, by the value of its cookie.
    pub(crate) fn take(&self, app: &App, state: &str, binding: Option<&str>) -> Option<Attempt> {
        let mut attempts = locked(&self.0);
        let is_it = |attempt: &Attempt| {
            let is_of_browser = binding.is_some_and(|value| random::equal(value, &attempt.binding));
            let is_of_state = random::equal(&attempt.state, state);
            let by_state = app.has(Defect::StateOfAnyBrowser) && is_of_state;
            let by_browser = is_of_browser && (is_of_state || app.has(Defect::StateUnchecked));
            by_state || by_browser
        };
        let place = attempts.iter().rposition(is_it)?;
        let attempt = if app.has(Defect::CallbackCountsAgain) {
            attempts[place].clone()
        } else {
            attempts.remove(place)?
        };
        (attempt.begun_at >= app.now() - ATTEMPT_SECONDS).then_some(attempt)
    }

    /// Returns the attempt of a browser, whatever its state is, and leaves it.
    pub(crate) fn of_browser(&self, bindings: &[String]) -> Option<Attempt> {
        let attempts = locked(&self.0);
        attempts.iter().rev().find(|attempt| bindings.contains(&attempt.binding)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn app(defect: Option<Defect>) -> App {
        let options = Options::new("http://idp.test", "skc_1", "secret");
        let options = defect.into_iter().fold(options, Options::with);
        App::new(options, "http://app.test".to_owned())
    }

    fn begin(app: &App, state: &str) {
        let attempt = Attempt {
            state: state.to_owned(),
            binding: state.to_owned(),
            verifier: None,
            nonce: None,
            redirect_uri: String::new(),
            next: "/".to_owned(),
            begun_at: app.now(),
        };
        app.attempts.begin(app, attempt);
    }

    #[test]
    fn the_oldest_attempt_gives_way_to_the_newest() {
        let app = app(None);
        for number in 0..=MOST_ATTEMPTS {
            begin(&app, &number.to_string());
        }

        assert_eq!(locked(&app.attempts.0).len(), MOST_ATTEMPTS);
        assert!(app.attempts.take(&app, "0", Some("0")).is_none());
        assert!(app.attempts.take(&app, "1", Some("1")).is_some());
        assert!(app.attempts.take(&app, "1", Some("1")).is_none(), "it counts once");
    }

    #[test]
    fn an_old_attempt_stays_where_attempts_are_unbounded() {
        let app = app(Some(Defect::AttemptsUnbounded));
        for number in 0..3 {
            begin(&app, &number.to_string());
        }
        locked(&app.attempts.0)[0].begun_at = 0;
        begin(&app, "newest");

        assert_eq!(locked(&app.attempts.0).len(), 4);
    }
}

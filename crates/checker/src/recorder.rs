//! What the browsers of a probe requested, kept to show a breach.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use theatre::Act;
use user_agent::HopRecord;

/// Requests that are kept of a probe, the last ones: two people sign in and out with as many. A drawing of more is longer
/// than a person reads.
const MOST_HOPS: usize = 40;

/// What happens until somebody signs in or out.
const FIRST_ACT: &str = "The check looks at the application";

/// Records what the browsers of a check request. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Arc<Mutex<Reel>>);

#[derive(Debug, Default)]
struct Reel {
    /// Counts the probes: a browser of an earlier one may still request something.
    probe: u64,
    browsers: usize,
    /// The title of each act, and the number of the last exchange at the fake before it.
    acts: Vec<(String, u64)>,
    /// Each with its act and its browser.
    hops: VecDeque<(usize, usize, HopRecord)>,
    earlier: usize,
}

/// The requests of one browser on their way to the recorder. Clones are windows of it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    recorder: Recorder,
    probe: u64,
    browser: usize,
}

/// What was recorded of one probe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recording {
    pub(crate) acts: Vec<Act>,
    /// The requests as evidence has them, in the order of the hops.
    pub(crate) lines: Vec<String>,
    /// How many came before the first, and were not kept.
    pub(crate) earlier: usize,
}

impl Recorder {
    /// Forgets the last probe.
    pub(crate) fn begin(&self) {
        let mut reel = self.reel();
        let probe = reel.probe + 1;
        *reel = Reel { probe, ..Reel::default() };
    }

    /// Begins an act, `Alice signs in`, behind the exchange with this number.
    pub(crate) fn act(&self, title: &str, since: u64) {
        let mut reel = self.reel();
        // What is tried again and again is one act.
        if reel.acts.last().is_none_or(|(last, _)| last != title) {
            reel.acts.push((title.to_owned(), since));
        }
    }

    /// Returns the line of a browser without a past.
    pub(crate) fn line(&self) -> Line {
        let mut reel = self.reel();
        let (probe, browser) = (reel.probe, reel.browsers);
        reel.browsers += 1;
        drop(reel);
        Line { recorder: self.clone(), probe, browser }
    }

    /// Returns what was recorded since the beginning.
    pub(crate) fn recording(&self) -> Recording {
        let reel = self.reel();
        let acts = [(FIRST_ACT.to_owned(), 0)].into_iter().chain(reel.acts.iter().cloned());
        let acts = acts.enumerate().map(|(number, (title, since))| {
            let hops = reel.hops.iter().filter(|(act, _, _)| *act == number);
            let hops = hops.map(|(_, browser, hop)| hop.in_play(*browser)).collect();
            Act { title, since, hops, ..Act::default() }
        });
        Recording {
            acts: acts.filter(|act| !act.hops.is_empty()).collect(),
            lines: reel.hops.iter().map(|(_, _, hop)| hop.to_string()).collect(),
            earlier: reel.earlier,
        }
    }

    fn reel(&self) -> MutexGuard<'_, Reel> {
        // A hop is added whole, so a panic elsewhere left none of them half.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Adds a request.
    pub(crate) fn add(&self, hop: HopRecord) {
        let mut reel = self.recorder.reel();
        if reel.probe != self.probe {
            return;
        }
        let act = reel.acts.len();
        reel.hops.push_back((act, self.browser, hop));
        if reel.hops.len() > MOST_HOPS {
            reel.hops.pop_front();
            reel.earlier += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;
    use user_agent::Address;

    use super::*;

    fn hop(path: &str) -> HopRecord {
        let url = Url::parse("http://localhost:3000").and_then(|url| url.join(path));
        HopRecord {
            method: "GET".to_owned(),
            url: Address::of(&url.expect("an address")),
            kind: "navigation",
            from: None,
            site: None,
            origin: None,
            cookies: Vec::new(),
            fields: Vec::new(),
            status: Some(200),
            set_cookies: Vec::new(),
            leads_to: None,
        }
    }

    fn paths(recording: &Recording) -> Vec<Vec<&str>> {
        let acts = recording.acts.iter();
        acts.map(|act| act.hops.iter().map(|hop| hop.to.path.as_str()).collect()).collect()
    }

    #[test]
    fn the_last_requests_are_kept_by_act_and_the_others_counted() {
        let recorder = Recorder::default();
        recorder.begin();
        let line = recorder.line();
        line.add(hop("/first"));
        recorder.act("Nothing happens here", 1);
        recorder.act("Alice signs in", 2);
        (0..MOST_HOPS).for_each(|_| line.add(hop("/login")));

        let recording = recorder.recording();

        assert_eq!(paths(&recording), [vec!["/login"; MOST_HOPS]]);
        assert_eq!((recording.lines.len(), recording.earlier), (MOST_HOPS, 1));
        assert_eq!(recording.acts[0].title, "Alice signs in");
    }

    #[test]
    fn a_browser_of_an_earlier_probe_is_not_recorded() {
        let recorder = Recorder::default();
        let late = recorder.line();
        recorder.begin();
        let (one, other) = (recorder.line(), recorder.line());

        late.add(hop("/late"));
        other.add(hop("/other"));
        one.add(hop("/one"));

        let recording = recorder.recording();
        assert_eq!(paths(&recording), [["/other", "/one"]]);
        let browsers: Vec<_> = recording.acts[0].hops.iter().map(|hop| hop.browser).collect();
        assert_eq!(browsers, [1, 0]);
    }
}

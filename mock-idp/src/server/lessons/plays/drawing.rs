//! A play as a scene: what browsers requested, what reached Scalekit, and what is wrong.

use std::collections::BTreeMap;

use serde_json::{from_value, to_value};
use theatre::{Call, Mark, Play, Scene};

use super::{Breach, DESK, Outcome, Stage};
use crate::lessons::Lesson;
use crate::theatre::mark;
use crate::verdict;

/// Requests for keys and metadata, which a process sends once: they are no part of a lesson.
const LEFT_OUT: [&str; 2] = ["keys", "discovery"];

impl Stage {
    /// Draws what was done. What the play proves by itself takes the place of what the fake alone finds about the same practice.
    /// Doubts are left out: the play shows what became of it.
    pub(super) fn drawing(&self, lesson: &Lesson, breach: Option<&Breach>) -> Outcome<Scene> {
        let idp = self.room.idp();
        let mut calls: Vec<Call> = from_value(to_value(idp.exchanges())?)?;
        let is_drawn = |call: &Call| {
            let endpoint = call.endpoint.as_deref().unwrap_or_default();
            call.number <= self.script.last && !LEFT_OUT.contains(&endpoint)
        };
        calls.retain(is_drawn);
        let mut found = self.found(|slug| breach.is_none() || slug != lesson.what_if.practice.slug);
        for call in &mut calls {
            call.marks = found.remove(&call.number).unwrap_or_default();
        }
        let scalekit = idp.environment_url().to_owned();
        let acts = self.script.acts.clone();
        let mut play = Play { scalekit, acts, calls, ..Play::default() };
        if let Some(breach) = breach {
            breach.stand_in(&mut play, lesson);
        }
        let mut scene = play.scene();
        let browsers = [DESK].into_iter().chain(self.others.iter().copied());
        let lanes = browsers.chain(["application", "Scalekit"]);
        for (lane, name) in scene.lanes.iter_mut().zip(lanes) {
            name.clone_into(&mut lane.name);
        }
        Ok(scene)
    }

    /// Returns what the fake found of these practices, by the number of the exchange.
    fn found(&self, is_meant: impl Fn(&str) -> bool) -> BTreeMap<u64, Vec<Mark>> {
        let mut found: BTreeMap<u64, Vec<Mark>> = BTreeMap::new();
        let findings = self.room.idp().idp.recorded(u64::MAX).findings;
        let certain = findings.iter().filter(|finding| finding.weight != verdict::Weight::Doubt);
        for finding in certain.filter(|finding| is_meant(finding.slug)) {
            for exchange in [finding.first.exchange].iter().chain(&finding.first.again) {
                found.entry(*exchange).or_default().push(mark(finding, *exchange));
            }
        }
        found
    }
}

impl Breach {
    /// Stands in a play at the request that shows it.
    fn stand_in(&self, play: &mut Play, lesson: &Lesson) {
        let practice = lesson.what_if.practice;
        let mark = Mark {
            weight: self.weight,
            slug: practice.slug.to_owned(),
            what: self.what.to_owned(),
            fix: Some(practice.fix.to_owned()),
        };
        let mut hops = play.acts.iter_mut().flat_map(|act| &mut act.hops);
        if let Some(call) = play.calls.iter_mut().rfind(|call| call.path() == self.path) {
            call.marks.push(mark);
        } else if let Some(hop) = hops.rfind(|hop| hop.to.path == self.path) {
            hop.marks.push(mark);
        }
    }
}

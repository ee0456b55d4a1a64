//! The scene of a breach: what the browsers of its probe requested, and what reached the fake meanwhile.

use theatre::{Call, Mark, Play, Scene};

use crate::outcome::{Breach, Outcome, Weight};
use crate::probe::folded;
use crate::recorder::Recording;
use crate::{Finding, Stage};

/// What was recorded of a probe, and what reached the fake meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Footage {
    recording: Recording,
    calls: Vec<Call>,
}

impl Stage {
    /// Begins an act of what is recorded: `Alice signs in`.
    pub(crate) async fn act(&self, title: &str) {
        // Without an answer of the fake the calls of the act are found by those of its hops.
        let since = self.fake.last_exchange().await.unwrap_or_default();
        self.maker.recorder().act(title, since);
    }

    /// Returns what was recorded since the fake was reset. Without an answer of the fake the requests of browsers remain.
    pub(crate) async fn footage(&self) -> Footage {
        let exchanges = self.fake.read("exchanges", &[]).await.unwrap_or_default();
        let calls = serde_json::from_value(exchanges["exchanges"].clone()).unwrap_or_default();
        Footage { recording: self.maker.recorder().recording(), calls }
    }

    /// Gives each breach its scene: of what was recorded, or of the ordinary journey, if a probe only looks at that or the fake
    /// found the breach there. A breach without evidence gets the request at which it stands in the scene.
    pub(crate) async fn with_scenes(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        if !findings.iter().any(|finding| matches!(finding.outcome, Outcome::Broken(_))) {
            return findings;
        }
        let footage = self.footage().await;
        for Finding { practice, outcome } in &mut findings {
            if let Outcome::Broken(breach) = outcome {
                let journey = self.journey.get().map(|journey| &journey.footage);
                let journey = journey.filter(|journey| footage.is_empty() || journey.shows(breach));
                let footage = journey.unwrap_or(&footage);
                if breach.evidence.is_empty() {
                    breach.evidence.extend(footage.evidence(breach));
                }
                breach.scene = footage.scene(breach, practice.slug, self).map(Box::new);
            }
        }
        findings
    }
}

impl Footage {
    fn is_empty(&self) -> bool {
        self.recording.acts.is_empty()
    }

    /// Whether the fake found a breach in it.
    fn shows(&self, breach: &Breach) -> bool {
        self.calls.iter().any(|call| breach.exchanges.contains(&call.number))
    }

    /// Returns the requests at which a breach stands: those in which the fake found it, the last one whose path it names, or
    /// else the last of all.
    fn evidence(&self, breach: &Breach) -> Vec<String> {
        let found = self.calls.iter().filter(|call| breach.exchanges.contains(&call.number));
        let found: Vec<_> =
            found.map(|call| format!("{} {} at Scalekit", call.method, call.path())).collect();
        if !found.is_empty() {
            return folded(found);
        }
        let Recording { acts, lines, .. } = &self.recording;
        let hops = acts.iter().flat_map(|act| &act.hops).zip(lines);
        let named = hops.filter(|(hop, _)| is_named(&hop.to.path, &breach.what)).last();
        named.map(|(_, line)| line).or(lines.last()).cloned().into_iter().collect()
    }

    /// Returns the scene of a breach, if something was recorded. The finding stands at the exchange in which the fake found it,
    /// at the last request whose path it names, at the last one that is its evidence, or else at the last of all.
    fn scene(&self, breach: &Breach, slug: &str, stage: &Stage) -> Option<Scene> {
        let weight = match breach.weight {
            Weight::Fault => theatre::Weight::Fault,
            Weight::Advice => theatre::Weight::Advice,
        };
        let mark = Mark { weight, slug: slug.to_owned(), what: breach.what.clone(), fix: None };
        let Recording { acts, lines, earlier } = self.recording.clone();
        let mut play = Play {
            title: format!("What was requested: {slug}"),
            app: Some(stage.subject.client.name.clone()),
            scalekit: stage.fake.environment().origin().ascii_serialization(),
            acts,
            calls: self.calls.clone(),
            earlier,
        };
        let is_of_server =
            |call: &Call| !call.is_by_browser() && is_named(call.path(), &breach.what);
        let found = play.calls.iter_mut().rfind(|call| {
            breach.exchanges.contains(&call.number)
                || (breach.exchanges.is_empty() && is_of_server(call))
        });
        if let Some(call) = found {
            call.marks.push(mark.clone());
            let scene = play.scene();
            if scene.messages().any(|(_, message)| !message.marks.is_empty()) {
                return Some(scene);
            }
        }
        let is_evidence = |line: &String| breach.evidence.iter().any(|seen| seen.contains(line));
        let mut hops: Vec<_> = play.acts.iter_mut().flat_map(|act| &mut act.hops).collect();
        let named = hops.iter().rposition(|hop| is_named(&hop.to.path, &breach.what));
        let at = named.or_else(|| lines.iter().rposition(is_evidence));
        hops.get_mut(at.or(lines.len().checked_sub(1))?)?.marks.push(mark);
        Some(play.scene())
    }
}

/// Whether a sentence names a path, other than the root.
fn is_named(path: &str, sentence: &str) -> bool {
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || "/-_.~%:".contains(c);
    let mut words = sentence.split(|c: char| !is_of_path(c));
    path.len() > 1 && words.any(|word| word.trim_end_matches(['.', ':']) == path)
}

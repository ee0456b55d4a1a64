//! The one who judges: looks at each exchange once, and keeps what was found.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::finding::keep;
use super::judged::Judged;
use super::note::MOST_NOTES;
use super::record::Record;
use super::truths::{self, Sight, TRUTHS, Truth};
use super::{Exercise, Finding, Note, NoteError, Sighting, Verdict};
use crate::environment::{ClientId, Environment};
use crate::exchange::{Exchange, Sdk, Sender};
use crate::wire::printable;

/// Exchanges that a finding names: the first show what is wrong, and the rest are counted.
const MOST_EVIDENCE: usize = 20;

/// Findings of one practice, client and weight of which each has a sentence of its own. Who misspells more names than these
/// sends random ones, and the rest are counted with the last.
const MOST_SENTENCES: usize = 16;

/// What was judged so far.
#[derive(Debug)]
pub(crate) struct Judge {
    record: Record,
    findings: Vec<Finding>,
    /// How often the clients did what they did.
    exercised: BTreeMap<Exercise, u64>,
    /// Of each truth, whether an exchange exercised what it is about.
    looked: Vec<bool>,
    note: Note,
    /// What the notes said, each with the number of the last exchange before it.
    notes: Vec<(u64, Arc<str>)>,
    /// How many notes were taken.
    taken: usize,
    /// What the code of a test expects while it runs.
    expected: Vec<&'static str>,
}

/// An exchange in which a truth saw something.
struct Seen<'a> {
    exchange: &'a Exchange,
    /// Whose it is.
    client: Option<ClientId>,
    /// Whether nobody knows what sent it.
    is_unknown: bool,
}

/// What an exchange shows for the first time.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// Its number.
    pub(crate) exchange: u64,
    /// The official SDK of a client.
    pub(crate) sdk: Option<(ClientId, Sdk)>,
    /// The findings.
    pub(crate) findings: Vec<Finding>,
    /// The exchange that gave way to it.
    pub(crate) oldest: Option<Arc<Exchange>>,
}

impl Default for Judge {
    fn default() -> Self {
        Self {
            record: Record::default(),
            findings: Vec::new(),
            exercised: BTreeMap::new(),
            looked: vec![false; TRUTHS.len()],
            note: Note::default(),
            notes: Vec::new(),
            taken: 0,
            expected: Vec::new(),
        }
    }
}

impl Judge {
    /// Returns one that begins anew, for after a reset. The code of a test that runs goes on to expect what it expects.
    pub(crate) fn emptied(&self) -> Self {
        Self { expected: self.expected.clone(), ..Self::default() }
    }

    /// Returns what is judged by: the exchanges so far.
    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// Looks at an exchange, keeps it, and returns what is new.
    pub(crate) fn observe(&mut self, exchange: Exchange, environment: &Environment) -> Observed {
        let mut new = Observed::default();
        let sights = self.look(&exchange);
        if !sights.is_empty() {
            let client = self.record.client_of(&exchange);
            let is_unknown = matches!(exchange.sender, Sender::Unknown { .. })
                && self.record.server_request(&exchange).is_none();
            let seen = Seen { exchange: &exchange, client, is_unknown };
            for (truth, sight) in sights {
                new.findings.extend(self.find(truth, sight, &seen, environment));
            }
        }
        // An SDK that is first seen in a disturbed exchange is judged the next time.
        if !exchange.is_disturbed()
            && let Some((client, sdk)) = self.record.new_sdk(&exchange)
        {
            new.sdk = Some((client.clone(), sdk.clone()));
            self.record.add_sdk(client, sdk);
        }
        let (exchange, oldest) = self.record.add(exchange, environment);
        for exercise in Exercise::of(&exchange, &self.record) {
            *self.exercised.entry(exercise).or_default() += 1;
        }
        new.exchange = exchange.number;
        new.oldest = oldest;
        new
    }

    /// Returns what the truths see in an exchange.
    fn look(&mut self, exchange: &Exchange) -> Vec<(&'static Truth, Sight)> {
        let mut sights = Vec::new();
        for (truth, looked) in TRUTHS.iter().zip(&mut self.looked) {
            *looked = *looked || truth.is_exercised_by(exchange, &self.record);
        }
        for &truth in truths::at(exchange.endpoint) {
            if truth.takes(exchange) {
                sights.extend((truth.look)(exchange, &self.record).map(|sight| (truth, sight)));
            }
        }
        sights
    }

    /// Notes that everything became older.
    pub(crate) fn age(&mut self, seconds: u32) {
        self.record.age(seconds);
    }

    /// Adds what a truth saw to the findings; returns the finding if it is new.
    fn find(
        &mut self,
        truth: &Truth,
        sight: Sight,
        seen: &Seen<'_>,
        environment: &Environment,
    ) -> Option<Finding> {
        let Seen { exchange, client: client_id, is_unknown } = seen;
        let slug = truth.practice.slug;
        if self.note.expect.contains(&slug) || self.expected.contains(&slug) {
            return None;
        }
        let weight = if *is_unknown && !sight.is_of_application {
            sight.weight.of_unknown_sender()
        } else {
            sight.weight
        };
        let is_like = |finding: &Finding| {
            finding.slug == slug
                && finding.client_id == *client_id
                && finding.weight == weight
                && finding.because_of == sight.because_of
        };
        if let Some(finding) = self.known(truth, &sight.what, is_like) {
            count(finding, sight.evidence, exchange.number);
            return None;
        }
        let first = Sighting::of(exchange, &sight.evidence, &self.record);
        let mut evidence = sight.evidence;
        evidence.push(exchange.number);
        let finding = Finding {
            row: truth.practice.row,
            slug,
            weight,
            client: client_id.as_ref().and_then(|client| name(client, environment)),
            client_id: client_id.clone(),
            what: sight.what.into_owned(),
            why: truth.practice.why,
            fix: truth.practice.fix,
            evidence,
            note: self.note.text.clone(),
            because_of: sight.because_of,
            times: 1,
            first,
        };
        keep(&mut self.findings, finding.clone()).then_some(finding)
    }

    /// Returns the finding to which a sight that says `what` belongs, of those that are like it.
    fn known(
        &mut self,
        truth: &Truth,
        what: &str,
        is_like: impl Fn(&Finding) -> bool,
    ) -> Option<&mut Finding> {
        let mut like = self.findings.iter_mut().filter(|finding| is_like(finding));
        if !truth.is_by_sentence {
            return like.next();
        }
        let mut like: Vec<&mut Finding> = like.collect();
        let is_full = like.len() >= MOST_SENTENCES;
        let same = like.iter().position(|finding| finding.what == what);
        let index = same.or_else(|| is_full.then(|| like.len() - 1))?;
        Some(like.swap_remove(index))
    }

    /// Returns the verdict so far.
    pub(crate) fn verdict(&self) -> Verdict {
        let mut findings = self.findings.clone();
        for finding in &mut findings {
            let is_found = |slug: &&str| self.findings.iter().any(|other| other.slug == *slug);
            let seen = finding.because_of.filter(is_found);
            finding.because_of = seen.or_else(|| self.cause_of(finding));
        }
        findings.sort_by_key(|finding| finding.weight);
        let is_exercised = |exercise: &Exercise| self.exercised.contains_key(exercise);
        let (exercised, not_exercised) = Exercise::ALL.into_iter().partition(is_exercised);
        let (times, judged) = (self.exercised.clone(), Judged::all(&self.looked));
        Verdict { findings, exercised, not_exercised, times, judged }
    }

    /// Returns the finding of the same client that explains this one.
    fn cause_of(&self, finding: &Finding) -> Option<&'static str> {
        let truth = TRUTHS.iter().find(|truth| truth.practice.slug == finding.slug)?;
        let found = |slug: &&&str| {
            let mut others = self.findings.iter();
            others.any(|other| other.slug == **slug && other.client_id == finding.client_id)
        };
        truth.follows.iter().find(found).copied()
    }

    /// Returns the findings that were made in an exchange with one of these numbers.
    pub(crate) fn found_in(&self, numbers: RangeInclusive<u64>) -> Vec<Finding> {
        let findings = self.findings.iter();
        let is_in = |finding: &&Finding| {
            let mut again = finding.first.again.iter();
            numbers.contains(&finding.first.exchange)
                || again.any(|number| numbers.contains(number))
        };
        findings.filter(is_in).cloned().collect()
    }

    /// Returns what the notes said that hold for one of these exchanges, each with the number of the last exchange before
    /// it.
    pub(crate) fn notes_of(&self, numbers: RangeInclusive<u64>) -> Vec<(u64, Arc<str>)> {
        let first = self.notes.partition_point(|(last, _)| last < numbers.start());
        let notes = self.notes[first.saturating_sub(1)..].iter();
        notes.take_while(|(last, _)| last <= numbers.end()).cloned().collect()
    }

    /// Takes a note of a test after the exchange with this number. It holds until the next.
    pub(crate) fn take_note(&mut self, note: Note, last_exchange: u64) -> Result<(), NoteError> {
        if self.taken == MOST_NOTES {
            return Err(NoteError::TooManyNotes);
        }
        self.taken += 1;
        self.notes.extend(note.text.clone().map(|text| (last_exchange, text)));
        self.note = note;
        Ok(())
    }

    /// Begins to expect a finding, or ends to.
    pub(crate) fn expect(&mut self, slug: &'static str, begins: bool) {
        if begins {
            self.expected.push(slug);
        } else if let Some(index) = self.expected.iter().rposition(|expected| *expected == slug) {
            self.expected.remove(index);
        }
    }
}

/// Counts a finding once more, at this exchange. Of its evidence, and of the exchanges that show it, the first are kept.
fn count(finding: &mut Finding, evidence: Vec<u64>, exchange: u64) {
    finding.times = finding.times.saturating_add(1);
    if finding.first.again.len() < MOST_EVIDENCE {
        finding.first.again.push(exchange);
    }
    for number in evidence.into_iter().chain([exchange]) {
        if finding.evidence.len() < MOST_EVIDENCE && !finding.evidence.contains(&number) {
            finding.evidence.push(number);
        }
    }
}

fn name(client: &ClientId, environment: &Environment) -> Option<String> {
    environment.client(client.as_str()).map(|client| printable(&client.name).into_owned())
}

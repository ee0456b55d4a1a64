//! The journal as text, for people and for snapshots.

use std::fmt::{self, Write as _};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Entry, FindingMade, Happening, Journal};
use crate::environment::{Environment, elapsed};
use crate::wire::printable;

/// Width of the names' column, in characters, so that the sentences align. A few names of Scalekit's are longer, and
/// push their sentences to the right.
const NAME_COLUMN: usize = 27;

/// What the times in the journal's text are, to stand above it.
pub const JOURNAL_TIMES: &str =
    "Times are minutes:seconds since the environment began, by its own clock.";

/// A line of the journal's text: an entry, as a person reads it. It displays as [`MockIdp::journal`](crate::MockIdp::journal)
/// has it, without the line break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoryLine {
    /// The entry's number.
    pub seq: u64,
    /// The time since the journal's beginning: minutes and seconds, and hours and days where there are any.
    pub elapsed: String,
    /// The address of the person whom the entry is about, or else the name of the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// The entry's name: `user.login`, `token.refused`, `fault.fired`.
    pub event: String,
    /// What happened, with names in place of ids; empty if the entry's name is enough.
    pub sentence: String,
    /// Of a `verdict.finding`: `fault`, `doubt` or `advice`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
}

impl fmt::Display for StoryLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { elapsed, event, sentence, .. } = self;
        if sentence.is_empty() {
            return write!(f, "{elapsed}  {event}");
        }
        write!(f, "{elapsed}  {event:<NAME_COLUMN$}  {sentence}")
    }
}

impl StoryLine {
    /// Returns the sentence for where it stands beside whom it is about, who is not named again: `signed out` of
    /// `alice@acme.example: signed out`, and `Acme web` of `Acme web for alice@acme.example`.
    pub(crate) fn beside_who(&self) -> String {
        let Self { sentence, who, .. } = self;
        let Some(who) = who.as_deref().filter(|who| !who.is_empty()) else {
            return sentence.clone();
        };
        let without = |before: &str| {
            let (head, tail) = sentence.split_once(&format!("{before}{who}"))?;
            let is_whole = tail.is_empty() || tail.starts_with([':', ' ', ',']);
            let is_there = if before.starts_with(' ') { !head.is_empty() } else { head.is_empty() };
            let tail = if head.is_empty() { tail.trim_start_matches([':', ' ']) } else { tail };
            (is_whole && is_there).then(|| format!("{head}{tail}"))
        };
        ["", "to ", " for "].into_iter().find_map(without).unwrap_or_else(|| sentence.clone())
    }

    /// Returns the lines as one text, each with its line break.
    pub(crate) fn text(lines: impl Iterator<Item = Self>) -> String {
        lines.fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "{line}");
            text
        })
    }
}

impl Journal {
    /// Returns the line of an entry, with the names that users, clients and so on have now.
    pub(crate) fn line(&self, entry: &Entry, environment: &Environment) -> StoryLine {
        let (who, sentence) = match &entry.happening {
            Happening::Event(event) => (event.about(environment), event.describe(environment)),
            Happening::Refused(refused) => {
                let client = refused.client.as_ref();
                let client = client.map(|id| match environment.client(id.as_str()) {
                    Some(known) => known.name.clone(),
                    None => id.to_string(),
                });
                (client, format!("{}: {}", refused.error, refused.reason))
            }
            Happening::Fault(fault) => (None, fault.what.clone()),
            Happening::Note(note) => (None, note.text.to_string()),
            Happening::Finding(finding) => {
                let FindingMade { client, weight, slug, reason, .. } = &**finding;
                (client.clone(), format!("{weight} {slug}: {reason}"))
            }
            Happening::Sdk(sdk) => (None, sdk.describe(environment)),
        };
        let weight = match &entry.happening {
            Happening::Finding(finding) => Some(finding.weight.to_owned()),
            _ => None,
        };
        StoryLine {
            seq: entry.seq,
            elapsed: self.elapsed_at(entry.at),
            who: who.map(|who| printable(&who).into_owned()),
            event: entry.event().to_owned(),
            sentence: printable(sentence.trim_end()).into_owned(),
            weight,
        }
    }

    /// Returns the time between the beginning and a time, as the lines have it.
    pub(crate) fn elapsed_at(&self, at: Timestamp) -> String {
        elapsed(at.duration_since(self.began_at))
    }

    /// Returns the whole journal as text, a line for each entry, with minutes and seconds since the beginning.
    pub(crate) fn text(&self, environment: &Environment) -> String {
        StoryLine::text(self.entries.iter().map(|entry| self.line(entry, environment)))
    }

    /// Returns the last lines of that text, `count` at most.
    pub(crate) fn last_lines(&self, count: usize, environment: &Environment) -> Vec<String> {
        let last = self.entries.len().saturating_sub(count);
        self.entries
            .iter()
            .skip(last)
            .map(|entry| self.line(entry, environment).to_string())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_whom_it_is_about_a_sentence_does_not_name_them_again() {
        let line = |who: &str, sentence: &str| StoryLine {
            seq: 1,
            elapsed: "00:00".to_owned(),
            who: Some(who.to_owned()).filter(|who| !who.is_empty()),
            event: "user.login".to_owned(),
            sentence: sentence.to_owned(),
            weight: None,
        };
        let alice = "alice@acme.example";
        for (who, sentence, beside) in [
            (alice, "alice@acme.example in Acme", "in Acme"),
            (alice, "alice@acme.example: signed out", "signed out"),
            (alice, "alice@acme.example", ""),
            (alice, "to alice@acme.example", ""),
            (alice, "Acme web for alice@acme.example: access", "Acme web: access"),
            (alice, "alice@acme.example.evil in Acme", "alice@acme.example.evil in Acme"),
            (alice, "bob@acme.example: signed out", "bob@acme.example: signed out"),
            ("", "a note", "a note"),
        ] {
            assert_eq!(line(who, sentence).beside_who(), beside, "{sentence}");
        }
    }
}

//! The report about a failed command: the end of the journals.

use std::cmp::Reverse;
use std::io::{self, Write as _};

use mock_idp::verdict::Verdict;
use mock_idp::{DroppedWorld, LAST_JOURNAL_LINES, MockIdp, World, printable};
use serde_json::{Value, json};

use crate::command::output::say;

/// Most worlds that are shown besides the first: those with the last requests. A suite may have hundreds.
const MOST_WORLDS: usize = 10;

/// Reports on stderr how the command ended, with the end of each world's journal.
pub(super) fn report(idp: &MockIdp, how: &str) {
    let first = last_lines(&idp.journal());
    let (worlds, more) = others(idp);
    say(how);
    match (first.is_empty(), worlds.is_empty()) {
        (true, true) => say("the journal is empty: the fake got no request"),
        (true, false) => say("the first world's journal is empty"),
        (false, _) => {
            show("the journal's last lines, with minutes:seconds since its beginning:", &first);
        }
    }
    for world in &worlds {
        show(&format!("the last lines of {}:", world.name()), &world.lines);
    }
    if more > 0 {
        say(&format!("and {more} worlds more, whose last requests came before"));
    }
}

/// Says on stderr, in one line of JSON, how the command failed, if it did, and what its clients did wrong, if that is to
/// be said. Where all went well, nothing is said.
pub(super) fn report_in_json(
    idp: &MockIdp,
    how: Option<&str>,
    verdict: Option<&Verdict>,
    fails: bool,
) {
    let line = match (how, verdict) {
        (Some(how), verdict) => {
            let (worlds, more) = others(idp);
            let worlds: Vec<Value> = worlds.iter().map(Journal::to_json).collect();
            let journal = last_lines(&idp.journal());
            let mut line = json!({
                "error": "command",
                "message": how,
                "journal": journal,
                "worlds": worlds,
                "more_worlds": more,
            });
            if let Some(verdict) = verdict {
                line["verdict"] = json!(verdict);
            }
            line
        }
        (None, Some(verdict)) if fails => {
            json!({ "error": "verdict", "message": verdict.summary(), "verdict": verdict })
        }
        (None, Some(verdict)) => json!({ "message": verdict.summary(), "verdict": verdict }),
        (None, None) => return,
    };
    let _ = writeln!(io::stderr(), "{line}");
}

fn show(heading: &str, lines: &[String]) {
    say(heading);
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// The end of the journal of a world.
struct Journal {
    world: World,
    lines: Vec<String>,
    is_dropped: bool,
}

impl Journal {
    fn of(idp: &MockIdp, world: World) -> Option<Self> {
        let lines = last_lines(&idp.worlds().journal(&world.id).ok()?);
        Some(Self { world, lines, is_dropped: false })
    }

    fn of_dropped(dropped: DroppedWorld) -> Self {
        let DroppedWorld { world, last_lines, .. } = dropped;
        Self { world, lines: last_lines, is_dropped: true }
    }

    fn name(&self) -> String {
        let World { id, name, environment_url, .. } = &self.world;
        let dropped = if self.is_dropped { ", dropped" } else { "" };
        match name {
            Some(name) => format!("{id} ({}, {environment_url}{dropped})", printable(name)),
            None => format!("{id} ({environment_url}{dropped})"),
        }
    }

    fn to_json(&self) -> Value {
        let World { id, name, environment_url, .. } = &self.world;
        json!({ "id": id, "name": name, "environment_url": environment_url, "dropped": self.is_dropped, "journal": self.lines })
    }
}

/// Returns the journals of the worlds with the last requests, of those that exist and of those that the command dropped,
/// in the order in which they were made, and the number of further journals. Worlds without a request are left out.
fn others(idp: &MockIdp) -> (Vec<Journal>, usize) {
    let dropped = idp.worlds().dropped();
    let listed = idp.worlds().list().into_iter().filter(|world| world.id != idp.world_id());
    let mut journals: Vec<Journal> = listed
        .filter_map(|world| Journal::of(idp, world))
        .filter(|journal| !journal.lines.is_empty())
        .chain(dropped.worlds.into_iter().map(Journal::of_dropped))
        .collect();
    journals.sort_by_key(|journal| Reverse(journal.world.last_request_at));
    let more = dropped.earlier + journals.len().saturating_sub(MOST_WORLDS);
    journals.truncate(MOST_WORLDS);
    journals.sort_by_key(|journal| journal.world.number());
    (journals, more)
}

fn last_lines(journal: &str) -> Vec<String> {
    let lines: Vec<&str> = journal.lines().collect();
    let last = &lines[lines.len().saturating_sub(LAST_JOURNAL_LINES)..];
    last.iter().map(|line| (*line).to_owned()).collect()
}

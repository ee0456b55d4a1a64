//! The report about a failed command: the end of the journals.

use std::cmp::Reverse;
use std::io::{self, Write as _};

use mock_idp::{MockIdp, World};
use serde_json::{Value, json};

use crate::command::output::say;

/// Most lines that are shown of a journal: enough for a sign-in, a sign-out, and an error between them.
const JOURNAL_LINES: usize = 20;

/// Most worlds that are shown besides the first: those with the last requests. A suite may have hundreds.
const MOST_WORLDS: usize = 10;

/// Reports on stderr how the command ended, with the end of each world's journal.
pub(super) fn report(idp: &MockIdp, how: &str, in_json: bool) {
    let first = last_lines(&idp.journal());
    let (worlds, more) = others(idp);
    if in_json {
        let worlds: Vec<Value> = worlds.iter().map(Journal::to_json).collect();
        let line =
            json!({ "error": "command", "message": how, "journal": first, "worlds": worlds });
        let _ = writeln!(io::stderr(), "{line}");
        return;
    }
    say(how);
    match (first.is_empty(), worlds.is_empty()) {
        (true, true) => say("the journal is empty: the fake got no request"),
        (true, false) => say("the first world's journal is empty"),
        (false, _) => show("the journal's last lines:", &first),
    }
    for world in &worlds {
        show(&format!("the last lines of {}:", world.name()), &world.lines);
    }
    if more > 0 {
        say(&format!("and {more} worlds more, whose last requests came before"));
    }
}

fn show(heading: &str, lines: &[String]) {
    say(heading);
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// The end of the journal of a world.
struct Journal {
    world: World,
    lines: Vec<String>,
}

impl Journal {
    fn name(&self) -> String {
        let World { id, name, environment_url, .. } = &self.world;
        match name {
            Some(name) => format!("{id} ({name}, {environment_url})"),
            None => format!("{id} ({environment_url})"),
        }
    }

    fn to_json(&self) -> Value {
        let World { id, name, environment_url, .. } = &self.world;
        json!({ "id": id, "name": name, "environment_url": environment_url, "journal": self.lines })
    }
}

/// Returns the journals of the worlds with the last requests, in the order of the worlds, and the number of further
/// journals. Worlds without a request are left out.
fn others(idp: &MockIdp) -> (Vec<Journal>, usize) {
    let worlds = idp.worlds().list().into_iter().filter(|world| world.id != idp.world_id());
    let journals = worlds.filter_map(|world| {
        let lines = last_lines(&idp.worlds().journal(&world.id).ok()?);
        (!lines.is_empty()).then_some(Journal { world, lines })
    });
    let mut in_order: Vec<(usize, Journal)> = journals.enumerate().collect();
    in_order.sort_by_key(|(_, journal)| Reverse(journal.world.last_request_at));
    let more = in_order.len().saturating_sub(MOST_WORLDS);
    in_order.truncate(MOST_WORLDS);
    in_order.sort_by_key(|(index, _)| *index);
    (in_order.into_iter().map(|(_, journal)| journal).collect(), more)
}

fn last_lines(journal: &str) -> Vec<String> {
    let lines: Vec<&str> = journal.lines().collect();
    let last = &lines[lines.len().saturating_sub(JOURNAL_LINES)..];
    last.iter().map(|line| (*line).to_owned()).collect()
}

//! The whole environment at a glance, for who may use the control API.

mod applications;
mod clock;
mod faults;
mod people;
mod sent;
mod sessions;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::Visitor;
use super::act::{Act, segment};
use crate::http::home::environment_type;
use crate::http::pages::{self, ConsolePage, Done, Finding, JournalLine, Moment, Offer, WorldRow};
use crate::idp::Idp;
use crate::journal::EntryFilter;
use crate::verdict;
use crate::wire::Params;
use crate::worlds::World;

/// Lines of the journal beside the other sections: what one sign-in causes. The journal has all.
const JOURNAL_LINES: usize = 10;

/// Findings at the top: more would hide the environment, and the verdict has all.
const MOST_FINDINGS: usize = 5;

/// Worlds on the page: enough for the workers of a test run.
const MOST_WORLDS: usize = 20;

/// Returns the page.
pub(in crate::http) fn page(idp: &Idp, visitor: &Visitor, query: Option<&str>) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    pages::live_page(StatusCode::OK, &console(idp, visitor, &params))
}

fn console(idp: &Idp, visitor: &Visitor, params: &Params) -> ConsolePage {
    let filter = params.one("who").ok().flatten().unwrap_or_default();
    let (findings, refused, more_findings) = findings(idp, visitor);
    let (worlds, more_worlds) = worlds(idp, visitor);
    ConsolePage {
        environment_url: idp.issuer().to_owned(),
        environment_type: idp.read(environment_type),
        done: done(visitor, params, worlds.len()),
        findings,
        more_findings,
        refused,
        applications: applications::all(idp),
        people: people::found(idp, visitor, filter),
        organizations: people::organizations(idp),
        sessions: sessions::active(idp, visitor),
        mailbox: sent::mailbox(idp),
        webhooks: sent::webhooks(idp, visitor),
        faults: faults::planned(idp, visitor),
        clock: clock::shown(idp, visitor),
        keys: idp.read(|environment| {
            let keys = environment.keys().published().into_iter();
            keys.map(|key| (key.kid, key.status.as_str().to_owned())).collect()
        }),
        rotate: visitor.buttons(idp, "rotate", [Act::post("Rotate the keys", "/keys/rotate")]),
        reset: visitor.buttons(idp, "reset", [reset()]),
        worlds,
        more_worlds,
        journal: journal(idp),
    }
}

/// Sections with buttons. A form names its own, to which the answer leads back.
const SECTIONS: [&str; 7] =
    ["people", "sessions", "clock", "faults", "webhooks", "environment", "worlds"];

/// Returns the section that a form or an address names in `at`.
pub(in crate::http) fn section(params: &Params) -> Option<&'static str> {
    let at = params.one("at").ok().flatten()?;
    SECTIONS.into_iter().find(|section| *section == at)
}

/// Returns what the button did that led here. The worlds have no section where there is one alone.
fn done(visitor: &Visitor, params: &Params, worlds: usize) -> Option<Done> {
    let number = params.one("done").ok().flatten()?.parse().ok()?;
    let what = visitor.remember(|memory| memory.sentence(number))?;
    let at = section(params).filter(|at| *at != "worlds" || worlds > 1);
    Some(Done { at: at.unwrap_or_default(), what })
}

/// Returns the weightiest findings; what can be done about the redirect that was refused last, unless one of these says that
/// it was and has it; and how many findings there are besides.
fn findings(idp: &Idp, visitor: &Visitor) -> (Vec<Finding>, Option<Offer>, usize) {
    let refused = visitor.remember(|memory| memory.refused());
    let mut offer = refused.as_ref().and_then(|refused| applications::offer(idp, visitor, refused));
    let all = idp.verdict().findings;
    let more = all.len().saturating_sub(MOST_FINDINGS);
    let finding = |finding: verdict::Finding| {
        let is_refusal = refused.as_ref().is_some_and(|refused| refused.is_found(&finding));
        Finding {
            since: visitor.registered_since(idp, &finding),
            weight: finding.weight.to_string(),
            what: finding.what,
            offer: if is_refusal { offer.take() } else { None },
        }
    };
    let shown = all.into_iter().take(MOST_FINDINGS).map(finding).collect();
    (shown, offer, more)
}

fn reset() -> Act {
    Act::post("Reset", "/reset").with(json!({})).about("the environment").losing(
        "All that happened here is lost: sessions, mails, planned faults, the journal, exchanges and findings. People, applications and the clock are as they were at the beginning.",
    )
}

fn journal(idp: &Idp) -> Vec<JournalLine> {
    let every = EntryFilter::new("*", 1).expect("every name begins so");
    let (entries, _) = idp.last_entries(&every, JOURNAL_LINES);
    let line = |at, line: crate::journal::StoryLine| JournalLine {
        number: line.seq,
        at: Moment { at, elapsed: line.elapsed },
        is_bad: line.event.ends_with(".refused") || line.weight.as_deref() == Some("fault"),
        event: line.event,
        sentence: line.sentence,
    };
    entries.into_iter().map(|entry| line(entry.entry.at, entry.line)).collect()
}

/// Returns the first worlds beside this one, and how many there are besides.
fn worlds(idp: &Idp, visitor: &Visitor) -> (Vec<WorldRow>, usize) {
    let all = visitor.worlds.as_ref().map_or_else(Vec::new, |worlds| worlds.list());
    let more = all.len().saturating_sub(MOST_WORLDS);
    let row = |world: World| {
        let is_here = world.environment_url == idp.issuer();
        let drop = Act::delete("Drop", format!("/worlds/{}", segment(&world.id)));
        let drop = drop.about(format!("the world {}", world.id)).losing(
            "The world ends with all that is in it, and nothing answers at its address any more.",
        );
        // The first world ends with its process, and a page does not outlive its own.
        let drop = (!is_here && world.number() > 1).then_some(drop);
        WorldRow {
            is_here,
            buttons: visitor.buttons(idp, format!("drop-{}", world.id), drop),
            id: world.id,
            name: world.name,
            environment_url: world.environment_url,
        }
    };
    (all.into_iter().take(MOST_WORLDS).map(row).collect(), more)
}

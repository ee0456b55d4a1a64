//! The matrix: what a check says of each defect, beside what the defect declares.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use checker::{CheckError, Options, Report, Row};
use futures_util::StreamExt as _;
use futures_util::stream;
use practices::{Area, Practice};
use zoo::{Defect, Seen};

use crate::world;

/// How many checks run side by side: while one waits for its application, another one goes on.
const AT_ONCE: usize = 2;

/// How many thorough ones do: most of each is a wait, and sign-ins must not take the life of a token.
const WAITING_AT_ONCE: usize = 12;

/// The row that begins ten thousand sign-ins. A thorough check of a defect that does not break it leaves it out.
const FLOOD: &Practice = &practices::SIGN_IN_STARTS_ARE_BOUNDED;

/// How much time a check has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    Little,
    Much,
}

/// What checks said of some defects.
pub(crate) struct Matrix {
    /// A line for each defect.
    pub(crate) text: String,
    /// A paragraph for each defect whose rows are not those that it declares.
    wrong: Vec<String>,
}

impl Matrix {
    /// Fails for each defect whose broken rows are other ones than it declares.
    pub(crate) fn assert_equality(&self) {
        assert!(self.wrong.is_empty(), "{} are wrong\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

/// Returns the defects that are seen in this way, in order; of an area, those whose first row is of that.
pub(crate) fn within_reach(seen: Seen, area: Option<Area>) -> impl Iterator<Item = Defect> {
    let all = Defect::ALL.iter().copied();
    all.filter(move |defect| {
        let is_of_area = area.is_none_or(|area| area_of(*defect) == Some(area));
        defect.seen() == seen && is_of_area && why_beyond_reach(*defect).is_none()
    })
}

/// Returns why no check by the HTTP agent alone finds a defect; `None` if one does.
pub(crate) fn why_beyond_reach(defect: Defect) -> Option<&'static str> {
    let decided = checker::decided();
    let is_decided = |slug: &&str| decided.iter().any(|practice| practice.slug == *slug);
    match defect.seen() {
        Seen::ByScripts => Some("only a browser that runs scripts sees it"),
        Seen::ByProcess => Some("only who starts the process sees it"),
        _ if !defect.rows().iter().all(is_decided) => Some("no probe decides its rows"),
        _ => None,
    }
}

fn area_of(defect: Defect) -> Option<Area> {
    let first = defect.rows().first().and_then(|slug| practices::by_slug(slug));
    first.map(|practice| practice.area)
}

/// Checks the zoo with each of these defects.
pub(crate) async fn of(defects: impl Iterator<Item = Defect>, patience: Patience) -> Matrix {
    let at_once = if patience == Patience::Much { WAITING_AT_ONCE } else { AT_ONCE };
    let checks = stream::iter(defects.enumerate()).map(|(place, defect)| async move {
        let change = |options| as_patient_as(options, patience, defect);
        (place, defect, world::check_zoo_with(&[defect], change).await.0)
    });
    // One begins as soon as any other has ended, and not only when the first has.
    let mut reports: Vec<_> = checks.buffer_unordered(at_once).collect().await;
    reports.sort_unstable_by_key(|(place, ..)| *place);
    let mut matrix = Matrix { text: String::new(), wrong: Vec::new() };
    for (_, defect, report) in &reports {
        let _ = writeln!(matrix.text, "{:<28} {}", defect.name(), said(*defect, report));
        let declared: BTreeSet<_> = defect.rows().iter().copied().collect();
        if found(*defect, report) != declared {
            let words = report.as_ref().map_or_else(ToString::to_string, world::in_words);
            matrix.wrong.push(format!("{defect} breaks {declared:?}, and was found:\n{words}"));
        }
    }
    matrix
}

fn as_patient_as(options: Options, patience: Patience, defect: Defect) -> Options {
    if patience == Patience::Little {
        return options;
    }
    let is_looked_at =
        |practice: &&Practice| *practice != FLOOD || defect.rows().contains(&FLOOD.slug);
    let slugs = practices::all().filter(is_looked_at).map(|practice| practice.slug.to_owned());
    Options { thorough: true, slugs: slugs.collect(), ..options }
}

/// Returns the broken rows. Where nobody gets in, there is no report; but the error names the row.
fn found(defect: Defect, report: &Result<Report, CheckError>) -> BTreeSet<&'static str> {
    match report {
        Ok(report) => world::broken(report).into_iter().collect(),
        Err(why) => {
            let why = why.to_string();
            defect.rows().iter().copied().filter(|slug| why.contains(slug)).collect()
        }
    }
}

/// Returns what a check says: what is broken, what is advice alone, and what follows.
fn said(defect: Defect, report: &Result<Report, CheckError>) -> String {
    let Ok(report) = report else {
        let named: Vec<_> = found(defect, report).into_iter().collect();
        return format!("nobody gets in: {}", named.join(", "));
    };
    let list = |rows: &dyn Fn(&&Row) -> bool| {
        let slugs = report.rows.iter().filter(rows).map(|row| row.practice.slug);
        slugs.collect::<Vec<_>>().join(", ")
    };
    let mut said = list(&|row| row.is_broken() && !row.is_advice());
    for (noun, rows) in
        [("advice", list(&|row| row.is_advice())), ("so", list(&|row| row.cause().is_some()))]
    {
        if !rows.is_empty() {
            said = format!("{said}; {noun}: {rows}");
        }
    }
    said.trim_start_matches("; ").to_owned()
}

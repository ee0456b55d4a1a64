//! The report as JUnit in XML: a test case for each row.

use askama::Template;
use reports::in_xml;

use super::Report;
use crate::outcome::Breach;
use crate::{Outcome, Row};

/// The report. Crates that write one bring a second library for time with them, which the project does without.
#[derive(Template)]
#[template(path = "check.xml")]
pub(super) struct Junit {
    suites: Vec<Suite>,
}

/// The test cases of the rows, or of mistakes that are in no row.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) cases: Vec<Case>,
}

/// A test case.
pub(super) struct Case {
    pub(super) area: &'static str,
    pub(super) name: &'static str,
    /// What is wrong in a sentence, and all that is known of it.
    pub(super) failure: Option<(String, String)>,
    /// Why it is neither a success nor a failure.
    pub(super) skipped: Option<String>,
}

impl Report {
    /// Returns the report as JUnit in XML. A fault is a failure, and in its text stand the rows that follow from it: they
    /// are skipped themselves, so that one mistake fails once. Whatever was not seen to hold is skipped with its reason:
    /// advice, what is allowed, what does not apply and what nobody tried.
    pub fn to_junit(&self) -> String {
        let suite = |name, is_row: bool| {
            let rows = self.rows.iter().filter(|row| row.practice.row.is_some() == is_row);
            Suite { name, cases: rows.map(|row| self.case(row)).collect() }
        };
        let all = [suite("check", true), suite("check, beside the rows", false)];
        Junit::of(all.into_iter().filter(|suite| !suite.cases.is_empty()).collect())
    }

    fn case(&self, row: &Row) -> Case {
        let failure = row.outcome.breach().filter(|_| row.is_fault());
        Case {
            area: row.practice.area.name(),
            name: row.practice.slug,
            failure: failure.map(|breach| (in_xml(&breach.what), self.in_full(row, breach))),
            skipped: skipped(row).map(|why| in_xml(&why)),
        }
    }

    /// Returns the lines below a failure: evidence, reason, remedy and what follows.
    fn in_full(&self, row: &Row, breach: &Breach) -> String {
        let mut lines = vec![breach.what.clone()];
        lines.extend(breach.evidence.iter().map(|line| format!("  {line}")));
        lines.push(format!("why  {}", row.practice.why));
        lines.push(format!("fix  {}", row.practice.fix));
        lines.extend(self.echoes_of(row).map(|echo| {
            let what = echo.outcome.breach().map(|breach| breach.what.as_str());
            format!("so   {}: {}", echo.practice.slug, what.unwrap_or_default())
        }));
        in_xml(&lines.join("\n"))
    }
}

fn skipped(row: &Row) -> Option<String> {
    match (&row.outcome, &row.allowed) {
        (Outcome::Holds, _) => None,
        (Outcome::Broken(breach), Some(why)) => Some(format!("allowed, {why}: {}", breach.what)),
        (Outcome::Broken(breach), None) => {
            row.is_advice().then(|| format!("advice: {}", breach.what))
        }
        (Outcome::FollowsFrom { cause, breach }, _) => {
            Some(format!("follows from {}: {}", cause.slug, breach.what))
        }
        (Outcome::DoesNotApply(why), _) => Some(format!("does not apply: {why}")),
        (Outcome::NotTried(why), _) => Some(format!("not tried: {why}")),
        (Outcome::NotLookedAt(why), _) => Some(format!("not looked at: {why}")),
    }
}

impl Junit {
    /// Returns the document with these suites.
    pub(super) fn of(suites: Vec<Suite>) -> String {
        let junit = Self { suites };
        junit.render().expect("a template over owned strings always renders") + "\n"
    }

    fn tests(&self) -> usize {
        self.suites.iter().map(|suite| suite.cases.len()).sum()
    }

    fn failures(&self) -> usize {
        self.suites.iter().map(Suite::failures).sum()
    }
}

impl Suite {
    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| case.failure.is_some()).count()
    }

    fn skipped(&self) -> usize {
        self.cases.iter().filter(|case| case.skipped.is_some()).count()
    }
}

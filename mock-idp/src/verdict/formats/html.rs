//! The verdict as a page that needs nothing but itself: for an artifact of CI.

use askama::Template;
use practices::Practice;

use super::super::{Finding, Verdict, Weight};
use super::order::Placed;
use super::text::{Evidence, whose};

/// The page.
#[derive(Template)]
#[template(path = "verdict.html")]
struct Report<'v> {
    summary: String,
    findings: Vec<Row<'v>>,
    held: Vec<&'static Practice>,
    not_looked_at: Vec<&'static Practice>,
    exercised: Vec<&'static str>,
    not_exercised: Vec<&'static str>,
}

/// A finding.
struct Row<'v> {
    finding: &'v Finding,
    depth: usize,
    evidence: String,
    whose: Option<String>,
    sources: &'static [practices::Source],
}

impl Verdict {
    /// Returns the verdict as a page of HTML, without a script and without anything to load. Each finding is folded but
    /// for its line; faults are open.
    ///
    /// ```
    /// let idp = mock_idp::MockIdp::start();
    /// // … the application signs people in and out …
    /// assert!(idp.verdict().to_html().starts_with("<!doctype html>"));
    /// ```
    pub fn to_html(&self) -> String {
        let is_found = |practice: &Practice| self.finding(practice.slug).is_some();
        let unfound = |has_looked: bool| {
            let judged = self.judged.iter().filter(move |judged| judged.has_looked == has_looked);
            judged.map(|judged| judged.practice).filter(|practice| !is_found(practice)).collect()
        };
        let report = Report {
            summary: self.summary(),
            findings: self.in_order().into_iter().map(Row::of).collect(),
            held: unfound(true),
            not_looked_at: unfound(false),
            exercised: self.exercised.iter().map(|path| path.describe()).collect(),
            not_exercised: self.not_exercised.iter().map(|path| path.describe()).collect(),
        };
        let report = report.render().expect("a template over owned strings always renders");
        report + "\n"
    }
}

impl Report<'_> {
    /// Returns a text in parts, and of each whether it stands between backquotes, as code does.
    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        text.split('`').enumerate().map(|(index, part)| (index % 2 == 1, part))
    }
}

impl<'v> Row<'v> {
    fn of(Placed { finding, depth }: Placed<'v>) -> Self {
        let practice = practices::by_slug(finding.slug);
        Self {
            finding,
            depth,
            evidence: Evidence(finding).to_string(),
            whose: whose(finding),
            sources: practice.map_or(&[], |practice| practice.sources),
        }
    }

    fn is_fault(&self) -> bool {
        self.finding.weight == Weight::Fault
    }
}

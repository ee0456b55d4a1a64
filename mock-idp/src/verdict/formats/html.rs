//! The verdict as a page that needs nothing but itself: for an artifact of CI.

use askama::Template;
use practices::Practice;

use super::super::{Finding, Verdict, Weight};
use super::order::Placed;
use super::text::{Evidence, whose};

/// The page.
#[derive(Template)]
#[template(path = "verdict.html")]
struct Page {
    summary: String,
    fragment: String,
}

/// What the page has below its heading.
#[derive(Template)]
#[template(path = "parts/verdict.html")]
struct Fragment<'v> {
    /// Where exchanges are, if the page is where they are.
    exchanges: Option<&'v str>,
    summary: String,
    findings: Vec<Row<'v>>,
    held: Vec<&'static Practice>,
    /// Each with what nobody did.
    not_looked_at: Vec<(&'static Practice, &'static str)>,
    exercised: Vec<&'static str>,
    not_exercised: Vec<&'static str>,
}

/// A finding.
struct Row<'v> {
    finding: &'v Finding,
    depth: usize,
    evidence: String,
    whose: Option<String>,
    /// The URIs that were refused and are registered now.
    since: Vec<String>,
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
        let fragment = self.fragment(None, &|_| Vec::new());
        let page = Page { summary: self.summary(), fragment };
        page.render().expect("a template over owned strings always renders") + "\n"
    }

    /// Returns what that page has below its heading. Each number of an exchange leads to it, below the address `exchanges`,
    /// and a finding has the URIs that are registered `since`.
    pub(crate) fn to_fragment(
        &self,
        exchanges: &str,
        since: &dyn Fn(&Finding) -> Vec<String>,
    ) -> String {
        self.fragment(Some(exchanges), since)
    }

    fn fragment(&self, exchanges: Option<&str>, since: &dyn Fn(&Finding) -> Vec<String>) -> String {
        let held = self.judged.iter().filter(|judged| judged.missing.is_none());
        let held = held.map(|judged| judged.practice);
        let fragment = Fragment {
            exchanges,
            summary: self.summary(),
            findings: self.in_order().into_iter().map(|placed| Row::of(placed, since)).collect(),
            held: held.filter(|practice| self.finding(practice.slug).is_none()).collect(),
            not_looked_at: self.not_looked_at().collect(),
            exercised: self.exercised.iter().map(|path| path.describe()).collect(),
            not_exercised: self.not_exercised.iter().map(|path| path.describe()).collect(),
        };
        fragment.render().expect("a template over owned strings always renders")
    }
}

impl Fragment<'_> {
    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

    /// Returns a text that names exchanges in parts, each with the number of the exchange before it, which the first has
    /// not: `#41  GET /keys, after #38` has `41` and `38`.
    fn numbered(text: &str) -> impl Iterator<Item = (&str, &str)> {
        text.split('#').enumerate().map(|(index, part)| {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            part.split_at(if index == 0 { 0 } else { end })
        })
    }
}

impl<'v> Row<'v> {
    fn of(Placed { finding, depth }: Placed<'v>, since: &dyn Fn(&Finding) -> Vec<String>) -> Self {
        let practice = practices::by_slug(finding.slug);
        Self {
            finding,
            depth,
            evidence: Evidence(finding).to_string(),
            whose: whose(finding),
            since: since(finding),
            sources: practice.map_or(&[], |practice| practice.sources),
        }
    }

    fn is_fault(&self) -> bool {
        self.finding.weight == Weight::Fault
    }
}

//! The verdict as a JUnit report: a test case for each practice that is judged, and for each path of an application.

use askama::Template;

use super::super::{Finding, Verdict, Weight};

/// The report. Crates that write one bring a second library for time with them, which the project does without.
#[derive(Template)]
#[template(path = "junit.xml")]
struct Report {
    cases: Vec<Case>,
}

/// A test case.
struct Case {
    area: &'static str,
    name: String,
    /// The first fault in a sentence, and all of them in full.
    failure: Option<(String, String)>,
    /// Why the practice was not looked at.
    skipped: Option<String>,
    /// Doubts and advice, in full.
    remarks: Option<String>,
}

impl Verdict {
    /// Returns the verdict as a JUnit report in XML. A fault is a failure; doubts and advice stand in the output of their
    /// test case; what no client did is skipped.
    ///
    /// ```
    /// let idp = mock_idp::MockIdp::start();
    /// // … the application signs people in and out …
    /// assert!(idp.verdict().to_junit().starts_with("<?xml"));
    /// ```
    pub fn to_junit(&self) -> String {
        let practices = self.judged.iter().map(|judged| {
            let slug = judged.practice.slug;
            let found = |weights: &'static [Weight]| {
                let findings = self.findings.iter();
                findings.filter(move |one| one.slug == slug && weights.contains(&one.weight))
            };
            let first = found(&[Weight::Fault]).next();
            let faults = in_full(found(&[Weight::Fault]));
            Case {
                area: judged.practice.area.name(),
                name: slug.to_owned(),
                failure: first.map(|first| text(&first.what)).zip(faults),
                skipped: (!judged.has_looked)
                    .then(|| "no client made a request that shows it".to_owned()),
                remarks: in_full(found(&[Weight::Doubt, Weight::Advice])),
            }
        });
        let report = Report { cases: practices.chain(self.paths()).collect() };
        let report = report.render().expect("a template over owned strings always renders");
        report + "\n"
    }

    /// Returns a test case for each path of an application, which is skipped if no client took it.
    fn paths(&self) -> impl Iterator<Item = Case> {
        let every_path = &practices::EVERY_PATH_IS_EXERCISED;
        let taken = self.exercised.iter().map(|path| (path, None));
        let not_taken = self.not_exercised.iter().map(|path| (path, Some("no client did it")));
        taken.chain(not_taken).map(|(path, skipped)| Case {
            area: every_path.area.name(),
            name: format!("{}: {}", every_path.slug, path.describe()),
            failure: None,
            skipped: skipped.map(str::to_owned),
            remarks: None,
        })
    }
}

impl Report {
    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| case.failure.is_some()).count()
    }

    fn skipped(&self) -> usize {
        self.cases.iter().filter(|case| case.skipped.is_some()).count()
    }
}

fn in_full<'f>(findings: impl Iterator<Item = &'f Finding>) -> Option<String> {
    let texts: Vec<String> = findings.map(|finding| text(&finding.to_string())).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Returns a text without the characters that XML 1.0 has no way to write (§2.2).
fn text(text: &str) -> String {
    let is_allowed =
        |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || c == '\n';
    text.chars().filter(|c| is_allowed(*c)).collect()
}

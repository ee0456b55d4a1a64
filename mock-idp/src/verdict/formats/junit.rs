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
    /// What nobody did, so that nothing is known of the practice.
    skipped: Option<String>,
    /// Doubts and advice, in full.
    remarks: Option<String>,
}

impl Verdict {
    /// Returns the verdict as a JUnit report in XML. A practice passes if it was exercised and no fault was found; doubts and
    /// advice stand in the output of their test case. What no client did is skipped, and so is a practice that no client
    /// exercised, with what was missing.
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
            let remarks = in_full(found(&[Weight::Doubt, Weight::Advice]));
            let is_found = faults.is_some() || remarks.is_some();
            Case {
                area: judged.practice.area.name(),
                name: slug.to_owned(),
                failure: first.map(|first| first.what.clone()).zip(faults),
                skipped: judged.missing.filter(|_| !is_found).map(str::to_owned),
                remarks,
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
    let texts: Vec<String> = findings.map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

//! The files of a check that could not be made: they say why, so that nobody takes an empty one for a good one.

use askama::Template;
use reports::{in_xml, sarif};
use serde_json::{Value, json};

use super::Made;
use super::junit::{Case, Junit, Suite};

/// A check that could not be made.
#[derive(Clone, Debug)]
pub struct Unmade {
    /// Why, in a sentence.
    pub reason: String,
    /// The exit code.
    pub exit: u8,
}

/// The page.
#[derive(Template)]
#[template(path = "unmade.html")]
struct Page<'r> {
    reason: &'r str,
    made: &'r Made,
}

impl Unmade {
    /// Returns JSON: `{"app": null, "exit", "reason", "rows": []}`.
    pub fn to_json(&self) -> Value {
        json!({ "app": null, "exit": self.exit, "reason": self.reason, "rows": [] })
    }

    /// Returns JUnit in XML, with one test case that fails.
    pub fn to_junit(&self) -> String {
        let failure = Some((in_xml(&self.reason), in_xml(&self.reason)));
        let case = Case { area: "check", name: "the check can be made", failure, skipped: None };
        Junit::of(vec![Suite { name: "check", cases: vec![case] }])
    }

    /// Returns a SARIF 2.1.0 log in JSON, without a result: the reason is among its properties.
    pub fn to_sarif(&self) -> String {
        sarif::log(&[], &[], &json!({ "exit": self.exit, "reason": self.reason }))
    }

    /// Returns a page of HTML.
    pub fn to_html(&self, made: &Made) -> String {
        let page = Page { reason: &self.reason, made };
        page.render().expect("a template over a text always renders") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_why() {
        let unmade = Unmade { reason: "nothing <listens> there".to_owned(), exit: 3 };

        let made = Made {
            at: jiff::Timestamp::UNIX_EPOCH,
            version: "mock-idp 0.1.0".to_owned(),
            command: "mock-idp check".to_owned(),
        };
        let html = unmade.to_html(&made);
        let files = [unmade.to_json().to_string(), unmade.to_junit(), unmade.to_sarif(), html];

        for file in &files {
            let text = file.replace("&lt;", "<").replace("&#60;", "<");
            let text = text.replace("&gt;", ">").replace("&#62;", ">");
            assert!(text.contains("nothing <listens> there"), "{file}");
        }
        assert!(!files[1].contains("<listens>") && !files[3].contains("<listens>"));
    }
}

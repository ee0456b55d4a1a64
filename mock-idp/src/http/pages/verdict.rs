//! The verdict on the applications, for people.

use askama::Template;

/// The verdict among the other pages.
#[derive(Template)]
#[template(path = "verdict_page.html")]
pub(crate) struct VerdictPage {
    /// The environment URL.
    pub(crate) environment: String,
    /// The findings and what was exercised, as markup.
    pub(crate) fragment: String,
}

impl VerdictPage {
    /// Returns the other forms, each with its name.
    fn files() -> [(&'static str, &'static str); 5] {
        [
            ("html", "a page of its own"),
            ("text", "text"),
            ("json", "JSON"),
            ("sarif", "SARIF"),
            ("junit", "JUnit"),
        ]
    }
}

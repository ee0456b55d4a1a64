//! Texts in another language than TOML.

use super::report::Note;
use super::text::SeedText;

const IN_TOML: &str = "in TOML an application begins with `[[clients]]`, and a field of it is a line like `name = \"Acme web\"`; `mock-idp init` writes a commented seed to start from";

impl SeedText<'_> {
    /// Returns the report of a text that is JSON or YAML. It shows no line, because a whole JSON file may be one
    /// line, with its secrets.
    pub(super) fn explain_language(&self) -> Option<String> {
        let language = language_of(self.text)?;
        let what = format!("this is {language}, and a seed is TOML");
        Some(self.report_of_all(&what, &[Note::help(IN_TOML)]))
    }
}

/// Returns the language of a text that is not TOML, by its beginning: no TOML begins with `{`, or has a line that
/// begins with a name and a colon.
fn language_of(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Some("JSON");
    }
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let is_a_name = |key: &str| {
        let of_a_name = |c: char| c.is_alphanumeric() || "_-\"'".contains(c);
        !key.is_empty() && key.chars().all(of_a_name)
    };
    let is_a_field = first
        .split_once(':')
        .is_some_and(|(key, rest)| is_a_name(key) && (rest.is_empty() || rest.starts_with(' ')));
    let is_yaml = is_a_field || first == "---" || first == "-" || first.starts_with("- ");
    is_yaml.then_some("YAML")
}

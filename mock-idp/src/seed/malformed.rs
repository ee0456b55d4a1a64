//! What is not TOML, or not that of a seed, told in the words of somebody who writes TOML.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::SeedError;
use super::mistake::Place;
use super::text::SeedText;
use crate::environment::Policies;

impl SeedText<'_> {
    /// The text as data.
    pub(super) fn deserialize<T: DeserializeOwned>(&self) -> Result<T, SeedError> {
        toml::from_str(self.text).map_err(|error| SeedError::Malformed(self.explain(&error)))
    }

    /// serde's sentence in two halves, what is wrong and what would be right.
    fn explain(&self, error: &toml::de::Error) -> String {
        if let Some(report) = self.explain_syntax() {
            return report;
        }
        let span = error.span().unwrap_or_default();
        if let Some((what, help)) = self.choice_around(&span) {
            return self.report(what, span, &[help.to_owned()]);
        }
        let (mut what, help) = match error.message().rsplit_once(", expected ") {
            Some((what, "nothing")) => (what, None),
            Some((what, expected)) => (what, Some(self.in_words(expected, &span))),
            None => (error.message(), help_with(error.message())),
        };
        if self.secrets().iter().any(|secret| overlap(secret, &span)) {
            // The first half may quote the secret.
            what = what.split(['`', '"']).next().unwrap_or_default().trim_end();
        }
        self.report(&what.replacen("unknown variant", "unknown value", 1), span, help.as_slice())
    }

    /// Values that are a word or a table: what serde says of them is hard to follow.
    fn choice_around(&self, span: &Range<usize>) -> Option<(&'static str, &'static str)> {
        let choices = [
            (
                "sign_in",
                "this is not a way to sign in",
                r#"help: write `"pages"`, `"hint"` or `{ as = "…" }`"#,
            ),
            (
                "signing_key",
                "this is not a signing key",
                r#"help: write `"built-in"`, `"generate"`, `{ pem = "…" }` or `{ pem_file = "…" }`"#,
            ),
        ];
        let around = choices.into_iter().find(|(field, ..)| {
            let value = self.value(&Place::section("environment").field(field));
            value.is_some_and(|value| encloses(&value.span(), span))
        });
        around.map(|(_, what, help)| (what, help))
    }

    /// serde speaks of Rust's types, and a seed is TOML.
    fn in_words(&self, expected: &str, span: &Range<usize>) -> String {
        let value = self.text.get(span.clone()).unwrap_or_default();
        let words = match expected {
            "u32" if self.must_last(span) => "a whole number from 1 to 4294967295",
            "u32" => "a whole number from 0 to 4294967295",
            "u64" => "a whole number, 0 or more",
            "a boolean" => "`true` or `false`",
            "a string" => "a text in quotes",
            // The header of a table where a list of tables belongs.
            "a sequence" if value.starts_with('[') => "two brackets, `[[…]]`: there may be several",
            "a sequence" => "a list, in `[` and `]`",
            other if other.starts_with("struct ") => "a table, with `name = value` for each field",
            other => other,
        };
        format!("help: write {words}")
    }
}

impl SeedText<'_> {
    /// Whether a lifetime stands there that cannot be zero.
    fn must_last(&self, span: &Range<usize>) -> bool {
        let policies = Place::section("policies");
        Policies::default().lifetimes().iter().any(|(field, _)| {
            let value = self.value(&policies.field(field));
            value.is_some_and(|value| encloses(&value.span(), span))
        })
    }
}

fn encloses(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn help_with(message: &str) -> Option<String> {
    let field = message.strip_prefix("missing field `")?.strip_suffix('`')?;
    Some(format!("help: add `{field} = …`"))
}

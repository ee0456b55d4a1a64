//! The text of a seed: the positions of its values, and its lines as reports show them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::field_error::{FieldPath, Step};

/// A TOML text with the positions of its values.
pub(super) struct SeedText<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    tree: Spanned<DeValue<'t>>,
    /// The mistakes of a text that is not TOML.
    pub(super) mistakes: Vec<toml::de::Error>,
}

impl<'t> SeedText<'t> {
    /// Parses the text of a seed that reports call `name`.
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        let (tree, mistakes) = DeTable::parse_recoverable(text);
        let span = tree.span();
        Self { name, text, tree: Spanned::new(span, DeValue::Table(tree.into_inner())), mistakes }
    }

    /// Returns the whole table.
    pub(super) fn tree(&self) -> &Spanned<DeValue<'t>> {
        &self.tree
    }

    /// Returns the span of the value at `path`, or of what encloses it if it was left out.
    pub(super) fn span(&self, path: &FieldPath) -> Range<usize> {
        let mut found = &self.tree;
        for step in path.steps() {
            let Some(next) = below(found, *step) else {
                break;
            };
            found = next;
        }
        found.span()
    }

    /// Returns the position of `path`, like `seed.toml:12:8`.
    pub(super) fn position(&self, path: &FieldPath) -> String {
        self.position_of(self.span(path).start)
    }

    /// Returns the position of the character at `at`, like `seed.toml:12:8`.
    pub(super) fn position_of(&self, at: usize) -> String {
        let Position { number, column, .. } = self.locate(at);
        format!("{}:{number}:{column}", self.name)
    }

    /// Returns the line and column of the character at `at`.
    pub(super) fn locate(&self, at: usize) -> Position {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let number = before.matches('\n').count() + 1;
        let rest = self.text[start..].split('\n').next().unwrap_or_default();
        let line = start..start + rest.trim_end_matches('\r').len();
        Position { number, column: before[start..].chars().count() + 1, line }
    }

    /// Returns a part of the text with secrets as stars, one for each octet, so that columns stay the same.
    pub(super) fn shown(&self, part: &Range<usize>) -> String {
        let secrets = self.secrets();
        let mut shown = String::new();
        for (at, c) in self.text[part.clone()].char_indices() {
            let at = part.start + at;
            let begun = secrets.partition_point(|span| span.start <= at);
            let is_secret = begun > 0 && secrets[begun - 1].contains(&at);
            match c {
                '"' | '\'' | '[' | ']' | ',' | ' ' | '\t' => shown.push(c),
                _ if is_secret => shown.push_str(&"*".repeat(c.len_utf8())),
                _ => shown.push(c),
            }
        }
        shown
    }

    /// Returns the spans of secrets, in order and without overlap, also of secrets in wrong fields.
    pub(super) fn secrets(&self) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        secrets_in(&self.tree, &mut spans);
        spans.sort_by_key(|span: &Range<usize>| span.start);
        spans
    }
}

fn secrets_in(value: &Spanned<DeValue<'_>>, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(fields) => {
            for (name, field) in fields {
                let name = name.get_ref().as_ref();
                match field.get_ref() {
                    _ if names_a_secret(name) => spans.push(field.span()),
                    // The value of the table's field was meant to be a key, whatever the field's name.
                    DeValue::Table(keys) if name == "signing_key" => {
                        let keys = keys.iter().filter(|(name, _)| name.get_ref() != "pem_file");
                        spans.extend(keys.map(|(_, key)| key.span()));
                    }
                    _ => secrets_in(field, spans),
                }
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| secrets_in(item, spans)),
        DeValue::String(text) if text.contains("PRIVATE KEY") => spans.push(value.span()),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {}
    }
}

/// Returns whether a field of this name has a secret, or was meant to: a misspelling of `secrets`, such as
/// `client_secret` or `sercet`, is followed by a secret. Names of `passkeys` are public.
fn names_a_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let beginnings = ["sec", "ser", "pass"];
    name == "pem"
        || name != "passkeys" && beginnings.iter().any(|start| name.starts_with(start))
        || ["secret", "password", "token", "credential"]
            .iter()
            .any(|word| name.contains(word) && !name.ends_with("_seconds"))
}

fn below<'v, 't>(value: &'v Spanned<DeValue<'t>>, step: Step) -> Option<&'v Spanned<DeValue<'t>>> {
    match step {
        Step::Field(name) => value.get_ref().get(name),
        Step::Item(index) => value.get_ref().get(index),
    }
}

/// The position of a character. Lines and columns are counted from 1, columns in characters.
pub(super) struct Position {
    pub(super) number: usize,
    pub(super) column: usize,
    /// The line, without its line break.
    pub(super) line: Range<usize>,
}

//! The text of a seed: where its values stand, and how a line of it is shown in a report.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::field_error::{FieldPath, Step};

/// A TOML text with the places of its values.
pub(super) struct SeedText<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    tree: Spanned<DeValue<'t>>,
    /// Why it is not TOML, where it is not.
    pub(super) mistakes: Vec<toml::de::Error>,
}

impl<'t> SeedText<'t> {
    /// Returns the text of the seed that reports call `name`.
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        let (tree, mistakes) = DeTable::parse_recoverable(text);
        let span = tree.span();
        Self { name, text, tree: Spanned::new(span, DeValue::Table(tree.into_inner())), mistakes }
    }

    /// The whole of it.
    pub(super) fn tree(&self) -> &Spanned<DeValue<'t>> {
        &self.tree
    }

    /// Returns where `path` is, or what encloses it if it was left out.
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

    /// `path` as `seed.toml:12:8`.
    pub(super) fn position(&self, path: &FieldPath) -> String {
        self.position_of(self.span(path).start)
    }

    /// The same of the character that begins at `at`.
    pub(super) fn position_of(&self, at: usize) -> String {
        let Position { number, column, .. } = self.locate(at);
        format!("{}:{number}:{column}", self.name)
    }

    /// Returns where the character that begins at `at` stands.
    pub(super) fn locate(&self, at: usize) -> Position {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let number = before.matches('\n').count() + 1;
        let rest = self.text[start..].split('\n').next().unwrap_or_default();
        let line = start..start + rest.trim_end_matches('\r').len();
        Position { number, column: before[start..].chars().count() + 1, line }
    }

    /// Returns a part of the text with secrets as stars, one for each octet: all that follows stays in its place.
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

    /// Returns where secrets stand, in order, even those that stand in the wrong place. None is inside another.
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
                    // Whatever the one field in it was to be called, it was to be a key.
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

/// Returns whether a field of this name holds a secret, or was meant to: whoever writes `client_secret` or `sercet`
/// in place of `secrets` has written a secret after it. What a seed says of `passkeys` is public.
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

/// Where a character stands: line and column are counted from 1, columns in characters.
pub(super) struct Position {
    pub(super) number: usize,
    pub(super) column: usize,
    /// The line, without what ends it.
    pub(super) line: Range<usize>,
}

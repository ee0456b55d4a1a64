//! The text of a seed: where its values stand, and how a line of it is shown in a report.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::indented;
use super::mistake::{Place, Step};

/// A TOML text with the places of its values.
pub(super) struct SeedText<'t> {
    name: &'t str,
    pub(super) text: &'t str,
    tree: Spanned<DeValue<'t>>,
    /// Why it is not TOML, where it is not.
    pub(super) mistakes: Vec<toml::de::Error>,
}

impl<'t> SeedText<'t> {
    /// The text of the seed that reports call `name`.
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        let (tree, mistakes) = DeTable::parse_recoverable(text);
        let span = tree.span();
        Self { name, text, tree: Spanned::new(span, DeValue::Table(tree.into_inner())), mistakes }
    }

    /// Where `place` is, or what encloses it if it was left out.
    pub(super) fn span(&self, place: &Place) -> Range<usize> {
        let mut found = &self.tree;
        for step in place.steps() {
            let Some(next) = below(found, *step) else {
                break;
            };
            found = next;
        }
        found.span()
    }

    /// What stands at `place`, if it was not left out.
    pub(super) fn value(&self, place: &Place) -> Option<&Spanned<DeValue<'t>>> {
        place.steps().iter().try_fold(&self.tree, |found, step| below(found, *step))
    }

    /// `place` as `seed.toml:12:8`.
    pub(super) fn position(&self, place: &Place) -> String {
        self.position_of(self.span(place).start)
    }

    /// The same of the character that begins at `at`.
    pub(super) fn position_of(&self, at: usize) -> String {
        let Position { number, column, .. } = self.locate(at);
        format!("{}:{number}:{column}", self.name)
    }

    /// A report as compilers write it: what is wrong, the line, the place in the line, and notes.
    pub(super) fn report(&self, what: &str, span: Range<usize>, notes: &[String]) -> String {
        let Position { number, column, line_start } = self.locate(span.start);
        let line = self.shown_line(line_start);
        let margin: String =
            line.chars().take(column - 1).map(|c| if c == '\t' { c } else { ' ' }).collect();
        // A span may go on in the next line, or be empty at the end of the text.
        let marked = self
            .text
            .get(span)
            .and_then(|text| text.lines().next())
            .map_or(1, |text| text.chars().count().max(1));
        let digits = number.to_string().len();
        let gutter = " ".repeat(digits);
        let mut lines = vec![
            format!("error: {what}"),
            format!("{gutter}--> {}:{number}:{column}", self.name),
            format!("{gutter} |"),
            format!("{number} | {line}").trim_end().to_owned(),
            format!("{gutter} | {margin}{}", "^".repeat(marked)),
        ];
        if !notes.is_empty() {
            lines.extend([format!("{gutter} |"), indented(notes, digits)]);
        }
        lines.join("\n")
    }

    fn locate(&self, at: usize) -> Position {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let number = before.matches('\n').count() + 1;
        Position { number, column: before[line_start..].chars().count() + 1, line_start }
    }

    /// The line that starts here, fit to be seen: secrets are stars, and a terminal gets no commands.
    fn shown_line(&self, start: usize) -> String {
        let secrets = self.secrets();
        let line = self.text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let shown = |(at, c): (usize, char)| {
            let is_secret = secrets.iter().any(|span| span.contains(&(start + at)));
            match c {
                '"' | '\'' | '[' | ']' | ',' | ' ' | '\t' => c,
                _ if is_secret => '*',
                _ if c.is_control() => char::REPLACEMENT_CHARACTER,
                _ => c,
            }
        };
        line.char_indices().map(shown).collect()
    }

    /// Where secrets stand, even those that stand in the wrong place.
    pub(super) fn secrets(&self) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        secrets_in(&self.tree, &mut spans);
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

/// Whether a field of this name holds a secret, or was meant to: whoever writes `client_secret` or
/// `sercet` in place of `secrets` has written a secret after it. What a seed says of `passkeys` is public.
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
struct Position {
    number: usize,
    column: usize,
    line_start: usize,
}

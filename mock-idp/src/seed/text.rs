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
}

impl<'t> SeedText<'t> {
    /// The text of the seed that reports call `name`.
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        // What is wrong with the syntax is told when it is deserialized.
        let (tree, _) = DeTable::parse_recoverable(text);
        let span = tree.span();
        Self {
            name,
            text,
            tree: Spanned::new(span, DeValue::Table(tree.into_inner())),
        }
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

    pub(super) fn value(&self, place: &Place) -> Option<&Spanned<DeValue<'t>>> {
        place
            .steps()
            .iter()
            .try_fold(&self.tree, |found, step| below(found, *step))
    }

    /// `seed.toml:12:8`, for the character that starts at this byte.
    pub(super) fn position(&self, at: usize) -> String {
        let Position { number, column, .. } = self.locate(at);
        format!("{}:{number}:{column}", self.name)
    }

    /// A report as compilers write it: what is wrong, the line, the place in the line, and notes.
    pub(super) fn report(&self, what: &str, span: Range<usize>, notes: &[String]) -> String {
        let Position {
            number,
            column,
            line_start,
        } = self.locate(span.start);
        let line = self.shown_line(line_start);
        let margin: String = line
            .chars()
            .take(column - 1)
            .map(|c| if c == '\t' { c } else { ' ' })
            .collect();
        let marked = self
            .text
            .get(span)
            .unwrap_or_default()
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        let digits = number.to_string().len();
        let gutter = " ".repeat(digits);
        let mut lines = vec![
            format!("error: {what}"),
            format!("{gutter}--> {}:{number}:{column}", self.name),
            format!("{gutter} |"),
            format!("{number} | {line}").trim_end().to_owned(),
            format!("{gutter} | {margin}{}", "^".repeat(marked.max(1))),
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
        Position {
            number,
            column: before[line_start..].chars().count() + 1,
            line_start,
        }
    }

    /// The line that starts here, fit to be seen: secrets are stars, and a terminal gets no commands.
    fn shown_line(&self, start: usize) -> String {
        let secrets = self.secrets();
        let line = self.text[start..]
            .split('\n')
            .next()
            .unwrap_or_default()
            .trim_end_matches('\r');
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

    /// Where secrets stand: those of clients, and a signing key, even one that is not in its table.
    pub(super) fn secrets(&self) -> Vec<Range<usize>> {
        let clients = self
            .value(&Place::section("clients"))
            .and_then(|clients| clients.get_ref().as_array());
        let lists = clients
            .into_iter()
            .flatten()
            .filter_map(|client| client.get_ref().get("secrets"));
        let key = self.value(&Place::section("environment").field("signing_key"));
        let pem = key.and_then(|key| {
            key.get_ref()
                .get("pem")
                .or_else(|| is_pem(key).then_some(key))
        });
        lists.chain(pem).map(Spanned::span).collect()
    }
}

fn below<'v, 't>(value: &'v Spanned<DeValue<'t>>, step: Step) -> Option<&'v Spanned<DeValue<'t>>> {
    match step {
        Step::Field(name) => value.get_ref().get(name),
        Step::Item(index) => value.get_ref().get(index),
    }
}

fn is_pem(value: &Spanned<DeValue<'_>>) -> bool {
    value
        .get_ref()
        .as_str()
        .is_some_and(|text| text.contains("PRIVATE KEY"))
}

/// Where a character stands: line and column are counted from 1, columns in characters.
struct Position {
    number: usize,
    column: usize,
    line_start: usize,
}

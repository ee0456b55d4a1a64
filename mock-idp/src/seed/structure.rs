//! Compares a text with the schema of seeds: finds all unknown and missing fields, and all values of a wrong type.

use std::ops::Range;
use std::sync::LazyLock;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::report::Note;
use super::schema;
use super::text::SeedText;
use crate::wire::{Redacted, nearest};

/// The schema, made once, and only for a seed that cannot be read.
static SCHEMA: LazyLock<Value> = LazyLock::new(schema::of_structure);

/// A violation of the schema.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) span: Range<usize>,
    pub(super) what: String,
    pub(super) notes: Vec<Note>,
}

impl SeedText<'_> {
    /// Returns all violations of the schema, in the order of the text.
    pub(super) fn misfits(&self) -> Vec<Misfit> {
        let mut fitting = Fitting { text: self.text, misfits: Vec::new() };
        fitting.value("seed", self.tree(), &SCHEMA);
        fitting.misfits.sort_by_key(|misfit| misfit.span.start);
        fitting.misfits
    }
}

struct Fitting<'t> {
    text: &'t str,
    misfits: Vec<Misfit>,
}

impl Fitting<'_> {
    fn note(&mut self, span: Range<usize>, what: impl Into<String>, notes: Vec<Note>) {
        self.misfits.push(Misfit { span, what: what.into(), notes });
    }

    /// Checks the value of the field `name` against its schema.
    fn value(&mut self, name: &str, value: &Spanned<DeValue<'_>>, schema: &Value) {
        if let Some(choices) = schema["oneOf"].as_array() {
            self.choice(name, value, choices);
            return;
        }
        match (schema["type"].as_str(), value.get_ref()) {
            (Some("object"), DeValue::Table(fields)) => self.table(value.span(), fields, schema),
            (Some("array"), DeValue::Array(items)) => {
                for item in items {
                    self.value(name, item, &schema["items"]);
                }
            }
            (Some("integer"), DeValue::Integer(number)) => {
                if !number_fits(number, schema) {
                    let what = "this number is out of range";
                    self.note(value.span(), what, vec![Note::help(range(schema))]);
                }
            }
            (Some("string"), DeValue::String(_)) | (Some("boolean"), DeValue::Boolean(_)) => {}
            (kind, _) => {
                let help = Note::help(self.in_place_of(value, kind, schema));
                self.note(value.span(), misplaced(value, kind), vec![help]);
            }
        }
    }

    fn table(&mut self, span: Range<usize>, fields: &DeTable<'_>, schema: &Value) {
        let known = schema["properties"].as_object();
        let names = || known.into_iter().flatten().map(|(name, _)| name.as_str());
        let mut meant = Vec::new();
        for (name, value) in fields {
            let (key, name) = (name.span(), name.get_ref().as_ref());
            if let Some(field) = known.and_then(|known| known.get(name)) {
                self.value(name, value, field);
            } else if schema["additionalProperties"].is_object() {
                self.value(name, value, &schema["additionalProperties"]);
            } else {
                meant.extend(nearest(name, names()));
                let what = format!("unknown field `{}`", Redacted::of(name));
                self.note(key, what, choose(name, names()));
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            // A misspelt field is reported as misspelt, and not as missing too.
            if !fields.contains_key(name) && !meant.contains(&name) {
                let help = Note::help(format!("add `{name} = …`"));
                self.note(span.clone(), format!("missing field `{name}`"), vec![help]);
            }
        }
    }

    /// Checks a value against a choice of words, and of tables with one field.
    fn choice(&mut self, name: &str, value: &Spanned<DeValue<'_>>, choices: &[Value]) {
        let words: Vec<&str> = choices.iter().filter_map(|one| one["const"].as_str()).collect();
        let tables: Vec<(&String, &Value)> =
            choices.iter().filter_map(|one| one["properties"].as_object()).flatten().collect();
        match value.get_ref() {
            DeValue::String(word) if words.contains(&word.as_ref()) => return,
            DeValue::Table(fields) if fields.len() == 1 => {
                for (key, value) in fields {
                    let chosen = tables.iter().find(|(name, _)| *name == key.get_ref());
                    if let Some((name, schema)) = chosen {
                        self.value(name, value, schema);
                        return;
                    }
                }
            }
            _ => {}
        }
        let words = || words.iter().copied();
        let (what, notes) = match value.get_ref() {
            // A value in place of a key may be a secret, and is not quoted.
            _ if !tables.is_empty() => {
                let words = words().map(|word| format!("`\"{word}\"`"));
                let tables = tables.iter().map(|(name, _)| format!("`{{ {name} = \"…\" }}`"));
                let all: Vec<String> = words.chain(tables).collect();
                let help = Note::help(format!("write {}", alternatives(&all)));
                (format!("this is no value of `{name}`"), vec![help])
            }
            DeValue::String(word) => {
                (format!("unknown value `{}`", Redacted::of(word)), choose(word, words()))
            }
            _ => (misplaced(value, Some("string")), choose("", words())),
        };
        self.note(value.span(), what, notes);
    }

    /// Returns notes about what to write in place of a value of a wrong type.
    fn in_place_of(
        &self,
        value: &Spanned<DeValue<'_>>,
        kind: Option<&str>,
        schema: &Value,
    ) -> String {
        let has_a_header = self.text[value.span()].starts_with('[');
        let words = match (kind, value.get_ref()) {
            (Some("integer"), _) => return range(schema),
            (Some("boolean"), _) => "`true` or `false`",
            (Some("array"), DeValue::Table(_)) if has_a_header => {
                "two brackets, `[[…]]`: there may be several"
            }
            (Some("array"), _) => "a list, in `[` and `]`",
            (Some("object"), _) => "a table, with `name = value` for each field",
            _ => "a text in quotes",
        };
        format!("write {words}")
    }
}

/// Returns notes with the name that was probably meant, and with all names.
fn choose<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Vec<Note> {
    let near = nearest(word, names.clone());
    let near = near.map(|name| Note::help(format!("did you mean `{name}`?")));
    let all: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let all = Note::help(format!("write one of {}", all.join(", ")));
    near.into_iter().chain([all]).collect()
}

fn alternatives(all: &[String]) -> String {
    match all {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        all => all.join(""),
    }
}

fn misplaced(value: &Spanned<DeValue<'_>>, kind: Option<&str>) -> String {
    let found = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let wanted = match kind {
        Some("object") => "a table",
        Some("array") => "a list",
        Some("integer") => "a whole number",
        Some("boolean") => "`true` or `false`",
        _ => "a text",
    };
    format!("this is {found} where {wanted} belongs")
}

/// Returns the greatest number that the schema admits.
fn greatest(schema: &Value) -> u64 {
    if schema["format"] == "uint32" { u32::MAX.into() } else { u64::MAX }
}

/// Returns whether a number fits its type. That some may not be 0 is checked elsewhere.
fn number_fits(number: &DeInteger<'_>, schema: &Value) -> bool {
    let read = u64::from_str_radix(number.as_str(), number.radix());
    read.is_ok_and(|number| number <= greatest(schema))
}

fn range(schema: &Value) -> String {
    let least = schema["minimum"].as_u64().unwrap_or_default();
    match greatest(schema) {
        u64::MAX => format!("write a whole number, {least} or more"),
        greatest => format!("write a whole number from {least} to {greatest}"),
    }
}

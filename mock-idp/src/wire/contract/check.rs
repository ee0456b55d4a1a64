//! The checks of a request before any rule reads it, from the options of its fields.
//!
//! No field may have a value without a meaning (`meaning`), whatever its options. Fields without presence are checked
//! even if they are empty, and optional fields only if they are present, as Scalekit's validation library checks
//! them.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MapKey, ReflectMessage as _, Value};
use regex::Regex;

use super::meaning;
use crate::wire::{Redacted, is_email_address};

/// A field that violates the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The path of the field, such as `user.email`.
    pub(crate) field: String,
    /// The violation, as a clause after the field's name.
    pub(crate) description: String,
}

/// The checks of fields, by the full name of the field.
#[derive(Debug)]
pub(super) struct Checks(HashMap<String, Check>);

/// The check of a field.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the contract, independent of the others"
)]
struct Check {
    required: bool,
    unique: bool,
    /// Least number of characters, items or pairs.
    min: u32,
    /// Greatest number of characters, items or pairs; 0 means no limit.
    max: u32,
    at_least: Option<i64>,
    at_most: Option<i64>,
    prefix: String,
    pattern: Option<Regex>,
    email: bool,
    uri: bool,
    one_of: Vec<String>,
    each: Option<Box<Check>>,
    key: Option<Box<Check>>,
}

impl Checks {
    pub(super) fn of(pool: &DescriptorPool) -> Self {
        let option = pool.get_extension_by_name("mock_idp.check").expect("the option is declared");
        let checks = pool
            .all_messages()
            .flat_map(|message| message.fields().collect::<Vec<_>>())
            .filter_map(|field| {
                let options = field.options();
                let check = options.get_extension(&option);
                let check = check.as_message().filter(|_| options.has_extension(&option))?;
                Some((field.full_name().to_owned(), Check::read(check)))
            });
        Self(checks.collect())
    }

    /// Returns every violation in `message`, in the order of its fields.
    pub(super) fn violations(&self, message: &DynamicMessage) -> Vec<Violation> {
        let mut found = Vec::new();
        self.check(message, "", &mut found);
        found
    }

    fn check(&self, message: &DynamicMessage, path: &str, found: &mut Vec<Violation>) {
        for field in message.descriptor().fields() {
            let name = format!("{path}{}", field.name());
            let is_set = message.has_field(&field);
            if let Some(check) = self.0.get(field.full_name()) {
                if check.required && !is_set {
                    found.push(Violation { field: name, description: "is required".into() });
                    continue;
                }
                if is_set || !field.supports_presence() {
                    check.check(&message.get_field(&field), &name, found);
                }
            }
            if is_set {
                self.descend(&field.kind(), &message.get_field(&field), &name, found);
            }
        }
    }

    fn descend(&self, kind: &Kind, value: &Value, name: &str, found: &mut Vec<Violation>) {
        match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.descend(kind, item, &format!("{name}[{index}]"), found);
                }
            }
            Value::Message(inner) if !meaning::is_well_known(inner) => {
                self.check(inner, &format!("{name}."), found);
            }
            value => found.extend(
                meaning::violation(kind, value)
                    .map(|description| Violation { field: name.to_owned(), description }),
            ),
        }
    }
}

impl Check {
    fn read(option: &DynamicMessage) -> Self {
        let get = |name: &str| {
            let field = option.get_field_by_name(name).expect("it is declared");
            let is_set = option.has_field_by_name(name);
            is_set.then(|| field.into_owned())
        };
        let flag = |name| get(name).and_then(|value| value.as_bool()) == Some(true);
        let number = |name| get(name).and_then(|value| value.as_u32()).unwrap_or(0);
        let text = |name| get(name).and_then(|value| value.as_str().map(str::to_owned));
        let inner = |name| {
            let value = get(name)?;
            value.as_message().map(|check| Box::new(Self::read(check)))
        };
        let one_of = get("one_of").and_then(|value| {
            let texts = value.as_list()?.iter().filter_map(Value::as_str);
            Some(texts.map(str::to_owned).collect())
        });
        Self {
            required: flag("required"),
            unique: flag("unique"),
            min: number("min"),
            max: number("max"),
            at_least: get("at_least").and_then(|value| value.as_i64()),
            at_most: get("at_most").and_then(|value| value.as_i64()),
            prefix: text("prefix").unwrap_or_default(),
            pattern: text("pattern").map(|pattern| Regex::new(&pattern).expect("it is a pattern")),
            email: flag("email"),
            uri: flag("uri"),
            one_of: one_of.unwrap_or_default(),
            each: inner("each"),
            key: inner("key"),
        }
    }

    fn check(&self, value: &Value, name: &str, found: &mut Vec<Violation>) {
        let violation = match value {
            Value::List(items) => {
                self.check_items(items, name, found);
                self.size(items.len(), "items").or_else(|| {
                    let repeated =
                        (1..items.len()).any(|last| items[..last].contains(&items[last]));
                    (self.unique && repeated).then(|| "must not name anything twice".into())
                })
            }
            Value::Map(pairs) => {
                self.check_pairs(pairs, name, found);
                self.size(pairs.len(), "pairs")
            }
            _ => self.violation(value),
        };
        found
            .extend(violation.map(|description| Violation { field: name.to_owned(), description }));
    }

    fn check_items(&self, items: &[Value], name: &str, found: &mut Vec<Violation>) {
        let Some(each) = &self.each else { return };
        for (index, item) in items.iter().enumerate() {
            let violation = each.violation(item);
            found.extend(
                violation.map(|description| Violation {
                    field: format!("{name}[{index}]"),
                    description,
                }),
            );
        }
    }

    fn check_pairs(&self, pairs: &HashMap<MapKey, Value>, name: &str, found: &mut Vec<Violation>) {
        let mut texts: Vec<(&str, &str)> = pairs
            .iter()
            .filter_map(|(key, value)| Some((key.as_str()?, value.as_str()?)))
            .collect();
        texts.sort_unstable();
        for (key, value) in texts {
            let about_key = self.key.as_ref().and_then(|check| check.text(key));
            let about_key = about_key.map(|description| format!("has a key that {description}"));
            let about_value = self.each.as_ref().and_then(|check| check.text(value));
            for description in about_key.into_iter().chain(about_value) {
                found.push(Violation {
                    field: format!("{name}[{}]", Redacted::of(key)),
                    description,
                });
            }
        }
    }

    /// Returns the violation of a value that is not a list or a map.
    fn violation(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => self.text(text),
            Value::I32(number) => self.number(i64::from(*number)),
            Value::U32(number) => self.number(i64::from(*number)),
            Value::I64(number) => self.number(*number),
            _ => None,
        }
    }

    fn text(&self, text: &str) -> Option<String> {
        if let Some(violation) = self.size(text.chars().count(), "characters") {
            return Some(violation);
        }
        if !text.starts_with(&self.prefix) {
            return Some(format!("must begin with {}", self.prefix));
        }
        if !self.one_of.is_empty() && !self.one_of.iter().any(|allowed| allowed == text) {
            return Some(format!(
                "must be one of {}",
                self.one_of.join(", ").trim_start_matches(", ")
            ));
        }
        if self.email && !is_email_address(text) {
            return Some("must be an e-mail address".into());
        }
        if self.uri && url::Url::parse(text).is_err() {
            return Some("must be an absolute URI".into());
        }
        let pattern = self.pattern.as_ref()?;
        (!pattern.is_match(text)).then(|| format!("must match {pattern}"))
    }

    fn number(&self, number: i64) -> Option<String> {
        if let Some(least) = self.at_least.filter(|least| number < *least) {
            return Some(format!("must be at least {least}"));
        }
        let most = self.at_most.filter(|most| number > *most)?;
        Some(format!("must be at most {most}"))
    }

    fn size(&self, size: usize, what: &str) -> Option<String> {
        let (min, max) = (self.min as usize, self.max as usize);
        if size < min {
            return Some(match (size, min) {
                (0, 1) => "must not be empty".into(),
                _ => format!("must have at least {min} {what}"),
            });
        }
        (max > 0 && size > max).then(|| format!("must have at most {max} {what}"))
    }
}

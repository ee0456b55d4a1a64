//! Parameters of operations: their names, values and descriptions, for reading queries and for the OpenAPI document.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use crate::rules::management::page::PageRequest;

/// A parameter of a path or a query.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    values: Values,
}

/// A parameter of a query that is a whole number.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) allowed: RangeInclusive<u64>,
    pub(super) default: u64,
}

#[derive(Clone, Debug)]
enum Values {
    Text,
    /// Texts with a default, and examples of them.
    TextLike {
        default: &'static str,
        examples: &'static [&'static str],
    },
    Words(fn() -> Vec<&'static str>),
    Number {
        allowed: RangeInclusive<u64>,
        default: Option<u64>,
    },
    /// A whole number, or this word.
    NumberOr(&'static str),
}

/// The value of `after` for what comes from now on.
pub(super) const NOW: &str = "now";

/// Most items on a page of a list.
pub(super) const LIMIT: Number = Number {
    name: "limit",
    description: "How many at most.",
    allowed: *PageRequest::SIZES.start() as u64..=*PageRequest::SIZES.end() as u64,
    default: PageRequest::USUAL_SIZE as u64,
};

/// The token of a page of a list.
pub(super) const PAGE_TOKEN: Parameter = Parameter::text(
    "page_token",
    "The `next_page_token` of the page before, with the same query otherwise.",
);

impl Parameter {
    pub(super) const fn text(name: &'static str, description: &'static str) -> Self {
        Self { name, description, values: Values::Text }
    }

    pub(super) const fn text_like(
        name: &'static str,
        default: &'static str,
        examples: &'static [&'static str],
        description: &'static str,
    ) -> Self {
        Self { name, description, values: Values::TextLike { default, examples } }
    }

    pub(super) const fn one_of(
        name: &'static str,
        words: fn() -> Vec<&'static str>,
        description: &'static str,
    ) -> Self {
        Self { name, description, values: Values::Words(words) }
    }

    /// Describes `after`: a number that the server gave out, or [`NOW`].
    pub(super) const fn after_or_now(description: &'static str) -> Self {
        Self { name: "after", description, values: Values::NumberOr(NOW) }
    }

    /// Describes a number that the server gave out.
    pub(super) const fn serial(name: &'static str, description: &'static str) -> Self {
        let values = Values::Number { allowed: 1..=u64::MAX, default: None };
        Self { name, description, values }
    }

    /// Returns the parameter's schema in the OpenAPI document.
    pub(super) fn schema(&self) -> Value {
        match &self.values {
            Values::Text => json!({ "type": "string" }),
            Values::TextLike { default, examples } => {
                json!({ "type": "string", "default": default, "examples": examples })
            }
            Values::Words(words) => json!({ "type": "string", "enum": words() }),
            Values::Number { allowed, default } => {
                let mut schema = json!({ "type": "integer", "minimum": allowed.start() });
                if *allowed.end() != u64::MAX {
                    schema["maximum"] = (*allowed.end()).into();
                }
                if let Some(default) = default {
                    schema["default"] = (*default).into();
                }
                schema
            }
            Values::NumberOr(word) => {
                json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": word }] })
            }
        }
    }
}

impl Number {
    /// Describes `from`, by which a list begins at a number that the server gave out.
    pub(super) const fn from(description: &'static str) -> Self {
        Self { name: "from", description, allowed: 0..=u64::MAX, default: 1 }
    }

    pub(super) const fn parameter(&self) -> Parameter {
        let allowed = *self.allowed.start()..=*self.allowed.end();
        let values = Values::Number { allowed, default: Some(self.default) };
        Parameter { name: self.name, description: self.description, values }
    }
}

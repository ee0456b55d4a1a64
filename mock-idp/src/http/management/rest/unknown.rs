//! Names in a request that its operation does not have: spelling mistakes, or fields of another version.
//!
//! Scalekit's gateway ignores them, and its document's own examples have some, so nobody hears of a spelling mistake.
//! Here the journal has it, with the field that was probably meant.

use prost_reflect::{FieldDescriptor, MessageDescriptor};

use crate::environment::{EnvironmentEvent, Event};
use crate::rules::management::OperationError;
use crate::wire::contract::Violation;
use crate::wire::{Redacted, nearest};

/// Most names in one entry of the journal.
const MOST_NAMED: usize = 5;

/// The names of one request that are no fields.
#[derive(Debug, Default)]
pub(super) struct Unknowns {
    named: Vec<Unknown>,
    /// The number of further names: a body of megabytes may have very many.
    more: usize,
}

/// A name that is no field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unknown {
    /// The path to the name.
    path: String,
    /// The field that was probably meant, or the message in which the name is a field.
    meant: Option<String>,
}

impl Unknowns {
    /// Notes a name of a query that is no field of `message`.
    pub(super) fn parameter(&mut self, message: &MessageDescriptor, name: &str) {
        self.note(|| Unknown {
            path: Redacted::of(name).to_string(),
            meant: similar(message, name),
        });
    }

    /// Notes a name of a JSON object, to which `path` leads, that is no field of `message`.
    pub(super) fn member(&mut self, message: &MessageDescriptor, path: &str, name: &str) {
        self.note(|| {
            let is_the_body = path.strip_suffix('.') == Some(name);
            let meant = if is_the_body {
                Some(format!("the body is itself the {name}"))
            } else {
                similar(message, name)
            };
            Unknown { path: format!("{path}{}", Redacted::of(name)), meant }
        });
    }

    fn note(&mut self, unknown: impl FnOnce() -> Unknown) {
        if self.named.len() < MOST_NAMED {
            self.named.push(unknown());
        } else {
            self.more += 1;
        }
    }

    /// Returns the refusal of the request, for the policy that refuses unknown fields.
    pub(super) fn refused(&self) -> OperationError {
        let violation =
            |one: &Unknown| Violation { field: one.path.clone(), description: one.description() };
        OperationError::Invalid(self.named.iter().map(violation).collect())
    }

    /// Returns the event about the names, if there are any.
    pub(super) fn ignored(&self, operation: &str) -> Option<Event> {
        if self.named.is_empty() {
            return None;
        }
        let named = self.named.iter().map(|one| format!("{} {}", one.path, one.description()));
        let mut sentences: Vec<String> = named.collect();
        if self.more > 0 {
            sentences.push(format!("nor are {} more", self.more));
        }
        let reason = format!("{}; ignored, as Scalekit does", sentences.join(", "));
        Some(Event::from(EnvironmentEvent::FieldsIgnored {
            operation: operation.to_owned(),
            reason,
        }))
    }
}

impl Unknown {
    /// Returns the description of the mistake, as a clause after the name.
    fn description(&self) -> String {
        let wrong = "is no field of this request";
        self.meant.as_ref().map_or(wrong.to_owned(), |meant| format!("{wrong} ({meant})"))
    }
}

/// Returns the field with the most similar name, if one is similar.
fn similar(message: &MessageDescriptor, name: &str) -> Option<String> {
    let fields: Vec<FieldDescriptor> = message.fields().collect();
    let field = nearest(name, fields.iter().map(FieldDescriptor::name))?;
    Some(format!("did you mean {field}?"))
}

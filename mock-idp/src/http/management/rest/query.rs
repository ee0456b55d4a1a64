//! Fields from the query and the path: `filter.status=active&filter.status=expired&page_size=5`.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::reading;
use super::unknown::Unknowns;
use crate::rules::management::OperationError;
use crate::wire::Redacted;

/// Returns the field of this name in either spelling, `page_size` or `pageSize`.
pub(super) fn field(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    let by_name = message.get_field_by_name(name);
    by_name.or_else(|| message.get_field_by_json_name(name))
}

fn redacted(name: &str) -> String {
    Redacted::of(name).to_string()
}

/// Fills `request` from a query. A name that repeats fills a list.
pub(super) fn fill(
    request: &mut Map<String, Value>,
    message: &MessageDescriptor,
    query: &str,
    unknown: &mut Unknowns,
) -> Result<(), OperationError> {
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        put(request, message, &name, &value, unknown)?;
    }
    Ok(())
}

/// Sets the field that a dotted name leads to.
pub(super) fn put(
    request: &mut Map<String, Value>,
    message: &MessageDescriptor,
    name: &str,
    value: &str,
    unknown: &mut Unknowns,
) -> Result<(), OperationError> {
    let (first, rest) = match name.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (name, None),
    };
    let Some(field) = field(message, first) else {
        unknown.parameter(message, name);
        return Ok(());
    };
    let Some(rest) = rest else {
        return set(request, &field, name, value);
    };
    let no_message = || OperationError::invalid(&redacted(name), "leads into what has no fields");
    let Kind::Message(inner) = field.kind() else {
        return Err(no_message());
    };
    // A `Struct` may hold another `Struct`, so dots could nest without end, and overflow the stack.
    if inner.package_name() == "google.protobuf" {
        return Err(no_message());
    }
    let slot = request.entry(field.name().to_owned()).or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(slot) = slot else {
        return Err(no_message());
    };
    put(slot, &inner, rest, value, unknown)
}

fn set(
    request: &mut Map<String, Value>,
    field: &FieldDescriptor,
    name: &str,
    text: &str,
) -> Result<(), OperationError> {
    let value = typed(&field.kind(), text)
        .ok_or_else(|| OperationError::invalid(name, reading::expected(field)))?;
    if field.is_list() {
        let list =
            request.entry(field.name().to_owned()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
        return Ok(());
    }
    if request.insert(field.name().to_owned(), value).is_some() {
        return Err(OperationError::invalid(name, "came more than once"));
    }
    Ok(())
}

/// Returns the JSON value that a text stands for in a field of this kind.
fn typed(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Bool => text.parse::<bool>().ok().map(Value::from),
        Kind::Int32 | Kind::Int64 | Kind::Sint32 | Kind::Sint64 => {
            text.parse::<i64>().ok().map(Value::from)
        }
        Kind::Uint32 | Kind::Uint64 => text.parse::<u64>().ok().map(Value::from),
        Kind::Message(message) if message.name() == "FieldMask" => Some(in_camel_case(text).into()),
        Kind::Message(message) => match wrapped(message) {
            Some(kind) => typed(&kind, text),
            None => Some(text.into()),
        },
        _ => Some(Value::from(text)),
    }
}

/// Returns the kind of value that a message wraps: JSON has that value in place of a `google.protobuf.Int32Value` and
/// its like.
pub(super) fn wrapped(message: &MessageDescriptor) -> Option<Kind> {
    let wraps = message.package_name() == "google.protobuf" && message.name().ends_with("Value");
    let value = message.get_field_by_name("value").filter(|_| wraps)?;
    Some(value.kind())
}

/// Returns a field mask in JSON's form, camel case, from paths in either case.
fn in_camel_case(mask: &str) -> String {
    let path = |path: &str| {
        let mut words = path.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        let is_a_word = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase());
        if !path.split('_').all(is_a_word) {
            return path.to_owned();
        }
        words.fold(first, |name, word| {
            let (initial, rest) = word.split_at(1);
            name + &initial.to_ascii_uppercase() + rest
        })
    };
    mask.split(',').map(path).collect::<Vec<_>>().join(",")
}

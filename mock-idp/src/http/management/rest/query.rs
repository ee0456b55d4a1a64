//! Fields from the query and the path: `filter.status=active&filter.status=expired&page_size=5`.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::rules::management::Failure;

/// Fills `request` from a query. A name that repeats fills a list.
pub(super) fn fill(
    request: &mut Map<String, Value>,
    message: &MessageDescriptor,
    query: &str,
) -> Result<(), Failure> {
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        put(request, message, &name, &value)?;
    }
    Ok(())
}

/// Sets the field that a dotted name leads to.
pub(super) fn put(
    request: &mut Map<String, Value>,
    message: &MessageDescriptor,
    name: &str,
    value: &str,
) -> Result<(), Failure> {
    let (first, rest) = match name.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (name, None),
    };
    let unknown = || Failure::invalid(name, "is no field of this request");
    let field = message
        .get_field_by_name(first)
        .or_else(|| message.get_field_by_json_name(first))
        .ok_or_else(unknown)?;
    let Some(rest) = rest else {
        return set(request, &field, name, value);
    };
    let Kind::Message(inner) = field.kind() else {
        return Err(unknown());
    };
    // A struct may hold another one: dots could lead down for ever, and past the end of the stack.
    if inner.package_name() == "google.protobuf" {
        return Err(unknown());
    }
    let slot = request
        .entry(field.name().to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(slot) = slot else {
        return Err(unknown());
    };
    put(slot, &inner, rest, value)
}

fn set(
    request: &mut Map<String, Value>,
    field: &FieldDescriptor,
    name: &str,
    text: &str,
) -> Result<(), Failure> {
    let value = typed(&field.kind(), text)
        .ok_or_else(|| Failure::invalid(name, format!("cannot be `{text}`")))?;
    if field.is_list() {
        let list = request
            .entry(field.name().to_owned())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
        return Ok(());
    }
    if request.insert(field.name().to_owned(), value).is_some() {
        return Err(Failure::invalid(name, "came more than once"));
    }
    Ok(())
}

/// The JSON value that a text stands for in a field of this kind.
fn typed(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Bool => text.parse::<bool>().ok().map(Value::from),
        Kind::Int32 | Kind::Int64 | Kind::Sint32 | Kind::Sint64 => {
            text.parse::<i64>().ok().map(Value::from)
        }
        Kind::Uint32 | Kind::Uint64 => text.parse::<u64>().ok().map(Value::from),
        Kind::Message(message) if message.is_wrapper() => wrapped(message, text),
        _ => Some(Value::from(text)),
    }
}

fn wrapped(message: &MessageDescriptor, text: &str) -> Option<Value> {
    typed(&message.get_field_by_name("value")?.kind(), text)
}

trait IsWrapper {
    fn is_wrapper(&self) -> bool;
}

impl IsWrapper for MessageDescriptor {
    /// `google.protobuf.Int32Value` and its like travel in JSON as what they wrap.
    fn is_wrapper(&self) -> bool {
        self.package_name() == "google.protobuf" && self.name().ends_with("Value")
    }
}
